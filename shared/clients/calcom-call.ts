import { asObject, cleanText } from '../domain/inbound-message.ts'
import { type HttpRequest, type HttpResult, http } from './http.ts'

/** Whose Cal.com: its address (cloud US, cloud EU or her own) and her key. */
export type CalcomAccount = Readonly<{ baseUrl: string; apiKey: string }>

/** How a call ended. Calls never throw and never repeat themselves. */
export type CalcomResult<T> =
  | Readonly<{ kind: 'ok'; value: T }>
  /** Cal.com said no: decide by status, and by a part of the message where the status is not enough. */
  | Readonly<{ kind: 'refused'; status: number; message: string }>
  /** No answer, too many calls, or an answer that is not understood. */
  | Readonly<{ kind: 'unavailable'; reason: string; retryAfterSeconds: number | null }>

/**
 * `cal-api-version` per group of paths, exact and unquoted: without it, or with another group's, an older contract answers
 * or 404. Groups that are not named need none. Source: Cal.com's OpenAPI document of API v2.
 */
const versions: readonly (readonly [prefix: string, version: string])[] = [
  ['/v2/bookings', '2024-08-13'],
  ['/v2/slots', '2024-09-04'],
  ['/v2/event-types', '2024-06-14'],
  ['/v2/schedules', '2024-06-11']
]

export const versionOf = (path: string): string | undefined =>
  versions.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1]

type CalcomCall = Readonly<{
  method: HttpRequest['method']
  path: string
  query?: Readonly<Record<string, string>>
  body?: Readonly<Record<string, unknown>>
}>

const TIMEOUT_MS = 10_000

/** One call with the account's key; `read` makes the value of a good answer's `data`, or null when it is not what was promised. */
export async function callCalcom<T>(
  account: CalcomAccount,
  { method, path, query, body }: CalcomCall,
  read: (data: unknown) => T | null
): Promise<CalcomResult<T>> {
  const version = versionOf(path)
  const search = query ? `?${new URLSearchParams(query)}` : ''
  const result = await http({
    method,
    url: `${account.baseUrl.replace(/\/+$/, '')}${path}${search}`,
    headers: {
      // always with the key: calls without one share a rate limit with everybody behind this address
      authorization: `Bearer ${account.apiKey}`,
      accept: 'application/json',
      ...(version && { 'cal-api-version': version }),
      ...(body && { 'content-type': 'application/json' })
    },
    ...(body && { body: JSON.stringify(body) }),
    timeoutMs: TIMEOUT_MS
  })
  return readResult(result, read)
}

function readResult<T>(result: HttpResult, read: (data: unknown) => T | null): CalcomResult<T> {
  if (result.kind !== 'answered') return { kind: 'unavailable', reason: result.reason, retryAfterSeconds: null }
  const { status, headers, body } = result
  if (status === 429 || status >= 500)
    return {
      kind: 'unavailable',
      reason: `http_${status}`,
      retryAfterSeconds: status === 429 ? resetOf(headers) : null
    }
  const answer = asObject(body)
  if (status >= 400) return { kind: 'refused', status, message: messageOf(answer) }
  const value = answer.status === 'success' ? read(answer.data) : null
  if (value === null) return { kind: 'unavailable', reason: `http_${status}_not_understood`, retryAfterSeconds: null }
  return { kind: 'ok', value }
}

/** Three shapes: the envelope, the bare `{statusCode, message}`, and details field by field. Never the code: it is a class's name. */
export function messageOf(body: Readonly<Record<string, unknown>>): string {
  const { message: inner, details } = asObject(body.error)
  const fields = asObject(details).errors
  const constraints = Array.isArray(fields)
    ? fields.flatMap(field => Object.values(asObject(asObject(field).constraints))).map(String)
    : []
  const message = cleanText(inner ?? body.message, 300) ?? ''
  return [message, ...constraints].join('; ').slice(0, 500)
}

const LIMIT_SECONDS = 60

/** Seconds until calls are free again. The header's suffix is the limit's name; some servers send an instant instead. */
function resetOf(headers: Headers): number {
  const [, value = ''] = [...headers].find(([name]) => /^x-ratelimit-reset(-|$)/i.test(name)) ?? []
  const seconds = Number(value)
  if (!value || !Number.isFinite(seconds) || seconds < 0 || seconds > 1_000_000_000) return LIMIT_SECONDS
  return Math.max(1, Math.ceil(seconds))
}
