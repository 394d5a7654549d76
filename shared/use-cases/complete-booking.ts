import type { Context } from '../context.ts'
import { requireNext } from '../domain/booking-status.ts'
import { DomainError } from '../domain/errors.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { changeBooking } from './change-booking.ts'
import { lockBooking } from './lock-booking.ts'

/**
 * The service was delivered. Throws `booking_not_found`, and `invalid_booking_status` unless it is confirmed and has begun.
 */
export async function completeBooking(
  context: Context,
  input: Readonly<{ bookingId: string; completedBy: string }>
): Promise<BookingModel> {
  const locked = await lockBooking(context, input.bookingId)
  const status = requireNext(locked.booking.status, 'complete')
  requireBegun(locked.booking, context.now())
  const after = await changeBooking(context, locked, {
    patch: { status },
    events: ['booking_completed'],
    actor: 'owner',
    facts: { by: input.completedBy }
  })
  return after.booking
}

/** What has not begun has neither been delivered nor missed. Throws `invalid_booking_status`. */
export function requireBegun(booking: Readonly<{ startTime: Date }>, now: Date): void {
  if (booking.startTime > now) throw new DomainError('invalid_booking_status', 'The booking has not begun yet')
}
