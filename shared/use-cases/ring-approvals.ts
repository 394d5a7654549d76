import type { Context } from '../context.ts'
import { append } from '../outbox/append.ts'
import { findUnsettled } from '../repositories/approval-follow-ups.ts'

/** Wakes what follows from an approval: the question to the owner, or what comes after her decision (RULINGS 25). */
export async function ringApproval(context: Context, approvalId: string): Promise<void> {
  await append(context, { queue: 'agent', job: 'approval', data: { approval_id: approvalId } })
}

/** The same for every approval of a booking from which something is still to follow. */
export async function ringApprovals(context: Context, bookingId: string): Promise<void> {
  for (const id of await findUnsettled(context, bookingId)) await ringApproval(context, id)
}
