import type { Context } from '../context.ts'
import { paymentDeadline } from '../domain/booking.ts'
import { requireNext } from '../domain/booking-status.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { getProofs, reviewProof } from '../repositories/payments.ts'
import { setHoldExpiry } from '../repositories/slot-holds.ts'
import { changeBooking } from './change-booking.ts'
import { lockBooking } from './lock-booking.ts'

/**
 * The owner does not accept the proofs under review, or asks for another: the deposit is due again, with a new deadline.
 * Throws `booking_not_found`, and `invalid_booking_status` unless a proof is under review.
 */
export async function rejectPayment(
  context: Context,
  input: Readonly<{ bookingId: string; reason: string | null; rejectedBy: string }>
): Promise<BookingModel> {
  const { bookingId, reason, rejectedBy } = input
  const locked = await lockBooking(context, bookingId)
  const { booking, policies } = locked
  const status = requireNext(booking.status, 'reject_payment')
  const proofs = (await getProofs(context, bookingId)).filter(proof => proof.status === 'received')
  for (const proof of proofs) await reviewProof(context, proof.id, { status: 'rejected', reason, by: rejectedBy })
  const deadline = paymentDeadline(booking, policies, context.now())
  await setHoldExpiry(context, bookingId, deadline)
  const after = await changeBooking(context, locked, {
    patch: { status, paymentDeadlineAt: deadline },
    events: ['payment_proof_rejected'],
    actor: 'owner',
    facts: { by: rejectedBy, proof_ids: proofs.map(proof => proof.id) },
    notice: { kind: 'payment_rejected', reason, deadline }
  })
  return after.booking
}
