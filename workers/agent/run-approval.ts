import type { App, Context } from '../../shared/context.ts'
import { withTenant } from '../../shared/database.ts'
import type { BookingApprovalModel } from '../../shared/models/booking-approval-model.ts'
import { setInterrupt } from '../../shared/repositories/approval-follow-ups.ts'
import { getApproval } from '../../shared/repositories/approvals.ts'
import { followUpApproval, raiseThreadLost } from '../../shared/use-cases/follow-up-approval.ts'
import { notifyOwner } from '../../shared/use-cases/notify-owner.ts'
import type { JobApp } from '../registry.ts'
import type { ApprovalServices } from './approval-graph.ts'
import { type ApprovalThreads, approvalThreads } from './approval-threads.ts'

type Run = Readonly<{
  approvalId: string
  threads: ApprovalThreads
  services: ApprovalServices
  signal: AbortSignal
  inTenant: <T>(work: (context: Context) => Promise<T>) => Promise<T>
}>

/**
 * Makes sure that an approval is where it should be (RULINGS 25): pending, its thread waits and the owner is asked; decided,
 * the thread has ended and what follows exists. Throws when another process has the thread: the queue comes back.
 */
export async function runApproval(app: JobApp, tenantId: string, approvalId: string): Promise<void> {
  // a transaction is opened on the process, not on the job: nothing of the job is needed in it but its logger
  const world: App = app
  const inTenant = <T>(work: (context: Context) => Promise<T>) => withTenant(world, tenantId, work)
  const threads = approvalThreads(app)
  const services: ApprovalServices = {
    ask: id => inTenant(context => notifyOwner(context, id)),
    followUp: id => inTenant(context => followUpApproval(context, id))
  }
  const run: Run = { approvalId, threads, services, signal: app.signal, inTenant }
  const alone = await threads.alone(approvalId, () => ensure(run))
  if (!alone) throw new Error('another process works on this approval')
}

async function ensure(run: Run): Promise<void> {
  const { approvalId, threads, inTenant } = run
  const approval = await inTenant(context => getApproval(context, approvalId))
  if (!approval) return await threads.drop(approvalId)
  if (approval.status === 'pending') return await ensureWaiting(run, approval)
  if (!approval.settledAt) await ensureFollowedUp(run, approval)
  await threads.drop(approvalId)
}

async function ensureWaiting(run: Run, { interruptId }: BookingApprovalModel): Promise<void> {
  const { approvalId, threads, services, signal, inTenant } = run
  const state = await threads.look(approvalId)
  if (state.kind === 'waiting') await services.ask(approvalId)
  const waitsAt = state.kind === 'waiting' ? state.interruptId : await threads.start(approvalId, services, signal)
  if (waitsAt !== interruptId) await inTenant(context => setInterrupt(context, approvalId, waitsAt))
}

/** Through the thread where it waits as we know it; else by the same idempotent use case, and the alarm is raised. */
async function ensureFollowedUp(run: Run, { interruptId, status }: BookingApprovalModel): Promise<void> {
  const { approvalId, threads, services, signal, inTenant } = run
  const state = await threads.look(approvalId)
  const known = interruptId ?? (state.kind === 'waiting' ? state.interruptId : null)
  if (known === null && state.kind === 'none') {
    const fresh = await threads.start(approvalId, services, signal)
    await threads.resume(approvalId, fresh, status, services, signal)
  } else if (state.kind === 'waiting' && state.interruptId === known) {
    await threads.resume(approvalId, known, status, services, signal)
  } else if (state.kind === 'cut') {
    await threads.goOn(approvalId, services, signal)
  } else if (state.kind !== 'ended') {
    await inTenant(context => raiseThreadLost(context, approvalId, state.kind === 'none' ? 'gone' : 'other_interrupt'))
  }
  // the use case does nothing where the thread has done it
  await services.followUp(approvalId)
}
