import { newWamid } from '../graph/ids.ts'
import { type NumberState, numberOf, type State, unixSeconds } from '../graph/state.ts'
import type { Customer, CustomerMessage, Json, JsonObject, OwnerMessage, Received, WebhookAnswer } from '../types.ts'
import type { Emit } from '../webhooks/delivery.ts'
import { numberEvent } from '../webhooks/values.ts'
import { type Content, type ContentAct, contentOf } from './content-of.ts'
import { findOffer } from './find-offer.ts'
import { forgetCustomer, knowCustomer } from './people.ts'
import { showAct } from './show-act.ts'
import { keyOf } from './talks.ts'

type Scene = {
  readonly state: State
  readonly emit: Emit
  readonly number: NumberState
  readonly customer: Customer
  readonly wamid: string
  readonly at: Date
}

const sceneOf = (
  state: State,
  emit: Emit,
  person: string | Customer,
  message: CustomerMessage | OwnerMessage
): Scene => {
  const { phoneNumberId, timestamp } = message
  // the id of a tap is the button's, not the message's
  const isTap = message.type === 'button_reply' || message.type === 'list_reply'
  const id = message.wamid ?? (isTap ? undefined : message.id)
  const customer = knowCustomer(state, person)
  const number = numberOf(state, phoneNumberId)
  const wamid = id ?? newWamid(keyOf(customer), 'in')
  return { state, emit, number, customer, wamid, at: timestamp ?? state.now() }
}

/** `from` and `from_user_id` as the business may see them. */
const senderOf = (customer: Customer): JsonObject => ({
  from: customer.hidePhone === true ? undefined : customer.waId,
  from_user_id: customer.userId,
  from_parent_user_id: customer.parentUserId
})

const settle = (state: State, wamid: string, answers: readonly WebhookAnswer[]): Received => {
  state.talks.setStatus(wamid, answers.some(answer => answer.status === 200) ? 'delivered' : 'sent')
  return { wamid, answers }
}

/** A tap knows from the talk which message it answers and what the button says. */
const completeTap = (scene: Scene, act: ContentAct): { readonly act: ContentAct; readonly messageId?: string } => {
  if (act.type !== 'button_reply' && act.type !== 'list_reply') return { act }
  const entries = scene.state.talks.entries(scene.number.config.phoneNumberId, scene.customer)
  const offer = findOffer(entries, act.id)
  if (offer === undefined) return { act }
  const completed = { ...act, title: act.title ?? offer.title }
  if (act.type === 'button_reply') return { act: completed, messageId: offer.wamid }
  return {
    act: { ...completed, type: 'list_reply', description: act.description ?? offer.description },
    messageId: offer.wamid
  }
}

const messageOf = (scene: Scene, content: Content, replyTo: string | undefined): JsonObject => ({
  context: replyTo === undefined ? undefined : { from: scene.number.digits, id: replyTo },
  ...senderOf(scene.customer),
  id: scene.wamid,
  timestamp: unixSeconds(scene.at),
  type: content.type,
  [content.type]: content.content ?? undefined,
  ...content.extra
})

const send = async (scene: Scene, message: JsonObject): Promise<Received> => {
  const { state, number, customer, wamid, at } = scene
  state.talks.noteInbound(number.config.phoneNumberId, customer, at)
  const answers = await scene.emit(numberEvent(number, 'messages', 'messages', [message], customer))
  return settle(state, wamid, answers)
}

const changeNumber = async (scene: Scene, newWaId: string, newUserId: string | undefined): Promise<Received> => {
  const { state, number, customer, wamid, at } = scene
  const moved: Customer = { ...customer, waId: newWaId, userId: newUserId ?? customer.userId }
  forgetCustomer(state, customer)
  state.talks.rename(customer, moved)
  knowCustomer(state, moved)
  const item: Json = {
    ...senderOf(customer),
    id: wamid,
    timestamp: unixSeconds(at),
    system: {
      body: `User ${customer.name ?? ''} changed from ${customer.waId ?? ''} to ${newWaId}`,
      wa_id: newWaId,
      user_id: newUserId,
      type: 'user_changed_number'
    },
    type: 'system'
  }
  return { wamid, answers: await scene.emit(numberEvent(number, 'messages', 'messages', [item], undefined)) }
}

/**
 * What a customer does on her phone: it appears in her talk and leaves as a signed webhook. Resolves when the
 * webhook got its first answer, whatever that was; retries go on behind it. Throws for an unknown phoneNumberId.
 */
export const receive = async (state: State, emit: Emit, message: CustomerMessage): Promise<Received> => {
  const scene = sceneOf(state, emit, message.from, message)
  if (message.type === 'number_change') return changeNumber(scene, message.newWaId, message.newUserId)
  if (message.type === 'raw') {
    const plain = { ...senderOf(scene.customer), id: scene.wamid, timestamp: unixSeconds(scene.at) }
    return send(scene, { ...plain, ...message.message })
  }
  const { act, messageId } = completeTap(scene, message)
  const content = contentOf(state, scene.number, act)
  const replyTo = message.replyTo ?? messageId
  const known = state.talks.find(scene.wamid) !== undefined
  if (!known) {
    const { wamid, at } = scene
    showAct(state, scene.number.config.phoneNumberId, scene.customer, { wamid, from: 'customer', content, at, replyTo })
  }
  return send(scene, messageOf(scene, content, replyTo))
}

/** The owner writes to a customer from the WhatsApp Business app on her phone: an `smb_message_echoes` webhook. */
export const ownerWrites = async (state: State, emit: Emit, message: OwnerMessage): Promise<Received> => {
  if (message.type === 'number_change' || message.type === 'raw') {
    throw new Error(`an owner cannot do ${message.type}`)
  }
  const scene = sceneOf(state, emit, message.to, message)
  const { number, customer, wamid, at } = scene
  const content = contentOf(state, number, message)
  const { replyTo } = message
  showAct(state, number.config.phoneNumberId, customer, { wamid, from: 'owner', content, at, replyTo })
  const echo: Json = {
    context: replyTo === undefined ? undefined : { from: keyOf(customer), id: replyTo },
    from: number.digits,
    to: customer.hidePhone === true ? undefined : customer.waId,
    to_user_id: customer.userId,
    to_parent_user_id: customer.parentUserId,
    id: wamid,
    timestamp: unixSeconds(at),
    type: content.type,
    [content.type]: content.content ?? undefined
  }
  const answers = await emit(numberEvent(number, 'smb_message_echoes', 'message_echoes', [echo], customer))
  return settle(state, wamid, answers)
}
