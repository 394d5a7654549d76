import type { Context } from '../context.ts'

type Ids = { rows: { id: string }[] }

const idsOf = ({ rows }: Ids): string[] => rows.map(row => row.id)

/** Conversations whose customer has waited since before `before` for a turn. System scope. */
export async function findTurnsBehind(context: Context, before: Date, limit: number): Promise<string[]> {
  return idsOf(
    await context.db.raw<Ids>(
      `select distinct conversation_id as id from messages
       where direction = 'inbound' and handled_by = 'bot' and turn_id is null and created_at < ? limit ?`,
      [before, limit]
    )
  )
}

/**
 * Conversations with a message that should have been looked at before `before`, on channels that can send. System scope.
 * A message in flight is looked at when its worker must be dead.
 */
export async function findLinesBehind(
  context: Context,
  times: Readonly<{ now: Date; before: Date; lostBefore: Date }>,
  limit: number
): Promise<string[]> {
  return idsOf(
    await context.db.raw<Ids>(
      `select distinct m.conversation_id as id from messages m join tenants t on t.id = m.tenant_id
       where m.status in ('queued', 'sending', 'ambiguous') and m.direction = 'outbound'
         and t.whatsapp_status = 'connected' and coalesce(t.whatsapp_paused_until, ?) <= ?
         and not (m.needs_attention and m.released)
         and case m.status when 'queued' then coalesce(m.next_attempt_at, m.created_at) < ?
           when 'sending' then m.claimed_at < ? else m.next_attempt_at < ? end
       limit ?`,
      [times.now, times.now, times.before, times.lostBefore, times.before, limit]
    )
  )
}

/** Mailboxes with a waiting status whose message has been recorded since. System scope. */
export async function reopenMatchedStatuses(context: Context, limit: number): Promise<string[]> {
  const { rows } = await context.db.raw<{ rows: { mailbox_key: string }[] }>(
    `update inbound_events set fate = null, finished_at = null where id in (
       select e.id from inbound_events e join message_attempts a on a.tenant_id = e.tenant_id and a.wamid = e.external_id
       where e.fate = 'waiting' limit ?)
     returning mailbox_key`,
    [limit]
  )
  return rows.map(row => row.mailbox_key)
}

/** Statuses that waited since before `before` are of no message of ours. Returns how many ended. System scope. */
export async function endOrphans(context: Context, before: Date): Promise<number> {
  const { rowCount } = await context.db.raw<{ rowCount: number }>(
    `update inbound_events set fate = 'orphan', finished_at = ? where fate = 'waiting' and received_at < ?`,
    [context.now(), before]
  )
  return rowCount
}

/** Closes up to `limit` conversations whose window is over, skipping what others hold. Returns how many. System scope. */
export async function closeExpiredConversations(context: Context, limit: number): Promise<number> {
  const { rows } = await context.db.raw<{ rows: { closed: number }[] }>(
    `with due as (
       select id from conversations where status = 'active' and service_window_expires_at <= ?
       order by service_window_expires_at limit ? for update skip locked),
     closed as (
       update conversations c set status = 'closed', closed_at = ?, updated_at = ? from due where c.id = due.id
       returning c.id, c.tenant_id),
     noted as (
       insert into audit_log (tenant_id, type, entity_type, entity_id, actor, payload, created_at)
       select tenant_id, 'conversation_closed', 'conversation', id, 'system', '{}', ? from closed)
     select count(*)::int as closed from closed`,
    [context.now(), limit, context.now(), context.now(), context.now()]
  )
  return rows[0]?.closed ?? 0
}
