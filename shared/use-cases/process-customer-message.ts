import type { Context } from '../context.ts'
import { choiceOf } from '../domain/choice.ts'
import {
  believableInstant,
  type MessageContent,
  type Person,
  wantsAnswer,
  windowEnd
} from '../domain/inbound-message.ts'
import { ACTION_PREFIX } from '../domain/owner-action.ts'
import type { ConversationModel as Conversation } from '../models/conversation-model.ts'
import type { CustomerModel as Customer } from '../models/customer-model.ts'
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
import { insertFromMeta } from '../repositories/messages.ts'
import { getTenant } from '../repositories/tenants.ts'
import { applyCustomerTap } from './apply-customer-tap.ts'
import { ringTurn } from './ring-turn.ts'

/**
 * A customer's message becomes rows: customer, the one active conversation, message, service window, and the wake-up for
 * the turn unless a person has the customer. A tap on a signed button is applied at once, without a turn.
 */
export async function processCustomerMessage(
  context: Context,
  event: OpenEvent,
  { content, sender }: Readonly<{ content: MessageContent; sender: Person }>
): Promise<void> {
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
  if (handledBy !== 'none' || !isAction(content)) return
  const tap = { customerId: customer.id, conversationId: conversation.id, messageId: id }
  await applyCustomerTap(context, { ...tap, buttonId: buttonOf(content) })
}

const buttonOf = (content: MessageContent): string => choiceOf(JSON.parse(content.payload)) ?? ''
const isAction = (content: MessageContent): boolean => buttonOf(content).startsWith(ACTION_PREFIX)

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

/** `none` for what nobody answers (signed buttons answer for themselves), `human` while a person has the customer or the business is not active, else `bot`. */
async function whoAnswers(
  context: Context,
  customer: Customer,
  conversation: Conversation,
  content: MessageContent
): Promise<'bot' | 'human' | 'none'> {
  if (!wantsAnswer(content)) return 'none'
  const tenant = await getTenant(context)
  if (tenant?.status !== 'active') return 'human'
  if (isAction(content)) return 'none'
  if (customer.handler !== 'human') return 'bot'
  if (!customer.botPausedUntil || customer.botPausedUntil > context.now()) return 'human'
  await setHandler(context, customer.id, 'bot', null)
  await recordEvent(context, 'conversation_released', { type: 'conversation', id: conversation.id }, 'system', {
    reason: 'mute_time_over'
  })
  return 'bot'
}
