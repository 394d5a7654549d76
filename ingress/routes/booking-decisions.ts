import type { Static, TSchema } from 'typebox'
import type { Context } from '../../shared/context.ts'
import type { ErrorCode } from '../../shared/domain/errors.ts'
import { addNote } from '../../shared/use-cases/add-note.ts'
import { approveBooking } from '../../shared/use-cases/approve-booking.ts'
import { cancelBooking } from '../../shared/use-cases/cancel-booking.ts'
import { completeBooking } from '../../shared/use-cases/complete-booking.ts'
import { getBooking } from '../../shared/use-cases/get-booking.ts'
import { markNoShow } from '../../shared/use-cases/mark-no-show.ts'
import { rejectBooking } from '../../shared/use-cases/reject-booking.ts'
import { rescheduleBooking } from '../../shared/use-cases/reschedule-booking.ts'
import { type Endpoint, Nothing, ownerEndpoint } from '../endpoint.ts'
import { presentBookingDetails } from '../presenters/bookings.ts'
import { ApproveBody, CancelBody, MoveBody, NoteBody, RejectBody } from '../schemas/booking-actions.ts'
import { BookingDetailsSchema } from '../schemas/bookings.ts'
import { IdParams } from '../schemas/common.ts'

type Act<B extends TSchema> = Readonly<{
  verb: string
  name: string
  summary: string
  body: B
  errors: readonly ErrorCode[]
  act: (context: Context, bookingId: string, body: Static<B>, userId: string) => Promise<unknown>
}>

/** `POST /bookings/{id}/<verb>`: something that the owner does to a booking, which it answers as it is then. */
export function bookingAct<B extends TSchema>({ verb, act, errors, ...rest }: Act<B>): Endpoint {
  return ownerEndpoint({
    ...rest,
    method: 'post',
    path: `/bookings/{id}/${verb}`,
    tag: 'bookings',
    params: IdParams,
    query: Nothing,
    success: { status: 200, schema: BookingDetailsSchema },
    errors: ['booking_not_found', ...errors],
    run: async (context, { params, body, session }) => {
      await act(context, params.id, body, session.userId)
      return presentBookingDetails(context, await getBooking(context, params.id))
    }
  })
}

const approve = bookingAct({
  verb: 'approve',
  name: 'approveBooking',
  summary: 'Approves a request: it is confirmed, or waits for its deposit',
  body: ApproveBody,
  errors: ['invalid_booking_status', 'slot_taken'],
  act: (context, bookingId, { internal_notes }, userId) =>
    approveBooking(context, { bookingId, approvedBy: userId, internalNotes: internal_notes })
})

const reject = bookingAct({
  verb: 'reject',
  name: 'rejectBooking',
  summary: 'Declines a request; the customer is told the reason',
  body: RejectBody,
  errors: ['invalid_booking_status'],
  act: (context, bookingId, { reason }, userId) => rejectBooking(context, { bookingId, reason, rejectedBy: userId })
})

const cancel = bookingAct({
  verb: 'cancel',
  name: 'cancelBooking',
  summary: 'Cancels a booking and frees its time; the customer is told',
  body: CancelBody,
  errors: ['cannot_cancel_booking'],
  act: (context, bookingId, { reason }, userId) =>
    cancelBooking(context, { bookingId, reason: reason ?? null, cancelledBy: 'owner', userId })
})

const reschedule = bookingAct({
  verb: 'reschedule',
  name: 'rescheduleBooking',
  summary: 'Moves a booking to another start; the customer is told',
  body: MoveBody,
  errors: ['invalid_booking_status', 'slot_taken'],
  act: (context, bookingId, { start_time }, userId) =>
    rescheduleBooking(context, { bookingId, startTime: new Date(start_time), movedBy: userId })
})

const complete = bookingAct({
  verb: 'complete',
  name: 'completeBooking',
  summary: 'The service was delivered',
  body: Nothing,
  errors: ['invalid_booking_status'],
  act: (context, bookingId, _, userId) => completeBooking(context, { bookingId, completedBy: userId })
})

const noShow = bookingAct({
  verb: 'no-show',
  name: 'markNoShow',
  summary: 'The customer did not come',
  body: Nothing,
  errors: ['invalid_booking_status'],
  act: (context, bookingId, _, userId) => markNoShow(context, { bookingId, markedBy: userId })
})

const notes = bookingAct({
  verb: 'notes',
  name: 'addNote',
  summary: 'Adds a note for the staff below the others',
  body: NoteBody,
  errors: [],
  act: (context, bookingId, { note }, userId) => addNote(context, { bookingId, note, notedBy: userId })
})

export const bookingDecisions: readonly Endpoint[] = [approve, reject, cancel, reschedule, complete, noShow, notes]
