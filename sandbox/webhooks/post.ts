import type { State } from '../graph/state.ts'
import type { Json, PostOptions, WebhookAnswer } from '../types.ts'
import { signBody, signBodySha1 } from './sign-body.ts'
import { wireJson } from './wire-json.ts'

const DEFAULT_TIMEOUT_MS = 10_000
/** What is kept of an answer: enough to read a problem, not a page. */
const MAX_ANSWER = 2000

/** One signed POST, no second try. Never throws: a failure is an answer with `error`. */
export const postSigned = async (
  state: State,
  body: Json | Buffer,
  options: PostOptions = {}
): Promise<WebhookAnswer> => {
  const url = options.url ?? state.webhookUrl
  if (url === undefined) return { error: 'no webhook address' }
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : wireJson(body))
  const secret = options.secret ?? state.options.appSecret
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'user-agent': 'facebookexternalua',
    accept: '*/*'
  }
  if (options.signature !== null) {
    headers['x-hub-signature'] = signBodySha1(bytes, secret)
    headers['x-hub-signature-256'] = options.signature ?? signBody(bytes, secret)
  }
  try {
    const timeout = AbortSignal.timeout(state.options.webhookTimeoutMs ?? DEFAULT_TIMEOUT_MS)
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: bytes,
      redirect: 'manual',
      signal: AbortSignal.any([timeout, state.timers.signal])
    })
    return { status: response.status, body: (await response.text()).slice(0, MAX_ANSWER) }
  } catch (error) {
    return { error: state.timers.signal.aborted ? 'sandbox closed' : reason(error) }
  }
}

const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${cause}`
}
