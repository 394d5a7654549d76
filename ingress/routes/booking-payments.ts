import { invalidField } from '../../shared/domain/errors.ts'
import { type Money, moneyFromJson } from '../../shared/domain/money.ts'
import { confirmPayment } from '../../shared/use-cases/confirm-payment.ts'
import { refundBooking } from '../../shared/use-cases/refund-booking.ts'
import { rejectPayment } from '../../shared/use-cases/reject-payment.ts'
import { type Endpoint, openEndpoint } from '../endpoint.ts'
import { presentReceipt } from '../presenters/bookings.ts'
import {
  ConfirmPaymentBody,
  RefundBody,
  RejectPaymentBody,
  UploadBody,
  UploadQuery
} from '../schemas/booking-actions.ts'
import { UploadedSchema } from '../schemas/bookings.ts'
import { IdParams } from '../schemas/common.ts'
import { takeUpload } from '../take-upload.ts'
import { bookingAct } from './booking-decisions.ts'

/** A sum of the body as text. Throws `validation_failed` for more than two decimals. */
function amountOf(amount: number | undefined): { amount?: Money } {
  if (amount === undefined) return {}
  const money = moneyFromJson(amount)
  if (!money) throw invalidField('/amount', 'must have at most two decimals')
  return { amount: money }
}

const confirm = bookingAct({
  verb: 'confirm-payment',
  name: 'confirmPayment',
  summary: 'The deposit is there: accepts the newest proof, or takes cash with its amount',
  body: ConfirmPaymentBody,
  errors: ['no_payment_proof', 'invalid_booking_status'],
  act: (context, bookingId, { method, amount }, userId) =>
    confirmPayment(context, { bookingId, ...(method && { method }), ...amountOf(amount), verifiedBy: userId })
})

const reject = bookingAct({
  verb: 'reject-payment',
  name: 'rejectPayment',
  summary: 'Does not accept the proof under review; the deposit is due again, with a new deadline',
  body: RejectPaymentBody,
  errors: ['invalid_booking_status'],
  act: (context, bookingId, { reason }, userId) =>
    rejectPayment(context, { bookingId, reason: reason ?? null, rejectedBy: userId })
})

const refund = bookingAct({
  verb: 'refund',
  name: 'refundBooking',
  summary: 'Records money that was given back',
  body: RefundBody,
  errors: ['refund_too_large'],
  act: (context, bookingId, { method, amount, note }, userId) =>
    refundBooking(context, {
      bookingId,
      ...(method && { method }),
      ...amountOf(amount),
      note: note ?? null,
      refundedBy: userId
    })
})

const upload = openEndpoint({
  access: 'public',
  bodyKind: 'multipart',
  method: 'post',
  path: '/bookings/{id}/upload-payment',
  name: 'uploadPayment',
  tag: 'bookings',
  summary:
    'Sends a proof of payment: with an access token, or with the booking’s `upload_token` in the header `Upload-Token`, the query or the form',
  params: IdParams,
  query: UploadQuery,
  body: UploadBody,
  success: { status: 200, schema: UploadedSchema },
  errors: [
    'unauthorized',
    'forbidden',
    'booking_not_found',
    'invalid_booking_status',
    'invalid_file',
    'too_many_proofs',
    'rate_limited'
  ],
  limit: { points: 60, seconds: 60 },
  run: async (app, { params, query, session, request }) => {
    const { booking, key } = await takeUpload(app, params.id, { request, session, token: query.upload_token })
    return {
      ...presentReceipt(booking),
      payment_screenshot_url: app.storage.generatePresignedUrl(key, 300)
    }
  }
})

export const bookingPayments: readonly Endpoint[] = [confirm, reject, refund, upload]
