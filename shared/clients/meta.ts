import type { Config } from '../config.ts'
import { http } from './http.ts'

/** How a send ended. */
export type SendResult =
  | Readonly<{ kind: 'sent'; wamid: string }>
  /** Meta said no, with its code. */
  | Readonly<{ kind: 'refused'; code: number; message: string }>
  /** The request was never written, or came too late to be: it may be repeated. */
  | Readonly<{ kind: 'not_sent'; reason: string }>
  /** Nobody can tell: a status with our opaque data will, or none comes. */
  | Readonly<{ kind: 'unsure'; reason: string }>

/** The address of a number: whose it is and with which token. */
export type Channel = Readonly<{ phoneNumberId: string; accessToken: string }>

export type MetaClient = Readonly<{
  /**
   * `POST /{number}/messages` with a whole body. `postBefore` is an instant of the monotonic clock (`performance.now()`)
   * after which a claim is no longer ours and nothing may be written (RULINGS 11).
   */
  sendMessage: (channel: Channel, body: Readonly<Record<string, unknown>>, postBefore: number) => Promise<SendResult>
}>

const SEND_TIMEOUT_MS = 10_000

export function createMetaClient(config: Pick<Config, 'META_GRAPH_URL' | 'META_GRAPH_VERSION'>): MetaClient {
  const base = `${config.META_GRAPH_URL.replace(/\/$/, '')}/${config.META_GRAPH_VERSION}`
  return {
    sendMessage: async (channel, body, postBefore) => {
      const text = JSON.stringify(body)
      if (performance.now() > postBefore) return { kind: 'not_sent', reason: 'claim_expired' }
      const result = await http({
        method: 'POST',
        url: `${base}/${channel.phoneNumberId}/messages`,
        headers: { authorization: `Bearer ${channel.accessToken}`, 'content-type': 'application/json' },
        body: text,
        timeoutMs: SEND_TIMEOUT_MS
      })
      return result.kind === 'answered' ? readAnswer(result.status, result.body) : result
    }
  }
}

function readAnswer(status: number, body: unknown): SendResult {
  const { messages, error } = (body ?? {}) as {
    messages?: { id?: unknown }[]
    error?: { code?: unknown; message?: unknown }
  }
  const wamid = messages?.[0]?.id
  if (status < 300 && typeof wamid === 'string') return { kind: 'sent', wamid }
  const code = Number(error?.code)
  if (error && Number.isInteger(code))
    return { kind: 'refused', code, message: String(error.message ?? '').slice(0, 300) }
  return { kind: 'unsure', reason: `http_${status}_without_a_known_body` }
}
