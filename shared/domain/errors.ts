/** Every way in which a request or a use case can be refused. The HTTP status of each stands in ingress/problem.ts. */
export type ErrorCode =
  | 'validation_failed'
  | 'unauthorized'
  | 'invalid_signature'
  | 'invalid_verify_token'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'rate_limited'
  | 'whatsapp_not_connected'
  | 'window_closed'
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
