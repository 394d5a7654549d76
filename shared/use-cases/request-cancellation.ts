import type { Context } from '../context.ts'
import { cancellationRule } from '../domain/booking.ts'
import { requireNext } from '../domain/booking-status.ts'
import { DomainError } from '../domain/errors.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { addApproval } from '../repositories/approvals.ts'
import { settleCancellation } from './cancel-booking.ts'
import { changeBooking } from './change-booking.ts'
import { lockOwnBooking, withdrawOpenChange } from './lock-own-booking.ts'

/** What became of the wish: done at once, or put before the owner. */
export type CancellationRequest = Readonly<{ result: 'cancelled' | 'asked'; booking: BookingModel }>

/**
 * A customer wants to cancel her own booking. It ends at once where the business's policy lets her; else the owner is asked,
 * and the booking stands meanwhile. Asking twice is asking once; an open wish to move it is withdrawn. Throws
 * `booking_not_found` (also for somebody else's) and `cannot_cancel_booking` when it has begun or ended.
 */
export async function requestCancellation(
  context: Context,
  input: Readonly<{ bookingId: string; customerId: string; reason?: string | null; actor: 'customer' | 'agent' }>
): Promise<CancellationRequest> {
  const { locked, pending } = await lockOwnBooking(context, input)
  const { booking, policies } = locked
  const reason = input.reason ?? null
  requireNext(booking.status, 'cancel')
  if (booking.startTime <= context.now())
    throw new DomainError('cannot_cancel_booking', 'A booking that has begun stays as it is')
  if (cancellationRule(booking, 'customer', policies, context.now()) === 'allowed') {
    const cancelled = await settleCancellation(context, locked, { reason, cancelledBy: 'customer', userId: null })
    return { result: 'cancelled', booking: cancelled.booking }
  }
  if (pending.some(approval => approval.requestedAction === 'cancel')) return { result: 'asked', booking }
  await withdrawOpenChange(context, locked)
  const approvalId = await addApproval(context, booking.id, 'cancel', reason ? { reason } : null)
  const asked = await changeBooking(context, locked, {
    patch: {},
    events: ['booking_cancel_requested', 'booking_approval_pending'],
    actor: input.actor,
    facts: { approval_id: approvalId, requested_action: 'cancel' }
  })
  return { result: 'asked', booking: asked.booking }
}
