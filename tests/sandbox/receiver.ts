import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import type { Sandbox, SandboxOptions } from '../../sandbox/types.ts'

export const SECRET = 'test-app-secret'
export const TOKEN = 'EAAtest'
export const NUMBER = '106540352242922'
export const WABA = '102290129340398'

export type Hook = {
  readonly raw: Buffer
  // biome-ignore lint/suspicious/noExplicitAny: tests read deep into bodies of many shapes
  readonly body: any
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}
type Reply = { readonly status: number; readonly body?: string }

export type Receiver = {
  readonly url: string
  readonly hooks: readonly Hook[]
  /** The next answers, in order; then 200. */
  readonly answerWith: (...replies: readonly Reply[]) => void
  /** What a GET (the handshake) answers; default: the challenge. */
  readonly onVerify: (reply: (query: URLSearchParams) => Reply) => void
  readonly verifications: readonly URLSearchParams[]
  readonly close: () => Promise<void>
}

/** A real HTTP server in the place of the ingress. */
export const startReceiver = async (): Promise<Receiver> => {
  const hooks: Hook[] = []
  const verifications: URLSearchParams[] = []
  const replies: Reply[] = []
  let verify = (query: URLSearchParams): Reply => ({ status: 200, body: query.get('hub.challenge') ?? '' })
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      const query = new URL(request.url ?? '', 'http://x').searchParams
      verifications.push(query)
      const { status, body } = verify(query)
      response.writeHead(status).end(body)
      return
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const raw = Buffer.concat(chunks)
    hooks.push({ raw, body: JSON.parse(raw.toString()), headers: request.headers })
    const { status, body } = replies.shift() ?? { status: 200 }
    response.writeHead(status).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    hooks,
    verifications,
    answerWith: (...more) => {
      replies.push(...more)
    },
    onVerify: reply => {
      verify = reply
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

export type Stage = { readonly sandbox: Sandbox; readonly receiver: Receiver; readonly close: () => Promise<void> }

export const startStage = async (options: Partial<SandboxOptions> = {}): Promise<Stage> => {
  const receiver = await startReceiver()
  const sandbox = await startSandbox({
    appSecret: SECRET,
    verifyToken: 'verify-me',
    webhookUrl: receiver.url,
    statusDelayMs: 0,
    retryDelaysMs: [1, 2, 4],
    numbers: [
      {
        phoneNumberId: NUMBER,
        displayPhoneNumber: '+57 300 000 0001',
        wabaId: WABA,
        accessToken: TOKEN,
        verifiedName: 'Salón Luna'
      }
    ],
    ...options
  })
  return {
    sandbox,
    receiver,
    close: async () => {
      await sandbox.close()
      await receiver.close()
    }
  }
}

export type GraphAnswer = {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests read deep into bodies of many shapes
  readonly json: any
}

/** One call to the sandbox's Graph API with the number's token. */
export const graph = async (
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
  token: string | null = TOKEN
): Promise<GraphAnswer> => {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (token !== null) headers.authorization = `Bearer ${token}`
  const response = await fetch(`${sandbox.url}/v26.0${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  const text = await response.text()
  return { status: response.status, json: text.startsWith('{') ? JSON.parse(text) : text }
}

export const send = (sandbox: Sandbox, message: object, token?: string | null): Promise<GraphAnswer> =>
  graph(
    sandbox,
    'POST',
    `/${NUMBER}/messages`,
    { messaging_product: 'whatsapp', to: '+573001112233', ...message },
    token
  )

export const textMessage = (body: string): object => ({ type: 'text', text: { body } })

/** All statuses that arrived, in order. */
// biome-ignore lint/suspicious/noExplicitAny: tests read deep into bodies of many shapes
export const statusesOf = (hooks: readonly Hook[]): any[] =>
  hooks.flatMap(hook =>
    // biome-ignore lint/suspicious/noExplicitAny: as above
    hook.body.entry.flatMap((entry: any) => entry.changes.flatMap((change: any) => change.value.statuses ?? []))
  )
// biome-ignore lint/suspicious/noExplicitAny: as above
export const messagesOf = (hooks: readonly Hook[]): any[] =>
  hooks.flatMap(hook =>
    // biome-ignore lint/suspicious/noExplicitAny: as above
    hook.body.entry.flatMap((entry: any) => entry.changes.flatMap((change: any) => change.value.messages ?? []))
  )

/** The changes of the first entry of a webhook. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export const changesOf = (hook: Hook | undefined): any[] => hook?.body.entry[0].changes ?? []
