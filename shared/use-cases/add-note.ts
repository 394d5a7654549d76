import type { Context } from '../context.ts'
import { addInternalNote } from '../domain/booking.ts'
import { invalidField } from '../domain/errors.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { changeBooking } from './change-booking.ts'
import { lockBooking } from './lock-booking.ts'

/** All notes of a booking together are at most this long. */
const LONGEST_NOTES = 20_000

/** Adds a note for the staff below the others. Throws `booking_not_found`, `validation_failed` when there is no more room. */
export async function addNote(
  context: Context,
  input: Readonly<{ bookingId: string; note: string; notedBy: string }>
): Promise<BookingModel> {
  const locked = await lockBooking(context, input.bookingId)
  const internalNotes = addInternalNote(locked.booking.internalNotes, input.note)
  if (internalNotes.length > LONGEST_NOTES)
    throw invalidField('/note', `all notes together are longer than ${LONGEST_NOTES} characters`)
  const after = await changeBooking(context, locked, {
    patch: { internalNotes },
    events: ['booking_noted'],
    actor: 'owner',
    facts: { by: input.notedBy }
  })
  return after.booking
}
