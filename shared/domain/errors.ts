/** Every way in which a request or a use case can be refused. The HTTP status of each stands in ingress/problem.ts. */
export type ErrorCode =
  | 'validation_failed'
  | 'invalid_json'
  | 'unauthorized'
  | 'invalid_signature'
  | 'invalid_verify_token'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'rate_limited'
  | 'idempotency_key_reused'
  | 'idempotency_key_in_use'
  | 'slug_exists'
  | 'email_exists'
  | 'invalid_credentials'
  | 'wrong_password'
  | 'invalid_code'
  | 'whatsapp_not_connected'
  | 'window_closed'
  | 'tenant_not_found'
  | 'service_not_found'
  | 'customer_not_found'
  | 'booking_not_found'
  | 'approval_not_found'
  | 'closure_not_found'
  | 'owner_contact_not_found'
  | 'slot_taken'
  | 'invalid_booking_status'
  | 'no_payment_proof'
  | 'cannot_cancel_booking'
  | 'too_late_to_change'
  | 'too_many_open_requests'
  | 'too_many_proofs'
  | 'refund_too_large'
  | 'approval_already_decided'
  | 'invalid_file'
  | 'onboarding_incomplete'
  | 'invalid_whatsapp_config'
  | 'number_in_use'
  | 'meta_api_error'
  | 'invalid_calcom_api_key'
  | 'calcom_api_error'
  | 'service_name_exists'
  | 'service_has_active_bookings'
  | 'conversation_not_found'
  | 'faq_not_found'
  | 'store_unavailable'
  | 'internal_error'

/** A refusal with a stable code. The message is for the engineer who reads it; nothing branches on it. */
export class DomainError extends Error {
  override name = 'DomainError'
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.details = details
  }
}

/** The refusal of one field for a reason that no schema can say. `pointer` is a JSON pointer into the body, or into `place`. */
export function invalidField(pointer: string, message: string, place: 'body' | 'query' = 'body'): DomainError {
  return new DomainError('validation_failed', `${place} ${pointer} ${message}`, {
    errors: [{ in: place, pointer, message }]
  })
}
