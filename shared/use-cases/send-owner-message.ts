import type { Context } from '../context.ts'
import { isServiceWindowOpen, reopen, takesMessages } from '../domain/conversation.ts'
import { DomainError, invalidField } from '../domain/errors.ts'
import { isWhatsAppConnected } from '../domain/tenant.ts'
import type { ConversationModel } from '../models/conversation-model.ts'
import type { MessageModel } from '../models/message-model.ts'
import { insertOwnersText, setThread } from '../repositories/conversation-lists.ts'
import { lockActiveConversation, nextSeq } from '../repositories/conversations.ts'
import { getTenant } from '../repositories/tenants.ts'
import { lockCustomerThread } from './lock-customer-thread.ts'
import { ringOutbound } from './record-status.ts'
import { takeOver } from './take-over.ts'

/**
 * The owner writes to a customer: the text joins the conversation's line, and the customer is hers from now on (RULINGS 9).
 * An archived conversation whose window is open is opened again. Throws `conversation_not_found`,
 * `whatsapp_not_connected`, `window_closed` (Meta takes only templates then), `validation_failed` for a blank text.
 */
export async function sendOwnerMessage(context: Context, conversationId: string, text: string): Promise<MessageModel> {
  const body = text.trim()
  if (body === '') throw invalidField('/text', 'must not be blank')
  const conversation = await lockCustomerThread(context, conversationId)
  const tenant = await getTenant(context)
  if (!tenant || !isWhatsAppConnected(tenant))
    throw new DomainError('whatsapp_not_connected', 'Connect WhatsApp before writing to customers')
  await requireOpen(context, conversation)
  await takeOver(context, conversation, 'owner_message')
  const seq = await nextSeq(context, conversation.id)
  const message = await insertOwnersText(context, { conversationId: conversation.id, seq, text: body })
  await ringOutbound(context, conversation.id)
  return message
}

async function requireOpen(context: Context, conversation: ConversationModel): Promise<void> {
  if (!isServiceWindowOpen(conversation, context.now()))
    throw new DomainError('window_closed', 'More than 24 hours have passed since the customer wrote')
  if (takesMessages(conversation)) return
  if (await lockActiveConversation(context, conversation.customerId ?? ''))
    throw new DomainError('window_closed', 'The customer has a newer conversation: write there')
  await setThread(context, conversation.id, reopen())
}
