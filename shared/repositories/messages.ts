import type { Context } from '../context.ts'
import { violatedConstraint } from '../database.ts'
import type { MessageContent } from '../domain/inbound-message.ts'
import type { Unanswered } from '../domain/turn-timing.ts'
import { MessageModel } from '../models/message-model.ts'

type NewMessage = Readonly<{
  conversationId: string
  seq: number
  direction: 'inbound' | 'outbound'
  origin: 'customer' | 'owner_phone'
  status: 'received' | 'sent'
  handledBy: 'bot' | 'human' | 'none' | null
  sentAt: Date
}>

/** Stores a message that came from Meta: from the customer, or an echo of the owner's. */
export async function insertFromMeta(context: Context, content: MessageContent, row: NewMessage): Promise<string> {
  const id = context.newId()
  await MessageModel.query(context.db).insert({
    id,
    tenantId: context.tenantId,
    ...row,
    messageType: content.type.slice(0, 40),
    textContent: content.text,
    mediaMimeType: content.mediaMimeType,
    whatsappMessageId: content.wamid,
    contextRef: content.contextRef,
    payload: content.payload,
    createdAt: context.now(),
    updatedAt: context.now()
  })
  return id
}

/** Whether a message of this id is already recorded for the tenant. The unique key decides; this only says it early. */
export async function isRecorded(context: Context, wamid: string): Promise<boolean> {
  const found = await MessageModel.query(context.db)
    .where({ tenantId: context.tenantId, whatsappMessageId: wamid })
    .select('id')
    .first()
  return found !== undefined
}

export const isDuplicateMessage = (error: unknown): boolean => violatedConstraint(error) === 'messages_tenant_wamid_key'

/** What the bot has not answered yet in a conversation; null when there is nothing. */
export async function findUnanswered(context: Context, conversationId: string): Promise<Unanswered | null> {
  const { rows } = await context.db.raw<{ rows: { oldest: Date | null; newest: Date | null; tap: boolean | null }[] }>(
    `select min(created_at) as oldest, max(created_at) as newest, bool_or(message_type in ('button', 'interactive')) as tap
     from messages
     where tenant_id = ? and conversation_id = ? and direction = 'inbound' and handled_by = 'bot' and turn_id is null`,
    [context.tenantId, conversationId]
  )
  const row = rows[0]
  return row?.oldest && row.newest ? { oldest: row.oldest, newest: row.newest, hasTap: row.tap === true } : null
}

/** A person takes over: what the bot has not answered is hers, and what it has not sent yet stays unsent (RULINGS 9). */
export async function yieldToHuman(context: Context, conversationId: string): Promise<void> {
  await context.db.raw(
    `update messages set handled_by = 'human', updated_at = ?
     where tenant_id = ? and conversation_id = ? and direction = 'inbound' and handled_by = 'bot' and turn_id is null`,
    [context.now(), context.tenantId, conversationId]
  )
  await context.db.raw(
    `update messages set status = 'suppressed', error_message = 'human_took_over', updated_at = ?
     where tenant_id = ? and conversation_id = ? and status = 'queued' and origin = 'agent'`,
    [context.now(), context.tenantId, conversationId]
  )
}
