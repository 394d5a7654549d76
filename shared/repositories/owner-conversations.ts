import type { Context } from '../context.ts'
import { ConversationModel } from '../models/conversation-model.ts'

/** The active conversation of an owner contact, locked for this transaction. */
export async function lockOwnerConversation(
  context: Context,
  contactId: string
): Promise<ConversationModel | undefined> {
  return await ConversationModel.query(context.db)
    .where({ tenantId: context.tenantId, ownerContactId: contactId, status: 'active' })
    .forUpdate()
    .first()
}

/** Opens one. `windowEndsAt` null: she has not written, only templates go. Throws 23505 when another was faster. */
export async function openOwnerConversation(
  context: Context,
  contactId: string,
  windowEndsAt: Date | null
): Promise<ConversationModel> {
  const now = context.now()
  return await ConversationModel.query(context.db).insertAndFetch({
    id: context.newId(),
    tenantId: context.tenantId,
    kind: 'owner',
    ownerContactId: contactId,
    status: 'active',
    serviceWindowExpiresAt: windowEndsAt,
    lastMessageAt: now,
    createdAt: now,
    updatedAt: now
  })
}

/** What is still queued for a removed contact is not sent any more. */
export async function suppressQueued(context: Context, conversationId: string, reason: string): Promise<void> {
  await context.db.raw(
    `update messages set status = 'suppressed', error_message = ?, updated_at = ?
     where tenant_id = ? and conversation_id = ? and status = 'queued'`,
    [reason, context.now(), context.tenantId, conversationId]
  )
}
