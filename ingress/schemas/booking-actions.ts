import { Type } from 'typebox'
import { paymentWays } from '../../shared/use-cases/confirm-payment.ts'
import { Instant, nullable, oneOf } from './common.ts'

const strict = { additionalProperties: false }

/** Words that a customer reads, or that the staff keeps. */
const Words = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })
/** Sums that somebody names; more than two decimals are refused by the endpoint. */
const Amount = Type.Number({ exclusiveMinimum: 0, maximum: 9999999999.99, description: 'At most two decimals' })

export const ApproveBody = Type.Object({ internal_notes: Type.Optional(Words) }, { ...strict, title: 'Approve' })
export const RejectBody = Type.Object({ reason: Words }, { ...strict, title: 'Reject' })
export const CancelBody = Type.Object({ reason: Type.Optional(nullable(Words)) }, { ...strict, title: 'Cancel' })
export const MoveBody = Type.Object({ start_time: Instant }, { ...strict, title: 'Move' })
export const NoteBody = Type.Object(
  { note: Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' }) },
  { ...strict, title: 'Note' }
)
export const ConfirmPaymentBody = Type.Object(
  { method: Type.Optional(oneOf(paymentWays)), amount: Type.Optional(Amount) },
  { ...strict, title: 'ConfirmPayment', description: 'Without a proof: method cash with its amount' }
)
export const RejectPaymentBody = Type.Object(
  { reason: Type.Optional(nullable(Words)) },
  { ...strict, title: 'RejectPayment' }
)
export const RefundBody = Type.Object(
  {
    amount: Type.Optional(Amount),
    method: Type.Optional(oneOf(paymentWays)),
    note: Type.Optional(nullable(Words))
  },
  { ...strict, title: 'Refund', description: 'The amount is all that is left of the received money unless given' }
)

export const UploadQuery = Type.Object(
  { upload_token: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) },
  strict
)
export const UploadBody = Type.Object(
  {
    file: Type.String({
      contentMediaType: 'application/octet-stream',
      description: 'JPEG, PNG, WebP or PDF of at most 10 MB'
    }),
    upload_token: Type.Optional(
      Type.String({
        maxLength: 500,
        description: 'Or in the query, or as header Upload-Token; not needed with an access token'
      })
    )
  },
  { ...strict, title: 'UploadPayment' }
)
