import type { Context } from '../context.ts'
import { requireNext } from '../domain/booking-status.ts'
import { invalidField } from '../domain/errors.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { closeApprovals } from '../repositories/approvals.ts'
import { getHolds, releaseHolds } from '../repositories/slot-holds.ts'
import { changeBooking } from './change-booking.ts'
import { ownHold } from './expire-booking.ts'
import { type LockedBooking, lockBooking, spanFrom } from './lock-booking.ts'
import { checkTime, takeTime } from './take-time.ts'

/**
 * The owner moves a booking to another start; it keeps its length and status, and the customer is told. Her own hours and
 * notice do not bind her; time that somebody holds does. Throws `booking_not_found`, `invalid_booking_status`,
 * `slot_taken`, and `validation_failed` for a start in the past.
 */
export async function rescheduleBooking(
  context: Context,
  input: Readonly<{ bookingId: string; startTime: Date; movedBy: string | null }>
): Promise<BookingModel> {
  const locked = await lockBooking(context, input.bookingId, booking => spanFrom(booking, input.startTime))
  const after = await settleMove(context, locked, input.startTime, { actor: 'owner', movedBy: input.movedBy })
  await closeApprovals(context, input.bookingId, { status: 'superseded', by: input.movedBy, only: 'modify' })
  return after.booking
}

/** The same for a caller who holds the locks. */
export async function settleMove(
  context: Context,
  locked: LockedBooking,
  startTime: Date,
  by: Readonly<{ actor: 'owner' | 'customer'; movedBy: string | null }>
): Promise<LockedBooking> {
  const { booking } = locked
  const status = requireNext(booking.status, 'reschedule')
  if (startTime <= context.now()) throw invalidField('/start_time', 'must be in the future')
  const deadline =
    booking.paymentDeadlineAt && booking.paymentDeadlineAt > startTime ? startTime : booking.paymentDeadlineAt
  await moveHold(context, locked, startTime, deadline)
  const length = booking.endTime.getTime() - booking.startTime.getTime()
  const from = booking.startTime
  return await changeBooking(context, locked, {
    patch: { status, startTime, endTime: new Date(startTime.getTime() + length), paymentDeadlineAt: deadline },
    events: ['booking_rescheduled'],
    actor: by.actor,
    facts: { by: by.movedBy, start_time: startTime.toISOString(), previous_start_time: from.toISOString() },
    notice: { kind: 'moved', from }
  })
}

/** A request that competes without a hold goes on doing so at its new time, if that is free. */
async function moveHold(context: Context, locked: LockedBooking, startTime: Date, deadline: Date | null) {
  const { booking, policies, lines } = locked
  const holds = await getHolds(context, booking.id)
  const span = spanFrom(booking, startTime)
  const taking = { bookingId: booking.id, span, capacity: policies.capacity, lines }
  if (holds.length === 0 && booking.status === 'pending_approval') return await checkTime(context, taking)
  const until = booking.status === 'approved' ? deadline : (ownHold(holds, booking)?.expiresAt ?? null)
  await releaseHolds(context, booking.id)
  await takeTime(context, { ...taking, expiresAt: until })
}
