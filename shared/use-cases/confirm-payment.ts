import type { Context } from '../context.ts'
import { requireNext } from '../domain/booking-status.ts'
import { DomainError } from '../domain/errors.ts'
import { compareMoney, type Money, subtractMoney } from '../domain/money.ts'
import type { BookingModel } from '../models/booking-model.ts'
import type { PaymentProofModel } from '../models/payment-proof-model.ts'
import { addPayment, getProofs, reviewProof, sumPayments } from '../repositories/payments.ts'
import { setHoldExpiry } from '../repositories/slot-holds.ts'
import { changeBooking } from './change-booking.ts'
import { type LockedBooking, lockBooking } from './lock-booking.ts'

/** How money came in. */
export const paymentWays = ['nequi', 'daviplata', 'breb', 'bancolombia', 'cash', 'other'] as const
export type PaymentWay = (typeof paymentWays)[number]

/**
 * The owner's word that a deposit is there (DESIGN rule 9): the newest proof is accepted, the booking confirmed. Without a
 * proof only cash with its amount will do (RULINGS 4). `amount` is by default what is still due. Throws
 * `booking_not_found`, `no_payment_proof`, `invalid_booking_status`.
 */
export async function confirmPayment(
  context: Context,
  input: Readonly<{ bookingId: string; method?: PaymentWay; amount?: Money; verifiedBy: string }>
): Promise<BookingModel> {
  const locked = await lockBooking(context, input.bookingId)
  const { booking, service } = locked
  const inCash = input.method === 'cash' && (input.amount !== undefined || booking.status === 'pending_payment')
  const status = requireNext(booking.status, inCash ? 'confirm_cash' : 'confirm_payment')
  const proof = inCash ? null : await acceptProof(context, booking, input.verifiedBy)
  await addPayment(context, {
    bookingId: booking.id,
    kind: 'received',
    amount: input.amount ?? (await stillDue(context, booking.id)),
    currency: service.priceCurrency,
    method: input.method ?? null,
    proofId: proof?.id ?? null,
    by: input.verifiedBy
  })
  await setHoldExpiry(context, booking.id, null)
  return (await writeConfirmed(context, locked, { status, proof, verifiedBy: input.verifiedBy })).booking
}

async function writeConfirmed(
  context: Context,
  locked: LockedBooking,
  change: Readonly<{ status: BookingModel['status']; proof: PaymentProofModel | null; verifiedBy: string }>
): Promise<LockedBooking> {
  const { status, proof, verifiedBy } = change
  return await changeBooking(context, locked, {
    patch: {
      status,
      paymentDeadlineAt: null,
      paymentVerified: true,
      paymentVerifiedAt: context.now(),
      paymentVerifiedBy: verifiedBy,
      paymentScreenshotUrl: proof?.mediaFile?.fileKey ?? null
    },
    events: ['payment_verified', 'booking_confirmed'],
    actor: 'owner',
    facts: { by: verifiedBy, proof_id: proof?.id ?? null },
    notice: { kind: 'payment_confirmed' }
  })
}

async function acceptProof(context: Context, booking: BookingModel, verifiedBy: string): Promise<PaymentProofModel> {
  const proofs = await getProofs(context, booking.id)
  const newest = proofs.find(proof => proof.status === 'received')
  if (!newest) throw new DomainError('no_payment_proof', 'No proof is under review')
  await reviewProof(context, newest.id, { status: 'accepted', by: verifiedBy })
  return newest
}

async function stillDue(context: Context, bookingId: string): Promise<Money> {
  const { due, received } = await sumPayments(context, bookingId)
  const rest = subtractMoney(due, received)
  return compareMoney(rest, '0') > 0 ? rest : '0.00'
}
