import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import type { BookingApprovalModel } from '../models/booking-approval-model.ts'
import type { BookingModel } from '../models/booking-model.ts'
import type { PaymentProofModel } from '../models/payment-proof-model.ts'
import { getApprovalsOf } from '../repositories/approvals.ts'
import { getById } from '../repositories/bookings.ts'
import { getProofs, type PaymentSums, sumPayments } from '../repositories/payments.ts'

/** A booking with everything that the owner sees of it. */
export type BookingDetails = Readonly<{
  booking: BookingModel
  sums: PaymentSums
  proofs: readonly PaymentProofModel[]
  approvals: readonly BookingApprovalModel[]
}>

/** Throws `booking_not_found`. */
export async function getBooking(context: Context, bookingId: string): Promise<BookingDetails> {
  const booking = await getById(context, bookingId)
  if (!booking) throw new DomainError('booking_not_found', 'This business has no such booking')
  return {
    booking,
    sums: await sumPayments(context, bookingId),
    proofs: await getProofs(context, bookingId),
    approvals: await getApprovalsOf(context, bookingId)
  }
}
