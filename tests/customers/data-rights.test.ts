import test from 'ava'
import { findOrCreatePerson } from '../../shared/repositories/customers.ts'
import { withApp } from '../helpers/app.ts'
import { eventsOf, newBusiness } from '../helpers/bookings.ts'
import { addTalk, type Talk } from '../helpers/people.ts'
import { request } from '../helpers/request.ts'

const api = withApp(test)
const SECRET = 'palabra-secreta'
const OTHER = 'palabras de otra persona'

type Export = {
  customer: { id: string }
  identities: { value: string }[]
  consents: unknown[]
  bookings: { service: string; customer_notes: string; payments: { amount: number }[] }[]
  conversations: { messages: { text: string; content: unknown }[]; turns: { understood: object }[] }[]
}

/** A customer of whom every table knows something, in words that stand nowhere else. */
async function setUp() {
  const business = await newBusiness(api)
  const { tenantId, token } = business
  const talk = await addTalk(api, tenantId, { name: SECRET, messages: 2 })
  const { customerId, conversationId, phone, wamid } = talk
  const bookingId = crypto.randomUUID()
  await api.asTenant(tenantId, async ({ db }) => {
    const insert = (table: string, row: object) => db(table).insert({ tenant_id: tenantId, ...row })
    await db('tenants')
      .where({ id: tenantId })
      .update({ whatsapp_phone_number_id: `1065${phone.slice(-8)}` })
    await db('customers')
      .where({ id: customerId })
      .update({ notes: SECRET, email: `${SECRET}@example.com` })
    await db('messages').where({ conversation_id: conversationId }).update({ text_content: SECRET })
    const start = new Date(Date.now() + 86_400_000)
    await insert('bookings', {
      id: bookingId,
      customer_id: customerId,
      service_id: business.serviceId,
      start_time: start,
      end_time: new Date(start.getTime() + 3_600_000),
      status: 'confirmed',
      source: 'whatsapp',
      customer_notes: SECRET,
      internal_notes: SECRET
    })
    await insert('payments', { booking_id: bookingId, kind: 'received', amount: '25000.50' })
    await insert('customer_consents', { customer_id: customerId, text_version: 'v1', channel: 'whatsapp', wamid })
    await insert('agent_turns', {
      conversation_id: conversationId,
      epoch: 1,
      status: 'committed',
      understood: JSON.stringify({ name: SECRET })
    })
    const queued = { id: crypto.randomUUID(), conversation_id: conversationId, seq: 3, message_type: 'text' }
    await insert('messages', {
      ...queued,
      direction: 'outbound',
      origin: 'agent',
      status: 'queued',
      text_content: SECRET
    })
    await insert('message_attempts', { message_id: queued.id, attempt: 1, wamid: `${wamid}.out`, state: 'failed' })
    const number = `1065${phone.slice(-8)}`
    const event = { phone_number_id: number, occurred_at: new Date() }
    const keys = [
      ['message', `m:${number}:${phone.slice(1)}`, wamid, new Date(), 'processed'],
      ['message', `m:${number}:${phone.slice(1)}`, `${wamid}.old`, new Date(Date.now() - 9 * 86_400_000), 'processed'],
      ['status', `s:${wamid}.out`, `${wamid}.out`, new Date(), 'waiting'],
      ['message', `m:${number}:573009999999`, 'wamid.other', new Date(), 'processed']
    ] as const
    for (const [kind, mailbox_key, external_id, received_at, fate] of keys)
      await insert('inbound_events', {
        ...event,
        kind,
        mailbox_key,
        external_id,
        received_at,
        fate,
        event_key: `${kind}:${tenantId}:${external_id}:x`,
        payload: JSON.stringify({ text: external_id === 'wamid.other' ? OTHER : SECRET })
      })
  })
  return { tenantId, token, bookingId, ...talk }
}

const call = <Body = Export>({ token }: { token: string }, method: string, path: string) =>
  request<Body>(api, method, path, { token })

/** Every table of the tenant as text, without the ledger's young keys. */
const everything = (tenantId: string): Promise<string> =>
  api.asSystem(async ({ db }) => {
    const { rows } = await db.raw<{ rows: { name: string }[] }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
       where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace`
    )
    const texts: string[] = []
    for (const { name } of rows) {
      const columns = name === 'inbound_events' ? `(to_jsonb(t) - 'event_key')` : 'to_jsonb(t)'
      const found = await db.raw(`select ${columns}::text as row from ?? t where tenant_id = ?`, [name, tenantId])
      texts.push(...found.rows.map(({ row }: { row: string }) => `${name} ${row}`))
    }
    return texts.join('\n')
  })

test('everything about a person is handed out, to the owner only', async t => {
  const person = await setUp()
  const { status, body } = await call(person, 'GET', `/customers/${person.customerId}/export`)
  t.is(status, 200)
  t.is(body.customer.id, person.customerId)
  t.deepEqual(
    body.identities.map(({ value }) => value),
    [person.phone]
  )
  t.is(body.consents.length, 1)
  t.like(body.bookings[0], { service: 'Corte', customer_notes: SECRET })
  t.is(body.bookings[0]?.payments[0]?.amount, 25000.5)
  t.deepEqual(body.conversations[0]?.turns[0]?.understood, { name: SECRET })
  t.deepEqual(
    body.conversations[0]?.messages.map(({ text }) => text),
    [SECRET, SECRET, SECRET]
  )
  t.like(body.conversations[0]?.messages[0]?.content as object, { text: { body: 'Mensaje 1' } })
  await api.asTenant(person.tenantId, ({ db }) => db.raw(`update auth_users set role = 'staff'`))
  t.is((await call(person, 'GET', `/customers/${person.customerId}/export`)).status, 403)
  t.is((await call(person, 'DELETE', `/customers/${person.customerId}`)).status, 403)
})

test('an erased person is nowhere any more, her bookings stay, and erasing works twice', async t => {
  const person = await setUp()
  const { tenantId, customerId, bookingId, phone, wamid }: Talk & { tenantId: string; bookingId: string } = person
  const path = `/customers/${customerId}`
  t.true((await everything(tenantId)).includes(SECRET))
  t.is((await call(person, 'DELETE', path)).status, 204)
  t.is((await call(person, 'DELETE', path)).status, 204)
  const left = await everything(tenantId)
  for (const trace of [SECRET, phone.slice(3), wamid])
    t.deepEqual(
      left.split('\n').filter(line => line.includes(trace)),
      [],
      trace
    )
  const { rows } = await api.asSystem(({ db }) =>
    db.raw('select status, customer_id from bookings where id = ?', [bookingId])
  )
  t.deepEqual(rows, [{ status: 'confirmed', customer_id: customerId }])
  for (const [method, more] of [
    ['GET', ''],
    ['GET', '/export']
  ] as const)
    t.is((await call(person, method, `${path}${more}`)).status, 404)
  const list = await call<{ total: number }>(person, 'GET', '/customers')
  t.is(list.body.total, 0)
  t.is((await eventsOf(api, customerId)).filter(({ type }) => type === 'customer_erased').length, 1)
})

test('what was not sent stays unsent, waiting events end, and only hers: another customer keeps all', async t => {
  const person = await setUp()
  await call(person, 'DELETE', `/customers/${person.customerId}`)
  const { messages, conversation, events } = await api.asSystem(async ({ db }) => ({
    messages: (
      await db.raw('select status, error_message from messages where conversation_id = ? order by seq', [
        person.conversationId
      ])
    ).rows,
    conversation: (await db.raw('select status from conversations where id = ?', [person.conversationId])).rows[0],
    events: (
      await db.raw(
        `select mailbox_key, payload::text, fate, event_key from inbound_events where tenant_id = ? order by id`,
        [person.tenantId]
      )
    ).rows
  }))
  t.is(messages[2].status, 'suppressed')
  t.is(conversation.status, 'closed')
  t.deepEqual(
    events.map(({ mailbox_key, fate }: { mailbox_key: string; fate: string }) => [mailbox_key.slice(0, 6), fate]),
    [
      ['erased', 'processed'],
      ['erased', 'processed'],
      ['erased', 'ignored'],
      [events[3].mailbox_key.slice(0, 6), 'processed']
    ]
  )
  t.true(events[3].payload.includes(OTHER), 'the event of another person is untouched')
  t.true(events[0].event_key.includes(person.wamid), 'while Meta may deliver it again, its key keeps it out')
  t.true(events[1].event_key.startsWith('erased:'))
})

test('who writes again after being erased is a new customer', async t => {
  const person = await setUp()
  await call(person, 'DELETE', `/customers/${person.customerId}`)
  const again = await api.asTenant(person.tenantId, context =>
    findOrCreatePerson(context, { phone: person.phone, bsuid: null, parentBsuid: null, name: 'Otra vez' })
  )
  t.not(again.id, person.customerId)
})

test('records that were merged into hers are erased with her', async t => {
  const person = await setUp()
  const merged = crypto.randomUUID()
  await api.asTenant(person.tenantId, ({ db }) =>
    db('customers').insert({
      id: merged,
      tenant_id: person.tenantId,
      first_name: SECRET,
      source: 'whatsapp',
      merged_into_id: person.customerId
    })
  )
  t.is((await call(person, 'DELETE', `/customers/${merged}`)).status, 204)
  t.false((await everything(person.tenantId)).includes(SECRET))
})
