import type { Context } from '../context.ts'
import { requireNext } from '../domain/booking-status.ts'
import { DomainError } from '../domain/errors.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { addMediaFile, addProof, countProofs } from '../repositories/payments.ts'
import { setHoldExpiry } from '../repositories/slot-holds.ts'
import { changeBooking } from './change-booking.ts'
import { lockBooking } from './lock-booking.ts'

/** A file that lies in storage already. */
export type StoredFile = Readonly<{ key: string; mimeType: string; size: number; sha256: string }>

/** More proofs than anybody needs: an upload link must not fill the storage. */
const MOST_PROOFS = 10

/**
 * Records a stored file as proof of a booking's deposit: it is now for the owner to review. A proof that comes after the
 * booking expired is kept, and moves nothing (RULINGS 4). Throws `booking_not_found`, `invalid_booking_status`,
 * `too_many_proofs`.
 */
export async function uploadPaymentProof(
  context: Context,
  input: Readonly<{ bookingId: string; file: StoredFile; uploadedBy: 'customer' | 'owner'; userId: string | null }>
): Promise<BookingModel> {
  const { bookingId, file, uploadedBy, userId } = input
  const locked = await lockBooking(context, bookingId)
  const status = requireNext(locked.booking.status, 'upload_proof')
  if ((await countProofs(context, bookingId)) >= MOST_PROOFS)
    throw new DomainError('too_many_proofs', `At most ${MOST_PROOFS} proofs are kept for a booking`)
  const mediaFileId = await addMediaFile(context, { ...file, bookingId, by: userId })
  const proofId = await addProof(context, { bookingId, mediaFileId, uploadedBy })
  // under review it does not run out: the owner's turn is not the customer's fault
  if (status === 'pending_payment') await setHoldExpiry(context, bookingId, null)
  const after = await changeBooking(context, locked, {
    patch: { status },
    events: ['payment_proof_uploaded'],
    actor: uploadedBy,
    facts: { by: userId, proof_id: proofId, late: status === 'expired' }
  })
  return after.booking
}
