import type { Context } from '../context.ts'
import { cancellationRule } from '../domain/booking.ts'
import { requireNext } from '../domain/booking-status.ts'
import { DomainError } from '../domain/errors.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { closeApprovals } from '../repositories/approvals.ts'
import { releaseHolds } from '../repositories/slot-holds.ts'
import { changeBooking } from './change-booking.ts'
import { type LockedBooking, lockBooking } from './lock-booking.ts'

/** Who cancels and why. `userId` is the owner's when she cancels, or when she permits a customer to. */
export type Cancellation = Readonly<{
  reason: string | null
  cancelledBy: 'customer' | 'owner' | 'system' | 'calcom'
  userId: string | null
}>

/**
 * Cancels a booking and frees its time; the customer is told. Throws `booking_not_found`, and `cannot_cancel_booking` when
 * it is over or ended already, or when a customer needs the owner for it (`needs_owner` in the details).
 */
export async function cancelBooking(
  context: Context,
  input: Cancellation & Readonly<{ bookingId: string }>
): Promise<BookingModel> {
  const locked = await lockBooking(context, input.bookingId)
  const { booking, policies } = locked
  const by = input.cancelledBy === 'calcom' ? 'owner' : input.cancelledBy
  if (cancellationRule(booking, by, policies, context.now()) === 'needs_owner')
    throw new DomainError('cannot_cancel_booking', 'The owner decides on this cancellation', { needs_owner: true })
  return (await settleCancellation(context, locked, input)).booking
}

/** The same for a caller who holds the locks and has the permission. */
export async function settleCancellation(
  context: Context,
  locked: LockedBooking,
  { reason, cancelledBy, userId }: Cancellation
): Promise<LockedBooking> {
  const { booking } = locked
  const status = requireNext(booking.status, 'cancel')
  await releaseHolds(context, booking.id)
  await closeApprovals(context, booking.id, { status: 'superseded', by: userId })
  return await changeBooking(context, locked, {
    patch: { status, cancelledBy, cancellationReason: reason, paymentDeadlineAt: null },
    events: ['booking_cancelled'],
    actor: cancelledBy,
    facts: { by: userId },
    notice: { kind: 'cancelled', reason }
  })
}
