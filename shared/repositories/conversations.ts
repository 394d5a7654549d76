import type { Context } from '../context.ts'
import { ConversationModel } from '../models/conversation-model.ts'

/** The active conversation of a customer, locked for this transaction (lock order: conversation, calendar, booking). */
export async function lockActiveConversation(
  context: Context,
  customerId: string
): Promise<ConversationModel | undefined> {
  return await ConversationModel.query(context.db)
    .where({ tenantId: context.tenantId, customerId, status: 'active' })
    .forUpdate()
    .first()
}

export async function lockConversation(context: Context, id: string): Promise<ConversationModel | undefined> {
  return await ConversationModel.query(context.db).where({ id, tenantId: context.tenantId }).forUpdate().first()
}

/** Opens a conversation that knows where the last one stopped. Throws 23505 when another transaction just opened one. */
export async function openConversation(
  context: Context,
  customer: Readonly<{ id: string; phone: string | null }>,
  windowEndsAt: Date | null
): Promise<ConversationModel> {
  const last = await ConversationModel.query(context.db)
    .where({ tenantId: context.tenantId, customerId: customer.id })
    .orderBy('createdAt', 'desc')
    .select('langraphState')
    .first()
  return await ConversationModel.query(context.db).insertAndFetch({
    id: context.newId(),
    tenantId: context.tenantId,
    customerId: customer.id,
    customerPhone: customer.phone,
    status: 'active',
    langraphState: last?.langraphState ?? null,
    serviceWindowExpiresAt: windowEndsAt,
    lastMessageAt: context.now(),
    createdAt: context.now(),
    updatedAt: context.now()
  })
}

export async function closeConversation(context: Context, id: string): Promise<void> {
  await ConversationModel.query(context.db)
    .where({ id, tenantId: context.tenantId })
    .patch({ status: 'closed', closedAt: context.now(), updatedAt: context.now() })
}

/** Gives the next place in the conversation. The caller holds its row lock. */
export async function nextSeq(context: Context, conversationId: string): Promise<number> {
  const { rows } = await context.db.raw<{ rows: { message_seq: number }[] }>(
    `update conversations set message_seq = message_seq + 1, last_message_at = ?, updated_at = ?
     where id = ? and tenant_id = ? returning message_seq`,
    [context.now(), context.now(), conversationId, context.tenantId]
  )
  if (!rows[0]) throw new Error('the conversation is gone')
  return rows[0].message_seq
}

/** Records that the customer wrote: the window moves, and `inbound_seq` when the bot owes an answer (RULINGS 7). */
export async function noteInbound(
  context: Context,
  conversationId: string,
  windowEndsAt: Date,
  answerSeq: number | null
): Promise<void> {
  await context.db.raw(
    `update conversations set service_window_expires_at = greatest(service_window_expires_at, ?),
       inbound_seq = coalesce(?, inbound_seq) where id = ? and tenant_id = ?`,
    [windowEndsAt, answerSeq, conversationId, context.tenantId] as never
  )
}

/** Makes every turn that is under way stale: it will commit nothing. Returns the new epoch. */
export async function takeEpoch(context: Context, conversationId: string): Promise<number> {
  const { rows } = await context.db.raw<{ rows: { agent_epoch: number }[] }>(
    'update conversations set agent_epoch = agent_epoch + 1 where id = ? and tenant_id = ? returning agent_epoch',
    [conversationId, context.tenantId]
  )
  if (!rows[0]) throw new Error('the conversation is gone')
  return rows[0].agent_epoch
}
