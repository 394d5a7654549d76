import { randomInt, randomUUID } from 'node:crypto'
import type { Context } from '../../shared/context.ts'
import { encrypt } from '../../shared/crypto.ts'
import type { TestApp } from './app.ts'
import { newOwner, type TestOwner } from './owner.ts'
import { plantAny } from './plant-any.ts'

/** A business with rows of every kind. `marker` stands in every free text of it and nowhere else. */
export type Planted = TestOwner & Readonly<{ marker: string; ids: Readonly<Record<string, readonly string[]>> }>

const HOUR = 3_600_000
/** Of the bookings that are made: the first ones lie in the past, the others an hour apart from the day after tomorrow on. */
const PAST = ['confirmed', 'confirmed', 'confirmed', 'completed']
const COMING = [
  ...['pending_approval', 'pending_approval', 'pending_approval', 'pending_approval', 'approved', 'approved'],
  ...['pending_payment', 'pending_payment', 'confirmed', 'confirmed', 'cancelled', 'rejected']
]

/** Tables whose rows belong to a tenant, from the catalog of the database: a new one is found without being named. */
export async function tenantTables(context: Context): Promise<string[]> {
  const { rows } = await context.db.raw<{ rows: { name: string }[] }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
     where c.relkind = 'r' and not a.attisdropped and c.relnamespace = current_schema()::regnamespace order by 1`
  )
  return rows.map(row => row.name)
}

/**
 * Makes an active business with rows in every tenant table: the ones below, and one from the catalog in each table that
 * came later. Throws when a table is left empty: add a row here.
 */
export async function plant(testApp: TestApp): Promise<Planted> {
  const owner = await newOwner(testApp, { active: true })
  const marker = `SECRETO-${randomUUID()}`
  await testApp.asTenant(owner.tenantId, context => insertRows(context, owner, marker))
  const ids: Record<string, string[]> = {}
  await testApp.asTenant(owner.tenantId, async context => {
    for (const table of await tenantTables(context)) {
      const read = async () => (await context.db.raw('select to_jsonb(t) as row from ?? t', [table])).rows
      let rows = await read()
      if (rows.length === 0 && (await plantAny(context, table, marker))) rows = await read()
      if (rows.length === 0) throw new Error(`tests/helpers/plant.ts plants nothing in ${table}`)
      ids[table] = rows
        .map(({ row }: { row: { id: unknown } }) => row.id)
        .filter((id: unknown) => typeof id === 'string')
    }
  })
  return { ...owner, marker, ids }
}

/** The ids that a word means: those of the tables which have it in their name, singular or plural; of all when none has. */
export function idsNamed({ ids }: Planted, word: string): string[] {
  const singular = word.replace(/_id$|_ids$/, '').replace(/s$/, '')
  const named = Object.entries(ids).filter(([table]) =>
    table.split('_').some(part => part.replace(/ies$/, 'y').replace(/s$/, '') === singular)
  )
  return (named.length > 0 ? named : Object.entries(ids)).flatMap(([, each]) => each)
}

/** The collection to which the placeholder of a path belongs: `services` of `/services/{id}/more`. */
export const collectionOf = (path: string): string => /([a-z-]+)\/\{[^}]+\}/.exec(path)?.[1]?.replaceAll('-', '_') ?? ''

async function insertRows(context: Context, { tenantId, userId }: TestOwner, marker: string): Promise<void> {
  const insert = async (table: string, row: object): Promise<string> => {
    const id = randomUUID()
    const hasId = !['booking_counts', 'idempotency_keys', 'audit_log', 'inbound_events'].includes(table)
    await context.db(table).insert({ ...(hasId && { id }), tenant_id: tenantId, ...row })
    return id
  }
  const phone = `+57300${randomInt(1e7).toString().padStart(7, '0')}`
  await context.db('tenants').update({
    description: marker,
    address: marker,
    phone,
    nequi_number: '3001112233',
    policies: JSON.stringify({ minimum_notice_minutes: 0, open_on_holidays: true, max_open_requests: 10 }),
    whatsapp_status: 'connected',
    whatsapp_phone_number_id: randomInt(1e12, 1e13).toString(),
    whatsapp_access_token: encrypt(marker, context.config.ENCRYPTION_KEYS)
  })
  // open around the clock
  await context.db('business_hours').where({ tenant_id: tenantId }).delete()
  for (const weekday of [0, 1, 2, 3, 4, 5, 6])
    await insert('business_hours', { weekday, opens: '00:00', closes: '24:00' })
  const [service] = [
    await insert('services', {
      name: `Corte ${marker}`,
      duration_minutes: 60,
      price_amount: '50000',
      description: marker
    }),
    await insert('services', { name: `Viejo ${marker}`, duration_minutes: 30, price_amount: '1', is_active: false })
  ]
  const customer = await insert('customers', {
    first_name: marker,
    phone,
    source: 'whatsapp',
    search_text: marker.toLowerCase()
  })
  await insert('customer_identities', { customer_id: customer, kind: 'phone', value: phone })
  await insert('customer_consents', { customer_id: customer, text_version: '1', channel: 'whatsapp' })
  const contact = await insert('owner_contacts', { name: marker, phone: '+573009998877', verified_at: context.now() })
  await insert('password_resets', {
    user_id: userId,
    owner_contact_id: contact,
    code_hash: 'x',
    expires_at: new Date(Date.now() + HOUR)
  })
  await insert('closures', { starts_on: '2030-12-24', ends_on: '2030-12-31', reason: marker })
  await insert('faq_entries', { question: marker, answer: marker })
  await insert('message_templates', {
    waba_id: marker,
    name: 'cuadra_aviso_cita',
    language: 'es_CO',
    category: 'UTILITY',
    status: 'pending'
  })
  await insert('calcom_connections', { base_url: 'https://cal.example.com', username: marker })
  await insertConversation(context, insert, customer, marker)
  await insertBookings(insert, customer, service ?? '', marker)
  const expires_at = new Date(Date.now() + HOUR)
  await insert('idempotency_keys', {
    key: marker,
    operation: 'none',
    request_hash: 'x',
    run_id: randomUUID(),
    expires_at
  })
  await insert('inbound_events', {
    event_key: `m:${tenantId}`,
    kind: 'message',
    occurred_at: context.now(),
    payload: JSON.stringify({ marker })
  })
}

type Insert = (table: string, row: object) => Promise<string>

async function insertConversation(context: Context, insert: Insert, customer: string, marker: string): Promise<void> {
  const open = { service_window_expires_at: new Date(Date.now() + 20 * HOUR), message_seq: 2 }
  const conversation_id = await insert('conversations', { customer_id: customer, customer_phone: marker, ...open })
  await insert('conversations', { customer_id: customer, status: 'closed', closed_at: context.now() })
  await insert('agent_turns', { conversation_id, epoch: 1, status: 'committed' })
  const common = { conversation_id, message_type: 'text', text_content: marker, payload: JSON.stringify({ marker }) }
  await insert('messages', { ...common, seq: 1, direction: 'inbound', origin: 'customer', status: 'received' })
  const reply = { ...common, seq: 2, direction: 'outbound', origin: 'agent', status: 'sent' }
  const message_id = await insert('messages', reply)
  await insert('message_attempts', { message_id, attempt: 1, state: 'sent' })
}

async function insertBookings(insert: Insert, customer: string, service: string, marker: string): Promise<void> {
  const today = Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR
  const slots = [
    ...PAST.map((status, index) => ({ status, at: today - 48 * HOUR + 2 * index * HOUR })),
    ...COMING.map((status, index) => ({ status, at: today + 48 * HOUR + 2 * index * HOUR }))
  ]
  for (const { status, at } of slots) {
    const [start, end] = [new Date(at), new Date(at + HOUR)]
    const booking_id = await insert('bookings', {
      customer_id: customer,
      service_id: service,
      start_time: start,
      end_time: end,
      status,
      source: 'whatsapp',
      customer_notes: marker,
      internal_notes: marker
    })
    const during = `[${start.toISOString()},${end.toISOString()})`
    if (!['cancelled', 'rejected', 'completed'].includes(status)) await insert('slot_holds', { booking_id, during })
    if (status === 'pending_approval') {
      const approval_id = await insert('booking_approvals', { booking_id, requested_action: 'create' })
      await insert('owner_actions', { approval_id, customer_id: customer, kind: 'accept_offer' })
    }
    if (status === 'approved') await insert('payments', { booking_id, kind: 'due', amount: '1000' })
    if (status === 'confirmed')
      await insert('payments', { booking_id, kind: 'received', amount: '1000', method: 'cash' })
    if (status !== 'pending_payment') continue
    const file = { entity_type: 'booking', entity_id: booking_id, file_key: marker, file_type: 'image/png' }
    const media_file_id = await insert('media_files', { ...file, sha256: `${marker}${at}` })
    await insert('payment_proofs', { booking_id, media_file_id, uploaded_by: 'customer' })
  }
}
