import type { Context } from '../context.ts'
import { ConversationModel } from '../models/conversation-model.ts'

/** The active conversations of some customers, by customer, their rows locked in one order for everybody. */
export async function lockActiveConversations(
  context: Context,
  customerIds: readonly string[]
): Promise<Map<string, ConversationModel>> {
  if (customerIds.length === 0) return new Map()
  const rows = await ConversationModel.query(context.db)
    .where({ tenantId: context.tenantId, status: 'active' })
    .whereIn('customerId', [...customerIds])
    .orderBy('id')
    .forUpdate()
  return new Map(rows.map(row => [row.customerId ?? '', row]))
}

/** A message of ours, ready for Meta. `template` names the one that it sends. */
export type NoticeContent = Readonly<{
  type: 'text' | 'interactive' | 'template'
  text: string
  payload: Readonly<Record<string, unknown>>
  template?: Readonly<{ name: string; language: string }>
}>

/**
 * Queues a notice of any kind, once per key. False when a message with this key is there already. The caller holds the
 * conversation's lock and gives the next place in it.
 */
export async function insertContent(
  context: Context,
  notice: Readonly<{ conversationId: string; seq: number; content: NoticeContent; dedupeKey: string }>
): Promise<boolean> {
  const { content } = notice
  const { rowCount } = await context.db.raw<{ rowCount: number }>(
    `insert into messages (id, tenant_id, conversation_id, seq, message_type, direction, origin, purpose, text_content,
       payload, template_name, template_language, status, dedupe_key, created_at, updated_at)
     values (?, ?, ?, ?, ?, 'outbound', 'system', 'service', ?, ?::json, ?, ?, 'queued', ?, ?, ?)
     on conflict (tenant_id, dedupe_key) where dedupe_key is not null do nothing`,
    [
      context.newId(),
      context.tenantId,
      notice.conversationId,
      notice.seq,
      content.type,
      content.text,
      JSON.stringify(content.payload),
      content.template?.name ?? null,
      content.template?.language ?? null,
      notice.dedupeKey,
      context.now(),
      context.now()
    ] as never
  )
  return rowCount > 0
}
