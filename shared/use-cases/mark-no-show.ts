import type { Context } from '../context.ts'
import { requireNext } from '../domain/booking-status.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { changeBooking } from './change-booking.ts'
import { requireBegun } from './complete-booking.ts'
import { lockBooking } from './lock-booking.ts'

/** The customer did not come. Throws `booking_not_found`, and `invalid_booking_status` unless it is confirmed and has begun. */
export async function markNoShow(
  context: Context,
  input: Readonly<{ bookingId: string; markedBy: string }>
): Promise<BookingModel> {
  const locked = await lockBooking(context, input.bookingId)
  const status = requireNext(locked.booking.status, 'no_show')
  requireBegun(locked.booking, context.now())
  const after = await changeBooking(context, locked, {
    patch: { status },
    events: ['booking_no_show'],
    actor: 'owner',
    facts: { by: input.markedBy }
  })
  return after.booking
}
