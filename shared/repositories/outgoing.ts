import type { Context } from '../context.ts'
import type { OutboundStatus } from '../domain/message-status.ts'

/** An outbound message under its row lock, as the sender and the statuses need it. */
export type LockedMessage = Readonly<{
  id: string
  conversationId: string
  status: string
  origin: string
  /** The attempt in question: the one that a status is about, or the current one. */
  attempt: number
  currentAttempt: number
}>

type SendError = Readonly<{ code: number | null; text: string }>

const LOCKED = `m.id, m.conversation_id as "conversationId", m.status, m.origin, m.attempt as "currentAttempt"`

/** The message of one attempt of ours, locked. The conversation is locked first, as everywhere. */
export async function lockMessageByAttempt(
  context: Context,
  messageId: string,
  attempt: number
): Promise<LockedMessage | undefined> {
  await lockConversationOf(context, 'id = ?', messageId)
  const { rows } = await context.db.raw<{ rows: LockedMessage[] }>(
    `select ${LOCKED}, ?::int as attempt from messages m
     where m.tenant_id = ? and m.id = ? and m.direction = 'outbound' and m.attempt >= ? for update`,
    [attempt, context.tenantId, messageId, attempt]
  )
  return rows[0]
}

/** The message that Meta knows under this wamid, through any attempt of it, locked. */
export async function lockMessageByWamid(context: Context, wamid: string): Promise<LockedMessage | undefined> {
  await lockConversationOf(
    context,
    'id in (select message_id from message_attempts where tenant_id = ? and wamid = ?)',
    context.tenantId,
    wamid
  )
  const { rows } = await context.db.raw<{ rows: LockedMessage[] }>(
    `select ${LOCKED}, a.attempt from message_attempts a join messages m on m.tenant_id = a.tenant_id and m.id = a.message_id
     where a.tenant_id = ? and a.wamid = ? for update of m`,
    [context.tenantId, wamid]
  )
  return rows[0]
}

async function lockConversationOf(context: Context, condition: string, ...bindings: string[]): Promise<void> {
  await context.db.raw(
    `select 1 from conversations where tenant_id = ? and id in (
       select conversation_id from messages where tenant_id = ? and ${condition}) for update`,
    [context.tenantId, context.tenantId, ...bindings]
  )
}

/** Writes how an attempt ended. A status may bring the wamid that a lost answer did not. */
export async function finishAttempt(
  context: Context,
  message: Pick<LockedMessage, 'id' | 'attempt'>,
  state: 'sent' | 'failed' | 'ambiguous',
  wamid: string | null,
  error: SendError | null
): Promise<void> {
  await context.db.raw(
    `update message_attempts set state = ?, wamid = coalesce(wamid, ?), error_code = ?, error_message = ?,
       finished_at = coalesce(finished_at, ?)
     where tenant_id = ? and message_id = ? and attempt = ?`,
    [
      state,
      wamid,
      error?.code ?? null,
      error?.text ?? null,
      context.now(),
      context.tenantId,
      message.id,
      message.attempt
    ] as never
  )
}

/** Moves a locked message. The first wamid stays: it is the one the customer's replies refer to. */
export async function setStatus(
  context: Context,
  messageId: string,
  status: OutboundStatus,
  change: Readonly<{
    wamid?: string | null
    error?: SendError | null
    nextAttemptAt?: Date | null
    attention?: boolean
  }>
): Promise<void> {
  await context.db.raw(
    `update messages set status = ?, whatsapp_message_id = coalesce(whatsapp_message_id, ?), error_code = ?,
       error_message = ?, next_attempt_at = ?, needs_attention = needs_attention or ?, released = false,
       sent_at = case when ? = 'sent' then coalesce(sent_at, ?) else sent_at end, updated_at = ?
     where tenant_id = ? and id = ?`,
    [
      status,
      change.wamid ?? null,
      change.error?.code ?? null,
      change.error?.text ?? null,
      change.nextAttemptAt ?? null,
      change.attention ?? false,
      status,
      context.now(),
      context.now(),
      context.tenantId,
      messageId
    ] as never
  )
}

/** A new row with the same content at the end of the conversation; the failed one stays as the record of what happened. */
export async function insertReplacement(
  context: Context,
  message: LockedMessage,
  seq: number,
  dueAt: Date
): Promise<void> {
  await context.db.raw(
    `insert into messages (id, tenant_id, conversation_id, seq, message_type, direction, origin, purpose, text_content,
       payload, context_ref, template_name, template_language, status, attempt, next_attempt_at, turn_id,
       replaces_message_id, created_at, updated_at)
     select ?, tenant_id, conversation_id, ?, message_type, direction, origin, purpose, text_content, payload,
       context_ref, template_name, template_language, 'queued', attempt, ?, turn_id, id, ?, ?
     from messages where tenant_id = ? and id = ?`,
    [context.newId(), seq, dueAt, context.now(), context.now(), context.tenantId, message.id]
  )
}

/** What stands first in a conversation's line, and what of it is in flight. */
export type LineRow = Readonly<{
  id: string
  status: 'queued' | 'sending' | 'ambiguous'
  origin: string
  purpose: string | null
  message_type: string
  payload: unknown
  context_ref: string | null
  attempt: number
  claimed_at: Date | null
  next_attempt_at: Date | null
  released: boolean
}>

/** Everything not yet sent in a conversation, in order. The caller holds the conversation's lock. */
export async function readLine(context: Context, conversationId: string): Promise<LineRow[]> {
  const { rows } = await context.db.raw<{ rows: LineRow[] }>(
    `select id, status, origin, purpose, message_type, payload, context_ref, attempt, claimed_at, next_attempt_at, released
     from messages where tenant_id = ? and conversation_id = ? and status in ('queued', 'sending', 'ambiguous')
       and direction = 'outbound' and not (needs_attention and released)
     order by seq limit 50`,
    [context.tenantId, conversationId]
  )
  return rows
}

/** Claims a message for one attempt (RULINGS 11). The partial unique index refuses a second one in flight. */
export async function startAttempt(context: Context, messageId: string, attempt: number): Promise<void> {
  await context.db.raw(
    `update messages set status = 'sending', attempt = ?, claimed_at = ?, next_attempt_at = null, released = false,
       updated_at = ? where tenant_id = ? and id = ?`,
    [attempt, context.now(), context.now(), context.tenantId, messageId]
  )
  await context.db.raw(
    `insert into message_attempts (id, tenant_id, message_id, attempt, state, started_at)
     values (?, ?, ?, ?, 'sending', ?)`,
    [context.newId(), context.tenantId, messageId, attempt, context.now()]
  )
}

/** Lets what comes after an ambiguous message pass it. */
export async function releaseMessage(context: Context, messageId: string, attention: boolean): Promise<void> {
  await context.db.raw(
    `update messages set released = true, needs_attention = needs_attention or ?, updated_at = ?
     where tenant_id = ? and id = ?`,
    [attention, context.now(), context.tenantId, messageId]
  )
}

/** Where messages go, and who answers that person (RULINGS 9). */
export type Recipient = Readonly<{
  phone: string | null
  bsuid: string | null
  handler: string
  pausedUntil: Date | null
}>

/** To whom a conversation's messages go: the number where it is known, else the user id. */
export async function findRecipient(context: Context, customerId: string): Promise<Recipient> {
  const { rows } = await context.db.raw<{
    rows: { phone: string | null; bsuid: string | null; handler: string; paused: Date | null }[]
  }>(
    `select phone, handler, bot_paused_until as paused, (select value from customer_identities i
       where i.tenant_id = c.tenant_id and i.customer_id = c.id and kind = 'bsuid' order by created_at desc limit 1) as bsuid
     from customers c where tenant_id = ? and id = ?`,
    [context.tenantId, customerId]
  )
  const row = rows[0]
  return {
    phone: row?.phone ?? null,
    bsuid: row?.bsuid ?? null,
    handler: row?.handler ?? 'bot',
    pausedUntil: row?.paused ?? null
  }
}

/** The phone of an owner contact; none when she was removed. Whoever has yet to prove her phone gets an answer to her code. */
export async function findOwnerRecipient(context: Context, contactId: string): Promise<Recipient> {
  const { rows } = await context.db.raw<{ rows: { phone: string }[] }>(
    'select phone from owner_contacts where tenant_id = ? and id = ? and removed_at is null',
    [context.tenantId, contactId]
  )
  return { phone: rows[0]?.phone ?? null, bsuid: null, handler: 'bot', pausedUntil: null }
}
