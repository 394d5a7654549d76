import type { Config } from '../config.ts'
import { asObject } from '../domain/inbound-message.ts'
import { type HttpRequest, type HttpResult, http } from './http.ts'

/** How a call about an account ended: it may be repeated, none of these creates anything twice. */
export type GraphResult<T> =
  | Readonly<{ kind: 'ok'; value: T }>
  /** Meta said no, by its error code. `message` may quote the request: it is for nobody's eyes but a debugger's. */
  | Readonly<{ kind: 'refused'; code: number; subcode: number | null; message: string }>
  /** No answer, an overloaded Meta, or one that is not understood. */
  | Readonly<{ kind: 'unavailable'; reason: string }>

export type GraphConfig = Pick<Config, 'META_GRAPH_URL' | 'META_GRAPH_VERSION'>

type GraphCall = Readonly<{
  method: HttpRequest['method']
  /** Below the version: `/{id}/subscribed_apps`. Ids in it are checked digits. */
  path: string
  query?: Readonly<Record<string, string>>
  token?: string
  body?: Readonly<Record<string, unknown>>
}>

const TIMEOUT_MS = 10_000

export const graphBase = (config: GraphConfig): string =>
  `${config.META_GRAPH_URL.replace(/\/$/, '')}/${config.META_GRAPH_VERSION}`

/** One call to the Graph API; `read` makes the value of a good answer, or null when it is not what was promised. */
export async function callGraph<T>(
  config: GraphConfig,
  { method, path, query, token, body }: GraphCall,
  read: (answer: Record<string, unknown>) => T | null
): Promise<GraphResult<T>> {
  const search = query ? `?${new URLSearchParams(query)}` : ''
  const result = await http({
    method,
    url: `${graphBase(config)}${path}${search}`,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' })
    },
    ...(body && { body: JSON.stringify(body) }),
    timeoutMs: TIMEOUT_MS
  })
  return readResult(result, read)
}

/** Codes that pass by themselves: unknown and service errors, rate limits. Source: Meta, Graph API error handling. */
const PASSING = new Set([1, 2, 4, 17, 32, 341, 613, 80007, 80008, 131000, 131016])

function readResult<T>(result: HttpResult, read: (answer: Record<string, unknown>) => T | null): GraphResult<T> {
  if (result.kind !== 'answered') return { kind: 'unavailable', reason: result.reason }
  const answer = asObject(result.body)
  const error = asObject(answer.error)
  const code = Number(error.code ?? Number.NaN)
  if (Number.isInteger(code)) {
    if (PASSING.has(code) || result.status >= 500) return { kind: 'unavailable', reason: `meta_error_${code}` }
    const subcode = Number(error.error_subcode ?? Number.NaN)
    return {
      kind: 'refused',
      code,
      subcode: Number.isInteger(subcode) ? subcode : null,
      message: String(error.message ?? '').slice(0, 300)
    }
  }
  const value = result.status < 300 ? read(answer) : null
  return value === null
    ? { kind: 'unavailable', reason: `http_${result.status}_not_understood` }
    : { kind: 'ok', value }
}
