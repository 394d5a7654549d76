import type { Context as KoaContext } from 'koa'
import type { ErrorCode } from '../shared/domain/errors.ts'

/** The one table from error codes to HTTP statuses and titles (RFC 9457). */
const problems: Readonly<Record<ErrorCode, readonly [status: number, title: string]>> = {
  validation_failed: [400, 'The request is not valid'],
  unauthorized: [401, 'Log in first'],
  invalid_signature: [401, 'The signature does not match the body'],
  invalid_verify_token: [403, 'The verify token is not known'],
  forbidden: [403, 'Not allowed'],
  not_found: [404, 'There is nothing here'],
  method_not_allowed: [405, 'This method is not allowed here'],
  payload_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'This content type is not accepted here'],
  rate_limited: [429, 'Too many requests'],
  whatsapp_not_connected: [409, 'WhatsApp is not connected'],
  window_closed: [409, 'The 24-hour window is closed'],
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
