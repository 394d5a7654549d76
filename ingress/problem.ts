import type { Context as KoaContext } from 'koa'
import type { ErrorCode } from '../shared/domain/errors.ts'

/** The one table from error codes to HTTP statuses and titles (RFC 9457). */
const problems: Readonly<Record<ErrorCode, readonly [status: number, title: string]>> = {
  validation_failed: [400, 'The request is not valid'],
  invalid_json: [400, 'The body is not JSON'],
  unauthorized: [401, 'Log in first'],
  invalid_signature: [401, 'The signature does not match the body'],
  invalid_verify_token: [403, 'The verify token is not known'],
  forbidden: [403, 'Not allowed'],
  not_found: [404, 'There is nothing here'],
  method_not_allowed: [405, 'This method is not allowed here'],
  payload_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'This content type is not accepted here'],
  rate_limited: [429, 'Too many requests'],
  idempotency_key_reused: [422, 'The key belongs to another request'],
  idempotency_key_in_use: [409, 'The first request with this key still runs'],
  slug_exists: [400, 'The slug is taken'],
  email_exists: [400, 'The email is taken'],
  invalid_credentials: [401, 'The email or the password is wrong'],
  wrong_password: [400, 'The current password is wrong'],
  invalid_code: [400, 'The code is wrong or has expired'],
  whatsapp_not_connected: [409, 'WhatsApp is not connected'],
  window_closed: [409, 'The 24-hour window is closed'],
  tenant_not_found: [404, 'There is no such business'],
  service_not_found: [404, 'There is no such service'],
  customer_not_found: [404, 'There is no such customer'],
  booking_not_found: [404, 'There is no such booking'],
  approval_not_found: [404, 'There is no such approval'],
  closure_not_found: [404, 'There is no such closure'],
  owner_contact_not_found: [404, 'There is no such contact'],
  slot_taken: [409, 'This time is not available'],
  invalid_booking_status: [400, 'The booking is in another status'],
  no_payment_proof: [400, 'There is no proof of payment'],
  cannot_cancel_booking: [400, 'This booking cannot be cancelled'],
  too_late_to_change: [400, 'The time for changes is over'],
  too_many_open_requests: [400, 'Too many requests of this customer are open'],
  too_many_proofs: [400, 'Too many proofs were sent for this booking'],
  refund_too_large: [400, 'More than was received cannot be refunded'],
  approval_already_decided: [409, 'This approval is already decided'],
  invalid_file: [400, 'The file is not accepted'],
  onboarding_incomplete: [400, 'The business is not set up yet'],
  invalid_whatsapp_config: [400, 'Meta does not accept this WhatsApp connection'],
  number_in_use: [409, 'This number is connected to another business'],
  meta_api_error: [502, 'Meta does not answer as it should'],
  invalid_calcom_api_key: [400, 'Cal.com does not accept this API key'],
  calcom_api_error: [502, 'Cal.com does not answer as it should'],
  service_name_exists: [400, 'There is an active service of this name'],
  service_has_active_bookings: [400, 'The service has active bookings'],
  conversation_not_found: [404, 'There is no such conversation'],
  faq_not_found: [404, 'There is no such question'],
  store_unavailable: [503, 'The store cannot take this now'],
  internal_error: [500, 'Something went wrong here']
}

export const statusOf = (code: ErrorCode): number => problems[code][0]

/** Answers with a problem document. `detail` is for the client's engineer and holds no one's data. */
export function answerProblem(
  ctx: KoaContext,
  code: ErrorCode,
  detail?: string,
  extra: Readonly<Record<string, unknown>> = {}
): void {
  const [status, title] = problems[code]
  ctx.status = status
  ctx.body = JSON.stringify({
    type: `urn:cuadra:problem:${code}`,
    title,
    status,
    code,
    ...(detail && { detail }),
    ...extra,
    request_id: ctx.state.requestId
  })
  ctx.type = 'application/problem+json'
}
