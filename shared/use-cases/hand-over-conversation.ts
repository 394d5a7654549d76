import type { Context } from '../context.ts'
import { archive } from '../domain/conversation.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { setThread } from '../repositories/conversation-lists.ts'
import { takeEpoch } from '../repositories/conversations.ts'
import { setHandler } from '../repositories/customers.ts'
import { yieldToHuman } from '../repositories/messages.ts'
import { lockCurrentThread, lockCustomerThread } from './lock-customer-thread.ts'
import { takeOver } from './take-over.ts'

/** The owner answers this customer herself from now on, for her mute time. Throws `conversation_not_found`. */
export async function takeOverConversation(context: Context, id: string): Promise<void> {
  await takeOver(context, await lockCurrentThread(context, id), 'owner_request')
}

/**
 * Gives a customer back to the bot, which answers only what comes next: what came meanwhile is marked as the owner's
 * (RULINGS 9). Works twice. Throws `conversation_not_found`.
 */
export async function releaseConversation(context: Context, id: string): Promise<void> {
  const conversation = await lockCurrentThread(context, id)
  if (!conversation.customerId) return
  await setHandler(context, conversation.customerId, 'bot', null)
  await recordEvent(context, 'conversation_released', { type: 'conversation', id: conversation.id }, 'owner', {
    reason: 'owner_request'
  })
}

/**
 * Puts a conversation away: the bot no longer owes it an answer, and what it had not sent stays unsent. The customer's next
 * message opens a new one. Works twice. Throws `conversation_not_found`.
 */
export async function archiveConversation(context: Context, id: string): Promise<void> {
  const conversation = await lockCustomerThread(context, id)
  if (conversation.status === 'archived') return
  await takeEpoch(context, id)
  await yieldToHuman(context, id)
  await setThread(context, id, archive(conversation, context.now()))
  await recordEvent(context, 'conversation_archived', { type: 'conversation', id }, 'owner')
}
