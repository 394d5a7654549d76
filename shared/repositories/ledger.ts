import type { App, Context } from '../context.ts'
import { sqlState } from '../database.ts'
import type { Fate, LedgerEvent } from '../domain/ledger-event.ts'

/** One statement takes at most this many rows (RULINGS 29). */
const ROWS_PER_STATEMENT = 1000

/**
 * Inserts events; byte-equal redeliveries are dropped by the key. No scope is needed to insert, so this runs as one bare
 * statement without a transaction. Rows that Postgres refuses for their data go one by one, and what it cannot take as
 * JSON is kept as a text inside JSON, as an `unknown` event. Throws when the store does not take them.
 */
export async function insertEvents(app: App, events: readonly LedgerEvent[], receivedAt: Date): Promise<void> {
  for (let start = 0; start < events.length; start += ROWS_PER_STATEMENT) {
    const part = events.slice(start, start + ROWS_PER_STATEMENT)
    try {
      await insert(app, part, receivedAt)
    } catch (error) {
      if (!isDataError(error)) throw error
      for (const event of part) await insertAlone(app, event, receivedAt)
    }
  }
}

async function insertAlone(app: App, event: LedgerEvent, receivedAt: Date): Promise<void> {
  try {
    await insert(app, [event], receivedAt)
  } catch (error) {
    if (!isDataError(error)) throw error
    await insert(app, [{ ...event, kind: 'unknown', payload: JSON.stringify(event.payload) }], receivedAt)
  }
}

async function insert(app: App, events: readonly LedgerEvent[], receivedAt: Date): Promise<void> {
  const column = <T>(pick: (event: LedgerEvent) => T) => events.map(pick)
  await app.knex.raw(
    `insert into inbound_events (event_key, kind, mailbox_key, phone_number_id, waba_id, external_id, occurred_at,
       payload, received_at, fate, finished_at, tenant_id)
     select key, kind, mailbox, number, waba, external, coalesce(occurred, ?), payload::json, ?,
       case kind when 'unknown' then 'unknown' end, case kind when 'unknown' then ?::timestamptz end, tenant
     from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::uuid[])
       as event (key, kind, mailbox, number, waba, external, occurred, payload, tenant)
     on conflict do nothing`,
    [
      receivedAt,
      receivedAt,
      receivedAt,
      column(event => event.eventKey),
      column(event => event.kind),
      column(event => event.mailboxKey),
      column(event => event.phoneNumberId),
      column(event => event.wabaId),
      column(event => event.externalId),
      column(event => event.occurredAt),
      column(event => event.payload),
      column(event => event.tenantId ?? null)
    ] as never
  )
}

/** Class 22 is data that a type refuses; class 54 a limit, such as JSON nested too deep. */
const isDataError = (error: unknown) => /^(22|54)/.test(sqlState(error) ?? '')

/** An event as the worker sees it: `payload` is the parsed slice. */
export type OpenEvent = Readonly<{
  id: number
  kind: LedgerEvent['kind']
  tenant_id: string | null
  phone_number_id: string | null
  external_id: string | null
  occurred_at: Date
  received_at: Date
  payload: unknown
}>

const COLUMNS = 'id, kind, tenant_id, phone_number_id, external_id, occurred_at, received_at, payload'

/**
 * Gives the open events of a mailbox their tenant, and ends those of numbers that nobody here owns. Returns what is left
 * to do, in Meta's order. System scope.
 */
export async function claimMailbox(context: Context, mailboxKey: string): Promise<OpenEvent[]> {
  const { rows } = await context.db.raw<{ rows: OpenEvent[] }>(
    `with owned as (
       update inbound_events event set
         tenant_id = coalesce(event.tenant_id, tenant.id),
         fate = case when coalesce(event.tenant_id, tenant.id) is null then 'unknown_tenant' end,
         finished_at = case when coalesce(event.tenant_id, tenant.id) is null then ?::timestamptz end
       from inbound_events open
       left join lateral (
         select id from tenants where whatsapp_phone_number_id = open.phone_number_id
         union all
         select id from tenants where open.phone_number_id is null and whatsapp_waba_id = open.waba_id
         limit 1) tenant on true
       where event.id = open.id and open.mailbox_key = ? and open.fate is null
       returning event.*)
     select ${COLUMNS} from owned where fate is null order by occurred_at, id`,
    [context.now(), mailboxKey]
  )
  return rows
}

/** Takes one open event for the rest of this transaction; undefined when another run has finished it. Tenant scope. */
export async function lockOpenEvent(context: Context, id: number): Promise<OpenEvent | undefined> {
  const { rows } = await context.db.raw<{ rows: OpenEvent[] }>(
    `select ${COLUMNS} from inbound_events where id = ? and tenant_id = ? and fate is null for update`,
    [id, context.tenantId]
  )
  return rows[0]
}

/** Ends an event. `reason` is for the operator who looks at it; it holds no personal data. */
export async function finishEvent(
  context: Context,
  id: number,
  fate: Fate,
  reason: string | null = null
): Promise<void> {
  await context.db.raw('update inbound_events set fate = ?, fate_reason = ?, finished_at = ? where id = ?', [
    fate,
    reason,
    context.now(),
    id
  ] as never)
}

/** Opens the statuses of `wamid` that came before their message was recorded. Returns them in Meta's order. Tenant scope. */
export async function takeWaitingStatuses(context: Context, wamid: string): Promise<OpenEvent[]> {
  const { rows } = await context.db.raw<{ rows: OpenEvent[] }>(
    `select ${COLUMNS} from inbound_events
     where tenant_id = ? and external_id = ? and fate = 'waiting' order by occurred_at, id for update`,
    [context.tenantId, wamid]
  )
  return rows
}

/** The mailboxes that still have an open event older than `before`. System scope. */
export async function findMailboxesBehind(context: Context, before: Date, limit: number): Promise<string[]> {
  const { rows } = await context.db.raw<{ rows: { mailbox_key: string }[] }>(
    `select mailbox_key from inbound_events where fate is null and received_at < ?
     group by mailbox_key order by min(received_at) limit ?`,
    [before, limit]
  )
  return rows.map(row => row.mailbox_key)
}

/**
 * Whether a status that carries this mark of ours has arrived and is not worked yet. Compared as text: `->` would refuse a
 * payload with a NUL anywhere in it. System scope.
 */
export async function hasOpenStatus(context: Context, phoneNumberId: string, opaque: string): Promise<boolean> {
  const { rows } = await context.db.raw<{ rows: unknown[] }>(
    `select 1 from inbound_events where fate is null and kind = 'status' and phone_number_id = ?
       and payload::text like ? limit 1`,
    [phoneNumberId, `%"${opaque}"%`]
  )
  return rows.length > 0
}
