import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import { compareMoney, type Money, subtractMoney } from '../domain/money.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { addPayment, sumPayments } from '../repositories/payments.ts'
import { changeBooking } from './change-booking.ts'
import type { PaymentWay } from './confirm-payment.ts'
import { lockBooking } from './lock-booking.ts'

/**
 * Records that the owner gave money back; by default all that was received. The money itself moves outside, and the status
 * stays. Throws `booking_not_found`, and `refund_too_large` when less (or nothing) is left of what was received.
 */
export async function refundBooking(
  context: Context,
  input: Readonly<{ bookingId: string; amount?: Money; method?: PaymentWay; note: string | null; refundedBy: string }>
): Promise<BookingModel> {
  const locked = await lockBooking(context, input.bookingId)
  const { received, refunded } = await sumPayments(context, input.bookingId)
  const left = subtractMoney(received, refunded)
  const amount = input.amount ?? left
  if (compareMoney(amount, '0') <= 0 || compareMoney(amount, left) > 0)
    throw new DomainError('refund_too_large', 'More than what is left of the received money cannot be given back')
  await addPayment(context, {
    bookingId: input.bookingId,
    kind: 'refunded',
    amount,
    currency: locked.service.priceCurrency,
    method: input.method ?? null,
    note: input.note,
    by: input.refundedBy
  })
  const after = await changeBooking(context, locked, {
    patch: {},
    events: ['payment_refunded'],
    actor: 'owner',
    facts: { by: input.refundedBy, amount }
  })
  return after.booking
}
