import type { Context } from '../context.ts'
import {
  asObject,
  believableInstant,
  type MessageContent,
  readContent,
  readSender,
  wantsAnswer,
  windowEnd
} from '../domain/inbound-message.ts'
import type { Fate } from '../domain/ledger-event.ts'
import { turnDueAt } from '../domain/turn-timing.ts'
import type { ConversationModel as Conversation } from '../models/conversation-model.ts'
import type { CustomerModel as Customer } from '../models/customer-model.ts'
import { append } from '../outbox/append.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import {
  closeConversation,
  lockActiveConversation,
  nextSeq,
  noteInbound,
  openConversation
} from '../repositories/conversations.ts'
import { findOrCreatePerson, setHandler } from '../repositories/customers.ts'
import type { OpenEvent } from '../repositories/ledger.ts'
import { findUnanswered, insertFromMeta, isRecorded } from '../repositories/messages.ts'
import { getTenant } from '../repositories/tenants.ts'

/** What became of an event: its fate, and a reason where the fate needs one. */
export type EventResult = Readonly<{ fate: Fate; reason?: string }>

/**
 * A customer's message becomes rows: customer, the one active conversation, message, service window, and the wake-up for
 * the turn unless a person has the customer. A message that is already recorded changes nothing.
 */
export async function processIncomingMessage(context: Context, event: OpenEvent): Promise<EventResult> {
  const { message, contact } = asObject(event.payload)
  const content = readContent(message)
  const sender = readSender(message, contact)
  if (asObject(message).group_id !== undefined) return { fate: 'ignored', reason: 'group_message' }
  if (!sender.phone && !sender.bsuid) return { fate: 'ignored', reason: 'no_sender' }
  if (content.wamid && (await isRecorded(context, content.wamid))) return { fate: 'duplicate' }
  const instant = believableInstant(event.occurred_at, event.received_at)
  const customer = await findOrCreatePerson(context, sender)
  const conversation = await activeConversation(context, customer, windowEnd(instant))
  const handledBy = await whoAnswers(context, customer, conversation, content)
  const seq = await nextSeq(context, conversation.id)
  const id = await insertFromMeta(context, content, {
    conversationId: conversation.id,
    seq,
    direction: 'inbound',
    origin: 'customer',
    status: 'received',
    handledBy,
    sentAt: instant
  })
  await noteInbound(context, conversation.id, windowEnd(instant), handledBy === 'bot' ? seq : null)
  await recordEvent(context, 'message_received', { type: 'message', id }, 'customer', {
    conversation_id: conversation.id
  })
  if (handledBy === 'bot') await ringTurn(context, conversation.id)
  return { fate: 'processed' }
}

/** The active conversation, or a new one where there is none or its 24 hours are over. */
async function activeConversation(context: Context, customer: Customer, windowEndsAt: Date): Promise<Conversation> {
  const active = await lockActiveConversation(context, customer.id)
  const ended = active?.serviceWindowExpiresAt && active.serviceWindowExpiresAt <= context.now()
  if (active && !ended) return active
  if (active) {
    await closeConversation(context, active.id)
    await recordEvent(context, 'conversation_closed', { type: 'conversation', id: active.id }, 'system')
  }
  const opened = await openConversation(context, customer, windowEndsAt)
  await recordEvent(context, 'conversation_started', { type: 'conversation', id: opened.id }, 'customer')
  return opened
}

/** `none` for what nobody answers, `human` while a person has the customer or the business is not active, else `bot`. */
async function whoAnswers(
  context: Context,
  customer: Customer,
  conversation: Conversation,
  content: MessageContent
): Promise<'bot' | 'human' | 'none'> {
  if (!wantsAnswer(content)) return 'none'
  const tenant = await getTenant(context)
  if (tenant?.status !== 'active') return 'human'
  if (customer.handler !== 'human') return 'bot'
  if (!customer.botPausedUntil || customer.botPausedUntil > context.now()) return 'human'
  await setHandler(context, customer.id, 'bot', null)
  await recordEvent(context, 'conversation_released', { type: 'conversation', id: conversation.id }, 'system', {
    reason: 'mute_time_over'
  })
  return 'bot'
}

/** Rings for the turn over all that is unanswered, at the time that the rows ask for (RULINGS 12). */
export async function ringTurn(context: Context, conversationId: string): Promise<void> {
  const unanswered = await findUnanswered(context, conversationId)
  if (!unanswered) return
  const { TURN_QUIET_MS, TURN_MAX_WAIT_MS } = context.config
  const dueAt = turnDueAt(unanswered, TURN_QUIET_MS, TURN_MAX_WAIT_MS)
  await append(context, { queue: 'agent', job: 'turn', data: { conversation_id: conversationId }, dueAt })
}
