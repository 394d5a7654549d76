import type { TestApp } from './app.ts'

/** An answer of the API; `body` is its JSON, null when it has none. */
export type ApiAnswer<Body = never> = Readonly<{ status: number; headers: Headers; body: Body }>

type Options = Readonly<{
  token?: string
  body?: unknown
  /** Idempotency-Key. */
  key?: string
  headers?: Readonly<Record<string, string>>
}>

/** Asks the API below /api/v1. `body` goes as JSON; a string or bytes go as they are, with the headers given. */
export async function request<Body = Record<string, never>>(
  testApp: Pick<TestApp, 'url'>,
  method: string,
  path: string,
  { token, body, key, headers }: Options = {}
): Promise<ApiAnswer<Body>> {
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const response = await fetch(`${testApp.url}/api/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...headers
    },
    ...(body === undefined ? {} : { body: (raw ? body : JSON.stringify(body)) as string })
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson && text ? JSON.parse(text) : null) as Body
  }
}
