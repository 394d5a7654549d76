import type { Context } from '../context.ts'
import type { ConversationStatus } from '../domain/conversation.ts'
import { ConversationModel } from '../models/conversation-model.ts'
import { MessageModel } from '../models/message-model.ts'

type Pagination = Readonly<{ page: number; pageSize: number }>

/** A conversation as the owner's list shows it: who it is with, who answers, and how it ended so far. */
export type ListedConversation = Readonly<{
  id: string
  status: ConversationStatus
  customer_id: string
  first_name: string | null
  last_name: string | null
  phone: string | null
  handler: 'bot' | 'human'
  bot_paused_until: Date | null
  last_message_at: Date | null
  service_window_expires_at: Date | null
  closed_at: Date | null
  created_at: Date
  updated_at: Date
  last_message: Readonly<{
    id: string
    direction: 'inbound' | 'outbound'
    origin: MessageModel['origin']
    message_type: string
    text_content: string | null
    status: MessageModel['status']
    created_at: string
  }> | null
}>

/** Customers only: what is said to an owner on her own phone is no customer's business (RULINGS 14). */
const LISTED = `
  select c.id, c.status, c.customer_id, p.first_name, p.last_name, coalesce(p.phone, c.customer_phone) as phone, p.handler,
    p.bot_paused_until, c.last_message_at, c.service_window_expires_at, c.closed_at, c.created_at, c.updated_at,
    (select json_build_object('id', m.id, 'direction', m.direction, 'origin', m.origin, 'message_type', m.message_type,
        'text_content', m.text_content, 'status', m.status, 'created_at', m.created_at)
      from messages m where m.tenant_id = c.tenant_id and m.conversation_id = c.id order by m.seq desc limit 1) as last_message
  from conversations c join customers p on p.tenant_id = c.tenant_id and p.id = c.customer_id
  where c.tenant_id = ? and c.kind = 'customer'`

/** One page of a business's conversations, the one with the newest message first. Two queries in all. */
export async function getByTenant(
  context: Context,
  status: ConversationStatus | undefined,
  { page, pageSize }: Pagination
): Promise<{ items: ListedConversation[]; total: number }> {
  const total = await ConversationModel.query(context.db)
    .where({ tenantId: context.tenantId, kind: 'customer', ...(status && { status }) })
    .resultSize()
  const { rows } = await context.db.raw<{ rows: ListedConversation[] }>(
    `${LISTED} and (?::text is null or c.status = ?)
     order by c.last_message_at desc nulls last, c.id desc limit ? offset ?`,
    [context.tenantId, status ?? null, status ?? null, pageSize, (page - 1) * pageSize] as never
  )
  return { items: rows, total }
}

/** One conversation with a customer. */
export async function getById(context: Context, id: string): Promise<ListedConversation | undefined> {
  const { rows } = await context.db.raw<{ rows: ListedConversation[] }>(`${LISTED} and c.id = ?`, [
    context.tenantId,
    id
  ])
  return rows[0]
}

/** One page of a conversation's messages, the newest first. */
export async function getMessageHistory(
  context: Context,
  conversationId: string,
  { page, pageSize }: Pagination
): Promise<{ items: MessageModel[]; total: number }> {
  const { results, total } = await MessageModel.query(context.db)
    .where({ tenantId: context.tenantId, conversationId })
    .orderBy('seq', 'desc')
    .page(page - 1, pageSize)
  return { items: results, total }
}

/** A conversation with one page of its messages; undefined when the business has none of this id. */
export async function getWithMessages(
  context: Context,
  id: string,
  pagination: Pagination
): Promise<Readonly<{ conversation: ListedConversation; messages: MessageModel[]; total: number }> | undefined> {
  const conversation = await getById(context, id)
  if (!conversation) return undefined
  const { items, total } = await getMessageHistory(context, id, pagination)
  return { conversation, messages: items, total }
}

/** Writes where a conversation stands. The caller holds its lock. Throws 23505 when another one is active already. */
export async function setThread(
  context: Context,
  id: string,
  thread: Readonly<{ status: ConversationStatus; closedAt: Date | null }>
): Promise<void> {
  await ConversationModel.query(context.db)
    .where({ id, tenantId: context.tenantId })
    .patch({ ...thread, updatedAt: context.now() })
}

/** Queues a text of the owner at `seq` of a conversation. The sender posts it as it stands (`{type, text: {body}}`). */
export async function insertOwnersText(
  context: Context,
  message: Readonly<{ conversationId: string; seq: number; text: string }>
): Promise<MessageModel> {
  return await MessageModel.query(context.db).insertAndFetch({
    id: context.newId(),
    tenantId: context.tenantId,
    conversationId: message.conversationId,
    seq: message.seq,
    messageType: 'text',
    direction: 'outbound',
    origin: 'owner_app',
    purpose: 'service',
    textContent: message.text,
    payload: { type: 'text', text: { body: message.text } },
    status: 'queued',
    createdAt: context.now(),
    updatedAt: context.now()
  })
}
