/**
 * How an HTTP call to somebody else ended. `answered` is any complete JSON answer; `not_sent` means that the request was
 * never written, so that it may be repeated; `unsure` that nobody can tell whether it took effect.
 */
export type HttpResult =
  | Readonly<{ kind: 'answered'; status: number; headers: Headers; body: unknown }>
  | Readonly<{ kind: 'not_sent'; reason: string }>
  | Readonly<{ kind: 'unsure'; reason: string }>

export type HttpRequest = Readonly<{
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  url: string
  headers?: Readonly<Record<string, string>>
  body?: string
  timeoutMs: number
}>

const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT'
])

/** One request with a time limit for the whole of it. Never repeats: the queue does. Never throws. */
export async function http(request: HttpRequest): Promise<HttpResult> {
  const { method, url, headers = {}, body, timeoutMs } = request
  try {
    const response = await fetch(url, {
      method,
      headers: { 'user-agent': 'cuadra', ...headers },
      ...(body !== undefined && { body }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs)
    })
    const text = await response.text()
    const parsed = parseJson(text)
    // a page of some proxy instead of JSON says nothing about what the server behind it did
    if (parsed === undefined && response.status >= 500) return { kind: 'unsure', reason: `http_${response.status}` }
    return { kind: 'answered', status: response.status, headers: response.headers, body: parsed }
  } catch (error) {
    const code = codeOf(error)
    return NEVER_CONNECTED.has(code) ? { kind: 'not_sent', reason: code } : { kind: 'unsure', reason: code }
  }
}

/** Whether a call that reads only may be repeated: it never arrived, was refused for its rate, or the server was in trouble. */
export function shouldRetry(result: HttpResult): boolean {
  return result.kind !== 'answered' || result.status === 429 || result.status >= 500
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function codeOf(error: unknown): string {
  const cause = (error as { cause?: { code?: unknown } })?.cause?.code
  if (typeof cause === 'string') return cause
  return error instanceof Error ? error.name : 'unknown'
}
