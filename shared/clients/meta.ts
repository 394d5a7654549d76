import { http } from './http.ts'
import { createMetaAccountClient, type MetaAccountClient } from './meta-account.ts'
import { callGraph, type GraphConfig, type GraphResult, graphBase } from './meta-graph.ts'

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

type Json = Readonly<Record<string, unknown>>

export type MetaClient = MetaAccountClient &
  Readonly<{
    /**
     * `POST /{number}/messages` with a whole body. `postBefore` is an instant of the monotonic clock (`performance.now()`)
     * after which a claim is no longer ours and nothing may be written (RULINGS 11).
     */
    sendMessage: (channel: Channel, body: Json, postBefore: number) => Promise<SendResult>
    /** A text, without a claim: for what is sent once and not from a conversation's line. `to` is E.164. */
    sendTextMessage: (channel: Channel, to: string, text: string) => Promise<SendResult>
    /** An approved template. `components` fill its parameters, as Meta names them. */
    sendTemplateMessage: (
      channel: Channel,
      to: string,
      template: Readonly<{ name: string; language: string; components: readonly Json[] }>
    ) => Promise<SendResult>
    /** An image or a document by a link that Meta fetches. */
    sendMediaMessage: (
      channel: Channel,
      to: string,
      media: Readonly<{ type: 'image' | 'document'; link: string; caption?: string; filename?: string }>
    ) => Promise<SendResult>
    /** The customer sees blue ticks, on this message and on those before it. */
    markMessageRead: (channel: Channel, wamid: string) => Promise<GraphResult<true>>
  }>

const SEND_TIMEOUT_MS = 10_000

/** Everything that we ask of Meta. Calls never throw and never repeat themselves. */
export function createMetaClient(config: GraphConfig): MetaClient {
  const sendMessage: MetaClient['sendMessage'] = (channel, body, postBefore) => post(config, channel, body, postBefore)
  const sendTo = (channel: Channel, to: string, content: Json): Promise<SendResult> => {
    const head = { messaging_product: 'whatsapp', recipient_type: 'individual', to }
    return sendMessage(channel, { ...head, ...content }, Number.POSITIVE_INFINITY)
  }
  return {
    ...createMetaAccountClient(config),
    sendMessage,
    sendTextMessage: (channel, to, text) => sendTo(channel, to, { type: 'text', text: { body: text } }),
    sendTemplateMessage: (channel, to, { name, language, components }) =>
      sendTo(channel, to, { type: 'template', template: { name, language: { code: language }, components } }),
    sendMediaMessage: (channel, to, { type, ...media }) => sendTo(channel, to, { type, [type]: media }),
    markMessageRead: ({ phoneNumberId, accessToken }, wamid) =>
      callGraph(
        config,
        {
          method: 'POST',
          path: `/${phoneNumberId}/messages`,
          token: accessToken,
          body: { messaging_product: 'whatsapp', status: 'read', message_id: wamid }
        },
        answer => (answer.success === true ? true : null)
      )
  }
}

async function post(config: GraphConfig, channel: Channel, body: Json, postBefore: number): Promise<SendResult> {
  const text = JSON.stringify(body)
  if (performance.now() > postBefore) return { kind: 'not_sent', reason: 'claim_expired' }
  const result = await http({
    method: 'POST',
    url: `${graphBase(config)}/${channel.phoneNumberId}/messages`,
    headers: { authorization: `Bearer ${channel.accessToken}`, 'content-type': 'application/json' },
    body: text,
    timeoutMs: SEND_TIMEOUT_MS
  })
  return result.kind === 'answered' ? readAnswer(result.status, result.body) : result
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
