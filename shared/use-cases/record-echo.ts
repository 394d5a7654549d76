import type { Context } from '../context.ts'
import { asObject, believableInstant, readContent, readRecipient } from '../domain/inbound-message.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { lockActiveConversation, nextSeq, openConversation } from '../repositories/conversations.ts'
import { findOrCreatePerson } from '../repositories/customers.ts'
import type { OpenEvent } from '../repositories/ledger.ts'
import { insertFromMeta, isRecorded } from '../repositories/messages.ts'
import type { EventResult } from './process-incoming-message.ts'
import { takeOver } from './take-over.ts'

/**
 * The owner answered from her phone (coexistence): her words are stored as the business's, and the bot leaves that
 * customer to her (RULINGS 9).
 */
export async function recordEcho(context: Context, event: OpenEvent): Promise<EventResult> {
  const { echo, contact } = asObject(event.payload)
  const content = readContent(echo)
  const recipient = readRecipient(echo, contact)
  if (!recipient.phone && !recipient.bsuid) return { fate: 'ignored', reason: 'no_recipient' }
  if (content.wamid && (await isRecorded(context, content.wamid))) return { fate: 'duplicate' }
  const customer = await findOrCreatePerson(context, recipient)
  const conversation =
    (await lockActiveConversation(context, customer.id)) ?? (await openConversation(context, customer, null))
  const id = await insertFromMeta(context, content, {
    conversationId: conversation.id,
    seq: await nextSeq(context, conversation.id),
    direction: 'outbound',
    origin: 'owner_phone',
    status: 'sent',
    handledBy: null,
    sentAt: believableInstant(event.occurred_at, event.received_at)
  })
  await takeOver(context, conversation, 'echo')
  await recordEvent(context, 'message_sent', { type: 'message', id }, 'owner', { conversation_id: conversation.id })
  return { fate: 'processed' }
}
