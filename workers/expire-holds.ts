import { withSystem, withTenant } from '../shared/database.ts'
import { defaultPolicies } from '../shared/domain/policies.ts'
import { type Due, findReminders, findRunOutBookings } from '../shared/repositories/due-holds.ts'
import { expireBooking } from '../shared/use-cases/expire-booking.ts'
import { remindOwner } from '../shared/use-cases/remind-owner.ts'
import type { JobApp } from './registry.ts'

const BATCH = 200

/**
 * Ends requests that ran out, deposits that did not come and offers that nobody took, and before that reminds the owner.
 * Each booking in a transaction of its own: one that cannot be worked holds up no other; the next minute tries it again.
 */
export async function expireHolds(app: JobApp): Promise<void> {
  const holdMinutes = defaultPolicies.hold_minutes
  await eachOf(
    app,
    limit => withSystem(app, 'sweep', context => findRunOutBookings(context, holdMinutes, limit)),
    expire
  )
  await eachOf(app, limit => withSystem(app, 'sweep', context => findReminders(context, holdMinutes, limit)), remind)
}

const expire = (app: JobApp, { tenantId, id }: Due): Promise<unknown> =>
  withTenant(app, tenantId, context => expireBooking(context, id))

const remind = (app: JobApp, { tenantId, id }: Due): Promise<unknown> =>
  withTenant(app, tenantId, context => remindOwner(context, id))

/** Batch by batch until nothing new is due: what failed comes again in every batch, and ends it. */
async function eachOf(
  app: JobApp,
  find: (limit: number) => Promise<Due[]>,
  work: (app: JobApp, due: Due) => Promise<unknown>
): Promise<void> {
  const seen = new Set<string>()
  while (!app.signal.aborted) {
    const found = await find(BATCH)
    const fresh = found.filter(due => !seen.has(due.id))
    if (fresh.length === 0) return
    for (const due of fresh) {
      app.signal.throwIfAborted()
      seen.add(due.id)
      try {
        await work(app, due)
      } catch (error) {
        app.log.error({ err: error, tenant_id: due.tenantId, id: due.id }, 'what ran out could not be ended')
      }
    }
  }
}
