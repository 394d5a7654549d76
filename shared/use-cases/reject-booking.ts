import type { Context } from '../context.ts'
import { requireNext } from '../domain/booking-status.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { closeApprovals } from '../repositories/approvals.ts'
import { releaseHolds } from '../repositories/slot-holds.ts'
import { changeBooking } from './change-booking.ts'
import { type LockedBooking, lockBooking } from './lock-booking.ts'

/** Why, by whom, and which times are offered instead. */
export type Rejection = Readonly<{
  reason: string
  rejectedBy: string | null
  actor: 'owner' | 'system'
  alternatives?: readonly Date[]
}>

/**
 * The owner declines a request; the customer is told why. Throws `booking_not_found`, and `invalid_booking_status` unless
 * it is pending.
 */
export async function rejectBooking(
  context: Context,
  input: Readonly<{ bookingId: string; reason: string; rejectedBy: string | null }>
): Promise<BookingModel> {
  const locked = await lockBooking(context, input.bookingId)
  return (await settleRejection(context, locked, { ...input, actor: 'owner' })).booking
}

/** The same for a caller who holds the locks. */
export async function settleRejection(
  context: Context,
  locked: LockedBooking,
  { reason, rejectedBy, actor, alternatives = [] }: Rejection
): Promise<LockedBooking> {
  const { booking } = locked
  const status = requireNext(booking.status, 'reject')
  await releaseHolds(context, booking.id)
  await closeApprovals(context, booking.id, { status: 'rejected', by: rejectedBy, reason, only: 'create' })
  await closeApprovals(context, booking.id, { status: 'superseded', by: rejectedBy })
  return await changeBooking(context, locked, {
    patch: { status, rejectionReason: reason },
    events: ['booking_rejected'],
    actor,
    facts: { by: rejectedBy, alternatives: alternatives.length },
    notice: { kind: 'rejected', reason, alternatives }
  })
}
