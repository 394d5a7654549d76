import { sqlState, withSystem, withTenant } from '../../shared/database.ts'
import { claimMailbox, finishEvent, type OpenEvent } from '../../shared/repositories/ledger.ts'
import { recordInboundEvent } from '../../shared/use-cases/record-inbound-event.ts'
import { done } from '../outcome.ts'
import type { Handlers, JobApp } from '../registry.ts'

/** How often one event is tried in a run when another transaction was faster to create the same person or conversation. */
const RACES = 4

export const inbound: Handlers<'inbound'> = {
  /** Works all open events of one mailbox in Meta's order, each in a transaction of its own. */
  mailbox: async (app, { key }) => {
    const events = await withSystem(app, 'ledger', context => claimMailbox(context, key))
    for (const event of events) {
      app.signal.throwIfAborted()
      await workEvent(app, key, event, RACES)
    }
    return done
  }
}

/** An event that can never work is set aside as `failed` and holds up no other; what passes by itself is thrown and retried. */
async function workEvent(app: JobApp, key: string, event: OpenEvent, racesLeft: number): Promise<void> {
  const tenantId = event.tenant_id
  if (!tenantId) return
  try {
    await withTenant(app, tenantId, context => recordInboundEvent(context, key, event.id))
  } catch (error) {
    const state = sqlState(error)
    if ((state === '23505' || state === '40P01') && racesLeft > 0)
      return await workEvent(app, key, event, racesLeft - 1)
    if (isPassing(error, state)) throw error
    app.log.error({ err: error, event_id: event.id }, 'an event was set aside')
    await withTenant(app, tenantId, context => finishEvent(context, event.id, 'failed', state ?? nameOf(error)))
  }
}

/** Lost connections, deadlocks, full or stopping servers (SQLSTATE classes 08, 40, 53, 57) and a pool without a free connection. */
function isPassing(error: unknown, state: string | undefined): boolean {
  if (state) return /^(08|40|53|57)/.test(state)
  const { code, name } = error as { code?: unknown; name?: unknown }
  return (
    name === 'KnexTimeoutError' ||
    /^E[A-Z]+$/.test(String(code)) ||
    /connection/i.test(String((error as Error)?.message))
  )
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown')
