import { showAct } from '../customers/show-act.ts'
import type { Customer, Json, JsonObject, SentMessage } from '../types.ts'
import type { Emit } from '../webhooks/delivery.ts'
import { type Answer, ok, refuse } from './answer.ts'
import { checkMessage, checkReadMark } from './check-message.ts'
import { isObject } from './check-tools.ts'
import { fetchLink } from './fetch-link.ts'
import { type GraphError, graphError } from './graph-error.ts'
import { newWamid } from './ids.ts'
import { findMedia } from './media-store.ts'
import type { RequestFaults } from './misbehaviour.ts'
import { type Recipient, recipientOf } from './recipient.ts'
import type { Media, NumberState, SentRecord, State } from './state.ts'
import { startStatuses } from './statuses.ts'
import { refuseTemplate, shownTemplate } from './template-node.ts'

const WINDOW_MS = 86_400_000
const UNDELIVERABLE_MEDIA = 131053

/** Whether the customer's last message is more than 24 h old. Open for people the sandbox never heard of. */
const windowClosed = (state: State, number: NumberState, customer: Customer): boolean => {
  const last = state.talks.lastInboundAt(number.config.phoneNumberId, customer)
  return (
    state.options.enforceWindow !== false && last !== undefined && state.now().getTime() - last.getTime() > WINDOW_MS
  )
}

const mediaIdOf = (body: JsonObject, type: string): string | undefined => {
  const content = body[type]
  return isObject(content) && type !== 'interactive' && typeof content.id === 'string' ? content.id : undefined
}

/** Refusals that depend on the number, the recipient or the media and not on the body alone. */
const refuseByState = (
  state: State,
  number: NumberState,
  { customer }: Recipient,
  type: string,
  mediaId: string | undefined
): GraphError | undefined => {
  if (!number.registered) return graphError(133010)
  if (customer.waId === number.digits) return graphError(131021)
  const media = mediaId === undefined ? undefined : findMedia(state, mediaId)
  if (mediaId !== undefined && media?.phoneNumberId !== number.config.phoneNumberId) {
    return graphError(100, { details: `Media ID ${mediaId} is not valid or has expired` })
  }
  if (media !== undefined && !fits(media, type)) {
    return graphError(UNDELIVERABLE_MEDIA, { details: `Unsupported ${type} mime type ${media.mimeType}` })
  }
  return type !== 'template' && windowClosed(state, number, customer) ? graphError(131047) : undefined
}

const fits = ({ mimeType }: Media, type: string): boolean =>
  type === 'document' || mimeType.startsWith(type === 'sticker' ? 'image/webp' : `${type}/`)

const replyOf = ({ context }: JsonObject): string | undefined =>
  isObject(context) && typeof context.message_id === 'string' ? context.message_id : undefined

/** Fetches linked media before the first status; a failure is the code of the failed status. */
const fetchFirst = async (state: State, { message }: SentRecord): Promise<number | undefined> => {
  const content = message.body[message.type]
  const link = isObject(content) && message.type !== 'template' ? content.link : undefined
  if (typeof link !== 'string' || state.options.fetchLinks === false) return undefined
  const media = await fetchLink(state, message.phoneNumberId, link)
  if (media === undefined) return UNDELIVERABLE_MEDIA
  state.talks.change(message.wamid, entry => ({ ...entry, mediaId: media.id, mimeType: media.mimeType }))
  return undefined
}

const accept = async (
  state: State,
  emit: Emit,
  number: NumberState,
  recipient: Recipient,
  body: JsonObject,
  type: string,
  faults: RequestFaults
): Promise<SentMessage> => {
  const { phoneNumberId } = number.config
  const { customer, waId, userId } = recipient
  const wamid = newWamid(waId ?? userId ?? '', 'out')
  const message = { phoneNumberId, to: waId, recipient: userId, wamid, type, body, acceptedAt: state.now() }
  const record: SentRecord = {
    message,
    customer,
    tail: Promise.resolve(),
    silent: false,
    read: false,
    pricing: undefined
  }
  const media = findMedia(state, mediaIdOf(body, type) ?? '')
  state.sent.push(message)
  state.records.set(wamid, record)
  const sent = body[type] ?? null
  const shown = type === 'template' && isObject(sent) ? shownTemplate(state, number, sent) : sent
  const content = { type, content: shown, media }
  showAct(state, phoneNumberId, customer, {
    wamid,
    from: 'business',
    content,
    at: message.acceptedAt,
    replyTo: replyOf(body)
  })
  await startStatuses(state, emit, record, faults.status, () => fetchFirst(state, record))
  return message
}

/** POST /{phone_number_id}/messages with a message in it. */
export const sendMessage = async (
  state: State,
  emit: Emit,
  number: NumberState,
  body: JsonObject,
  faults: RequestFaults
): Promise<Answer> => {
  const refused = checkMessage(body)
  if (refused !== undefined) return refuse(refused)
  const type = typeof body.type === 'string' ? body.type : 'text'
  const recipient = recipientOf(state, number, body)
  const refusedByState =
    refuseByState(state, number, recipient, type, mediaIdOf(body, type)) ??
    (type === 'template' && isObject(body.template) ? refuseTemplate(state, number, body.template) : undefined)
  if (refusedByState !== undefined) return refuse(refusedByState)
  const { wamid } = await accept(state, emit, number, recipient, body, type, faults)
  const reference: Json = { id: wamid, message_status: type === 'template' ? 'accepted' : undefined }
  return { ...ok({ messaging_product: 'whatsapp', contacts: recipient.contacts, messages: [reference] }), wamid }
}

/** POST /{phone_number_id}/messages with `status: read`, which may also show that the business is typing. */
export const markAsRead = (state: State, number: NumberState, body: JsonObject): Answer => {
  const refused = checkReadMark(body)
  if (refused !== undefined) return refuse(refused)
  const found = state.talks.find(String(body.message_id))
  if (found === undefined || found.phoneNumberId !== number.config.phoneNumberId) return ok({ success: true })
  for (const entry of state.talks.entries(found.phoneNumberId, found.customer)) {
    if (entry.from === 'customer') state.talks.setStatus(entry.wamid, 'read')
    if (entry.wamid === found.entry.wamid) break
  }
  if (body.typing_indicator !== undefined) {
    state.publish({ kind: 'typing', phoneNumberId: found.phoneNumberId, customer: found.customer })
  }
  return ok({ success: true })
}
