import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import type { BookingApprovalModel } from '../models/booking-approval-model.ts'
import { closeApprovals, getApproval, lockApproval } from '../repositories/approvals.ts'
import { getHolds, releaseHolds } from '../repositories/slot-holds.ts'
import { settleApproval } from './approve-booking.ts'
import { settleCancellation } from './cancel-booking.ts'
import { changeBooking } from './change-booking.ts'
import { ownHold } from './expire-booking.ts'
import { type LockedBooking, lockBooking, spanFrom } from './lock-booking.ts'
import { settleRejection } from './reject-booking.ts'
import { settleMove } from './reschedule-booking.ts'

/** A pending decision and its booking, both locked. */
export type OpenApproval = Readonly<{ approval: BookingApprovalModel; locked: LockedBooking }>

/**
 * Locks a pending approval after its booking. `askedStart` is the time that is about to be taken beside the booking's own.
 * Throws `approval_not_found` and `approval_already_decided`.
 */
export async function lockOpenApproval(context: Context, approvalId: string, askedStart?: Date): Promise<OpenApproval> {
  const found = await getApproval(context, approvalId)
  if (!found) throw new DomainError('approval_not_found', 'This business has no such approval')
  const start = askedStart ?? readAskedStart(found) ?? undefined
  const locked = await lockBooking(context, found.bookingId, booking => spanFrom(booking, start))
  const approval = await lockApproval(context, approvalId)
  if (approval?.status !== 'pending')
    throw new DomainError('approval_already_decided', `This approval is ${approval?.status}`, {
      status_now: approval?.status
    })
  return { approval, locked }
}

/** The start to which a customer asked to move (`modify`), or null. */
function readAskedStart(approval: BookingApprovalModel): Date | null {
  const asked = approval.requestedAction === 'modify' ? approval.aiSuggestedData?.start_time : null
  return typeof asked === 'string' ? new Date(asked) : null
}

/** The owner says yes to what was asked: a new booking, a move or a cancellation. Returns the approval as it is then. */
export async function approveApproval(
  context: Context,
  input: Readonly<{ approvalId: string; decidedBy: string | null; internalNotes?: string | undefined }>
): Promise<BookingApprovalModel> {
  const { approval, locked } = await lockOpenApproval(context, input.approvalId)
  const { decidedBy } = input
  const { requestedAction, bookingId } = approval
  if (requestedAction === 'create') {
    await settleApproval(context, locked, { ...input, approvedBy: decidedBy, actor: 'owner' })
    return await reread(context, approval.id)
  }
  await closeApprovals(context, bookingId, { status: 'approved', by: decidedBy, only: requestedAction })
  const asked = readAskedStart(approval)
  if (asked) await settleMove(context, locked, asked, { actor: 'owner', movedBy: decidedBy })
  else
    await settleCancellation(context, locked, {
      reason: reasonOf(approval),
      cancelledBy: 'customer',
      userId: decidedBy
    })
  return await reread(context, approval.id)
}

/** The owner says no: a new request is declined, a booking stays as it was. Returns the approval as it is then. */
export async function rejectApproval(
  context: Context,
  input: Readonly<{ approvalId: string; decidedBy: string | null; reason: string }>
): Promise<BookingApprovalModel> {
  const { approval, locked } = await lockOpenApproval(context, input.approvalId)
  const { decidedBy, reason } = input
  if (approval.requestedAction === 'create')
    await settleRejection(context, locked, { reason, rejectedBy: decidedBy, actor: 'owner' })
  else await keepAsItWas(context, locked, approval, input)
  return await reread(context, approval.id)
}

async function keepAsItWas(
  context: Context,
  locked: LockedBooking,
  { requestedAction }: BookingApprovalModel,
  { decidedBy, reason }: Readonly<{ decidedBy: string | null; reason: string }>
): Promise<void> {
  const { booking } = locked
  await closeApprovals(context, booking.id, { status: 'rejected', by: decidedBy, reason, only: requestedAction })
  const own = ownHold(await getHolds(context, booking.id), booking)
  if (requestedAction === 'modify') await releaseHolds(context, booking.id, own?.id)
  await changeBooking(context, locked, {
    patch: {},
    events: ['booking_change_rejected'],
    actor: 'owner',
    facts: { by: decidedBy, requested_action: requestedAction },
    notice: { kind: 'unchanged', reason }
  })
}

function reasonOf(approval: BookingApprovalModel): string | null {
  const reason = approval.aiSuggestedData?.reason
  return typeof reason === 'string' ? reason.slice(0, 500) : null
}

async function reread(context: Context, approvalId: string): Promise<BookingApprovalModel> {
  const approval = await getApproval(context, approvalId)
  if (!approval) throw new Error('the approval is gone')
  return approval
}
