import type { Context } from '../context.ts'
import type { ConversationModel } from '../models/conversation-model.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { closeConversation, nextSeq } from '../repositories/conversations.ts'
import { insertContent, type NoticeContent } from '../repositories/notices.ts'
import { lockOwnerConversation, openOwnerConversation } from '../repositories/owner-conversations.ts'
import { ringOutbound } from './record-status.ts'

/**
 * The conversation in which an owner contact can be written to now, locked: a new one where there is none or its window is
 * over. `windowEndsAt` is that of a new one; null: she has not written, only templates go.
 */
export async function lockOwnerLine(
  context: Context,
  contactId: string,
  windowEndsAt: Date | null
): Promise<ConversationModel> {
  const active = await lockOwnerConversation(context, contactId)
  const endsAt = active?.serviceWindowExpiresAt
  if (active && !(endsAt && endsAt <= context.now())) return active
  if (active) await endOwnerLine(context, active.id)
  const opened = await openOwnerConversation(context, contactId, windowEndsAt)
  const facts = { owner_contact_id: contactId }
  await recordEvent(context, 'conversation_started', { type: 'conversation', id: opened.id }, 'owner', facts)
  return opened
}

export async function endOwnerLine(context: Context, conversationId: string): Promise<void> {
  await closeConversation(context, conversationId)
  await recordEvent(context, 'conversation_closed', { type: 'conversation', id: conversationId }, 'system')
}

/** Queues a message to the owner, once per key. The caller holds the conversation's lock. */
export async function sayToOwner(
  context: Context,
  conversationId: string,
  content: NoticeContent,
  dedupeKey: string
): Promise<void> {
  const seq = await nextSeq(context, conversationId)
  if (await insertContent(context, { conversationId, seq, content, dedupeKey }))
    await ringOutbound(context, conversationId)
}
