import type { Context } from '../context.ts'
import { erasedCustomer } from '../domain/customer.ts'
import { CustomerModel } from '../models/customer-model.ts'

/** A person's record and the ones that were merged into it. */
export async function findRecords(
  context: Context,
  customerId: string
): Promise<Readonly<{ ids: string[]; erased: boolean }> | undefined> {
  const { rows } = await context.db.raw<{ rows: { id: string; erased_at: Date | null }[] }>(
    `with recursive records as (
       select id, erased_at from customers where tenant_id = ? and id = ?
       union
       select c.id, c.erased_at from customers c join records r on c.merged_into_id = r.id where c.tenant_id = ?)
     select id, erased_at from records`,
    [context.tenantId, customerId, context.tenantId]
  )
  if (rows.length === 0) return undefined
  return { ids: rows.map(({ id }) => id), erased: rows.every(row => row.erased_at !== null) }
}

/**
 * The ledger's mailboxes of a person: her numbers and user ids at every number of the business, as the ingress names them
 * (ingress/webhooks/whatsapp.ts).
 */
export async function findMailboxes(context: Context, ids: readonly string[]): Promise<string[]> {
  const { rows } = await context.db.raw<{ rows: { key: string }[] }>(
    `with names as (
       select ltrim(value, '+') as name from customer_identities where tenant_id = ? and customer_id = any(?)
       union select ltrim(phone, '+') from customers where tenant_id = ? and id = any(?) and phone is not null),
     numbers as (
       select distinct phone_number_id as number from inbound_events where tenant_id = ? and phone_number_id is not null
       union select whatsapp_phone_number_id from tenants where id = ? and whatsapp_phone_number_id is not null)
     select 'm:' || number || ':' || name as key from names cross join numbers order by 1`,
    [context.tenantId, ids, context.tenantId, ids, context.tenantId, context.tenantId] as never
  )
  return rows.map(({ key }) => key)
}

/** Keeps the inbound workers off these mailboxes until the end of the transaction (the lock of record-inbound-event). */
export async function lockMailboxes(context: Context, keys: readonly string[]): Promise<void> {
  for (const key of keys)
    await context.db.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`mailbox:${key}`])
}

/** Empties and closes a person's conversations: turns under way become stale, unsent messages stay unsent. */
export async function eraseConversations(context: Context, ids: readonly string[]): Promise<void> {
  const { tenantId } = context
  const now = context.now()
  const { rows } = await context.db.raw<{ rows: { id: string }[] }>(
    'select id from conversations where tenant_id = ? and customer_id = any(?) order by id for update',
    [tenantId, ids] as never
  )
  const conversations = rows.map(({ id }) => id)
  await context.db.raw(
    `update conversations set customer_phone = null, langraph_state = null, langraph_checkpoint_id = null,
       agent_epoch = agent_epoch + 1, status = case status when 'active' then 'closed' else status end,
       closed_at = coalesce(closed_at, ?), updated_at = ?
     where tenant_id = ? and id = any(?)`,
    [now, now, tenantId, conversations] as never
  )
  await eraseFiles(context, conversations)
  await context.db.raw(
    `update message_attempts set wamid = null where tenant_id = ? and wamid is not null and message_id in (
       select id from messages where tenant_id = ? and conversation_id = any(?))`,
    [tenantId, tenantId, conversations] as never
  )
  await context.db.raw(
    `update messages set text_content = null, payload = null, media_url = null, media_mime_type = null,
       whatsapp_message_id = null, context_ref = null,
       handled_by = case when handled_by = 'bot' and turn_id is null then 'none' else handled_by end,
       error_message = case status when 'queued' then 'customer_erased' else error_message end,
       status = case status when 'queued' then 'suppressed' else status end, updated_at = ?
     where tenant_id = ? and conversation_id = any(?)`,
    [now, tenantId, conversations] as never
  )
  await context.db.raw(
    `update agent_turns set understood = null, decided = null, said = null
     where tenant_id = ? and conversation_id = any(?)`,
    [tenantId, conversations] as never
  )
}

/** Files of her chat are marked for deletion: their bytes go with the next retention run. */
async function eraseFiles(context: Context, conversations: readonly string[]): Promise<void> {
  await context.db.raw(
    `update media_files set state = 'deleted', file_url = null, source_media_id = null
     where tenant_id = ? and entity_type = 'message' and entity_id in (
       select id from messages where tenant_id = ? and conversation_id = any(?))`,
    [context.tenantId, context.tenantId, conversations] as never
  )
}

/** What she wrote, and what was written about her, beside the facts of her bookings, which stay. */
export async function eraseBookingWords(context: Context, ids: readonly string[]): Promise<void> {
  const { tenantId } = context
  await context.db.raw(
    `update bookings set customer_notes = null, internal_notes = null,
       cancellation_reason = case cancelled_by when 'customer' then null else cancellation_reason end, updated_at = ?
     where tenant_id = ? and customer_id = any(?)`,
    [context.now(), tenantId, ids] as never
  )
  await context.db.raw(
    `update booking_approvals set ai_suggested_data = null where tenant_id = ? and status <> 'pending'
       and booking_id in (select id from bookings where tenant_id = ? and customer_id = any(?))`,
    [tenantId, tenantId, ids] as never
  )
  await context.db.raw(
    'update customer_consents set wamid = null, address_hash = null where tenant_id = ? and customer_id = any(?)',
    [tenantId, ids] as never
  )
}

/**
 * Empties the ledger's events about her. The key of a young one stays as it is: for as long as Meta may deliver it again,
 * it keeps the event from coming back as a new one; an older key, which holds her number in Meta's message id, is replaced.
 */
export async function eraseEvents(
  context: Context,
  mailboxes: readonly string[],
  wamids: readonly string[],
  redeliveredAfter: Date
): Promise<void> {
  const now = context.now()
  await context.db.raw(
    `update inbound_events set payload = '{}', external_id = null, mailbox_key = 'erased',
       event_key = case when received_at < ? then 'erased:' || id else event_key end,
       fate = coalesce(nullif(fate, 'waiting'), 'ignored'),
       fate_reason = case when fate is null or fate = 'waiting' then 'customer_erased' else fate_reason end,
       finished_at = coalesce(finished_at, ?)
     where tenant_id = ? and (mailbox_key = any(?) or external_id = any(?))`,
    [redeliveredAfter, now, context.tenantId, mailboxes, wamids] as never
  )
}

/** Meta's ids of everything that was said between her and the business: statuses are found by them. */
export async function findWamids(context: Context, ids: readonly string[]): Promise<string[]> {
  const { rows } = await context.db.raw<{ rows: { wamid: string }[] }>(
    `with said as (
       select m.id, m.whatsapp_message_id from messages m join conversations c on c.tenant_id = m.tenant_id
         and c.id = m.conversation_id where m.tenant_id = ? and c.customer_id = any(?))
     select whatsapp_message_id as wamid from said where whatsapp_message_id is not null
     union select wamid from message_attempts a join said on said.id = a.message_id
       where a.tenant_id = ? and wamid is not null`,
    [context.tenantId, ids, context.tenantId] as never
  )
  return rows.map(({ wamid }) => wamid)
}

/** Empties the records themselves; they stay, for the bookings that name them. */
export async function erasePerson(context: Context, ids: readonly string[]): Promise<void> {
  await context.db.raw('delete from customer_identities where tenant_id = ? and customer_id = any(?)', [
    context.tenantId,
    ids
  ] as never)
  await CustomerModel.query(context.db)
    .where({ tenantId: context.tenantId })
    .whereIn('id', [...ids])
    .patch({ ...erasedCustomer, erasedAt: context.now(), updatedAt: context.now() })
}
