import test from 'ava'
import fc from 'fast-check'
import { splitWhatsApp } from '../../../ingress/webhooks/whatsapp.ts'
import type { LedgerEvent } from '../../../shared/domain/ledger-event.ts'
import { kindOf } from '../../../shared/queues/catalog.ts'
import { problemsOf } from '../../../shared/validate.ts'
import { webhookFixtures } from '../../helpers/fixtures.ts'

type Json = Record<string, unknown>

const NUMBER = '106540352242922'
const WABA = '102290129340398'
const split = (body: unknown): LedgerEvent[] => splitWhatsApp(body, JSON.stringify(body))
const envelope = (field: unknown, value: unknown, more: Json = {}): Json => ({
  object: 'whatsapp_business_account',
  entry: [{ id: WABA, ...more, changes: [{ field, value }] }]
})
const metadata = { display_phone_number: '576015550100', phone_number_id: NUMBER }
const messages = (items: unknown[], more: Json = {}): Json =>
  envelope('messages', { metadata, messages: items, ...more })
const text = (id: string, from = '573001112233', more: Json = {}): Json => ({
  from,
  id,
  timestamp: '1795428000',
  type: 'text',
  text: { body: 'hola' },
  ...more
})
const only = (body: unknown): LedgerEvent => {
  const events = split(body)
  if (events.length !== 1) throw new Error(`${events.length} events`)
  return events[0] as LedgerEvent
}
const payloadOf = (event: LedgerEvent | undefined): Json => JSON.parse(event?.payload ?? 'null')

test('a message becomes one event with its number, account, wamid, time and own slice', t => {
  const contact = { wa_id: '573001112233', profile: { name: 'Ana' } }
  const event = only(messages([text('wamid.1')], { contacts: [contact], messaging_product: 'whatsapp' }))
  t.like(event, {
    kind: 'message',
    mailboxKey: `m:${NUMBER}:573001112233`,
    phoneNumberId: NUMBER,
    wabaId: WABA,
    externalId: 'wamid.1',
    occurredAt: new Date(1_795_428_000_000)
  })
  t.deepEqual(payloadOf(event), { metadata, contact, message: text('wamid.1') })
})

test('each message, status and echo of a batch is an event of its own', t => {
  const value = {
    metadata,
    messages: [text('wamid.1'), text('wamid.2', '573009998877')],
    statuses: [{ id: 'wamid.3', status: 'read', recipient_id: '573001112233', timestamp: '1795428001' }]
  }
  t.deepEqual(
    split(envelope('messages', value)).map(({ kind, mailboxKey, externalId }) => [kind, mailboxKey, externalId]),
    [
      ['message', `m:${NUMBER}:573001112233`, 'wamid.1'],
      ['message', `m:${NUMBER}:573009998877`, 'wamid.2'],
      ['status', 's:wamid.3', 'wamid.3']
    ]
  )
  const echoes = [
    { to: '573001112233', id: 'wamid.4' },
    { to: '573009998877', to_user_id: 'CO.9', id: 'wamid.5' }
  ]
  t.deepEqual(
    split(envelope('smb_message_echoes', { metadata, message_echoes: echoes })).map(({ kind, mailboxKey }) => [
      kind,
      mailboxKey
    ]),
    [
      ['echo', `m:${NUMBER}:573001112233`],
      ['echo', `m:${NUMBER}:CO.9`]
    ]
  )
})

test('what a customer writes and what the owner writes to her share one mailbox', t => {
  const inbound = only(messages([text('wamid.1', '573001112233', { from_user_id: 'CO.1' })]))
  const echo = only(envelope('message_echoes', { metadata, message_echoes: [{ to_user_id: 'CO.1', id: 'wamid.2' }] }))
  t.is(inbound.mailboxKey, echo.mailboxKey)
})

test('a change of ids and a preference go into the mailbox of their person', t => {
  const update = { wa_id: '573001112233', user_id: { previous: 'CO.1', current: 'CO.2' }, timestamp: 1_795_428_000 }
  t.like(only(envelope('user_id_update', { metadata, user_id_update: [update] })), {
    kind: 'identity',
    mailboxKey: `m:${NUMBER}:CO.2`,
    occurredAt: new Date(1_795_428_000_000)
  })
  const preference = { wa_id: '573001112233', category: 'marketing_messages', value: 'stop', timestamp: 1_795_428_000 }
  const event = only(envelope('user_preferences', { metadata, user_preferences: [preference] }))
  t.like(event, { kind: 'preference', mailboxKey: `m:${NUMBER}:573001112233` })
  t.deepEqual(payloadOf(event).preference, preference)
})

test('what concerns an account, a call or the history goes into the mailbox of the account', t => {
  const kinds: Readonly<Record<string, string>> = {
    account_update: 'account',
    message_template_status_update: 'account',
    template_category_update: 'account',
    phone_number_quality_update: 'account',
    business_capability_update: 'account',
    security: 'account',
    calls: 'call',
    history: 'history',
    smb_app_state_sync: 'history'
  }
  for (const [field, kind] of Object.entries(kinds)) {
    const event = only(envelope(field, { event: 'X' }, { time: 1_795_428_000 }))
    t.like(event, { kind, mailboxKey: `a:${WABA}`, phoneNumberId: null, occurredAt: new Date(1_795_428_000_000) })
    t.deepEqual(payloadOf(event), { field, value: { event: 'X' } })
  }
})

test('every fixture of Meta is at least one event of a known kind', t => {
  for (const { name, body } of webhookFixtures()) {
    const events = split(body)
    t.true(events.length > 0, name)
    t.true(
      events.every(({ kind }) => kind !== 'unknown'),
      name
    )
  }
})

test('two events have one key only if they are byte for byte the same', t => {
  const of = (body: unknown): string => only(body).eventKey
  const base = of(messages([text('wamid.1')]))
  t.is(of(messages([text('wamid.1')])), base)
  const others = [
    messages([text('wamid.2')]),
    messages([text('wamid.1', '573009998877')]),
    messages([text('wamid.1', undefined, { timestamp: '1795428001' })]),
    messages([text('wamid.1', undefined, { text: { body: 'hola ' } })]),
    messages([{ ...text('wamid.1'), context: {} }]),
    messages([text('wamid.1')], { contacts: [{ wa_id: '573001112233' }] }),
    messages([text('wamid.1')], { metadata: { ...metadata, phone_number_id: '1' } }),
    envelope('message_echoes', { metadata, message_echoes: [text('wamid.1')] }),
    envelope('messages', { metadata, messages: [text('wamid.1')] }, { time: 1 })
  ].map(of)
  t.is(new Set([base, ...others]).size, others.length + 1)
})

test('one wamid may be a message for one number and an echo for another: neither hides the other', t => {
  const echo = only(envelope('message_echoes', { metadata, message_echoes: [{ id: 'wamid.1', to: '573001112233' }] }))
  const message = only(messages([text('wamid.1')]))
  t.not(echo.eventKey, message.eventKey)
  t.is(echo.externalId, message.externalId)
})

test('sent, delivered and read of one message are three events in one mailbox', t => {
  const statuses = ['sent', 'delivered', 'read'].map(status => ({ id: 'wamid.1', status, timestamp: '1795428000' }))
  const events = split(envelope('messages', { metadata, statuses }))
  t.is(new Set(events.map(({ eventKey }) => eventKey)).size, 3)
  t.deepEqual([...new Set(events.map(({ mailboxKey }) => mailboxKey))], ['s:wamid.1'])
})

test('a contact is found by user id first, then by number', t => {
  const ana = { wa_id: '573001112233', user_id: 'CO.1', profile: { name: 'Ana' } }
  const luz = { user_id: 'CO.2', profile: { name: 'Luz' } }
  const paz = { wa_id: '573009998877', profile: { name: 'Paz' } }
  const events = split(
    messages(
      [
        text('wamid.1', '573009998877'),
        { id: 'wamid.2', from_user_id: 'CO.2' },
        text('wamid.3', '573009998877', { from_user_id: 'CO.1' }),
        text('wamid.4', '573005556677')
      ],
      { contacts: [ana, luz, paz] }
    )
  )
  t.deepEqual(
    events.map(event => payloadOf(event).contact),
    [paz, luz, ana, undefined]
  )
})

test('the only contact belongs to the only person, also when Meta spells the number in two ways', t => {
  const contact = { wa_id: '5493001112233', profile: { name: 'Ana' } }
  const events = split(
    messages([text('wamid.1', '543001112233'), text('wamid.2', '543001112233')], { contacts: [contact] })
  )
  t.deepEqual(
    events.map(event => payloadOf(event).contact),
    [contact, contact]
  )
})

test('the only contact is never given to somebody else who wrote in the same batch', t => {
  const contact = { wa_id: '573001112233', user_id: 'CO.1', profile: { name: 'Ana' } }
  const events = split(messages([text('wamid.1'), text('wamid.2', '573009998877')], { contacts: [contact] }))
  t.deepEqual(
    events.map(event => payloadOf(event).contact),
    [contact, undefined]
  )
})

test('errors beside a message travel with it, and errors alone are for the account', t => {
  const errors = [{ code: 131000 }]
  t.deepEqual(payloadOf(only(messages([text('wamid.1')], { errors }))).errors, errors)
  t.like(only(envelope('messages', { metadata, errors })), {
    kind: 'account',
    mailboxKey: `a:${WABA}`,
    phoneNumberId: NUMBER
  })
})

test('ids that come as numbers are the same as their text', t => {
  const event = only({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: 102290129340398,
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { phone_number_id: 106540352242922 },
              messages: [{ id: 7, from: 573001112233, timestamp: 1795428000 }]
            }
          }
        ]
      }
    ]
  })
  t.like(event, {
    phoneNumberId: NUMBER,
    wabaId: WABA,
    externalId: '7',
    mailboxKey: `m:${NUMBER}:573001112233`,
    occurredAt: new Date(1_795_428_000_000)
  })
})

test('a message of nobody, without an id, a number or a time, is still an event', t => {
  const event = only(envelope('messages', { messages: [{}] }))
  t.like(event, {
    kind: 'message',
    phoneNumberId: null,
    externalId: null,
    occurredAt: null,
    mailboxKey: `m:${WABA}:nobody`
  })
  t.like(
    only({
      object: 'whatsapp_business_account',
      entry: [{ changes: [{ field: 'messages', value: { messages: [null] } }] }]
    }),
    {
      kind: 'message',
      mailboxKey: 'm:none:nobody'
    }
  )
  t.is(only(envelope('messages', { metadata, statuses: [{}] })).mailboxKey, `s:${NUMBER}`)
})

test('times that cannot be true are no time', t => {
  for (const timestamp of ['0', '1', '99999999999', '-5', 'yesterday', '', 12.5, null, {}, '1795428000.5'])
    t.is(only(messages([text('wamid.1', undefined, { timestamp })])).occurredAt, null, String(timestamp))
})

test('what is not a webhook of WhatsApp, or of an unknown shape, is one event that keeps the request', t => {
  const shapes: unknown[] = [
    null,
    [],
    'text',
    7,
    {},
    { object: 'page', entry: [{}] },
    { object: 'whatsapp_business_account' },
    { object: 'whatsapp_business_account', entry: {} },
    { object: 'whatsapp_business_account', entry: [] },
    { object: 'whatsapp_business_account', entry: [null] },
    { object: 'whatsapp_business_account', entry: [{ id: WABA }] },
    { object: 'whatsapp_business_account', entry: [{ id: WABA, changes: [null] }] },
    envelope('messages', null),
    envelope('messages', { metadata }),
    envelope('messages', { metadata, messages: {} }),
    envelope('messages', { metadata, user_actions: [{}] }),
    envelope('a_field_of_tomorrow', { metadata, messages: [text('wamid.1')] }),
    envelope(['messages'], { metadata, messages: [text('wamid.1')] })
  ]
  for (const shape of shapes) {
    const event = only(shape)
    t.is(event.kind, 'unknown', JSON.stringify(shape))
    t.is(payloadOf(event), JSON.stringify(shape) as never)
    t.regex(event.eventKey, /^unknown:/)
  }
  t.is(new Set(shapes.map(shape => only(shape).eventKey)).size, shapes.length)
})

test('an unknown part keeps the known ones beside it', t => {
  const body = {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: WABA,
        changes: [
          { field: 'new', value: {} },
          { field: 'messages', value: { metadata, messages: [text('wamid.1')] } }
        ]
      },
      null
    ]
  }
  t.deepEqual(
    split(body)
      .map(({ kind }) => kind)
      .sort(),
    ['message', 'unknown']
  )
})

test('ten thousand unknown parts keep the request once, not ten thousand times', t => {
  const body = {
    object: 'whatsapp_business_account',
    entry: [
      { id: WABA, changes: Array.from({ length: 10_000 }, () => ({ field: 'new', value: { x: 'y'.repeat(50) } })) }
    ]
  }
  const events = split(body)
  t.deepEqual(
    events.map(({ kind, wabaId }) => [kind, wabaId]),
    [['unknown', WABA]]
  )
})

test('a message nested too deep to be written is kept as the request, and its neighbours as themselves', t => {
  const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`
  const raw = JSON.stringify(
    messages([text('wamid.1'), { id: 'wamid.deep', nested: 'DEEP' }, text('wamid.2')])
  ).replace('"DEEP"', deep)
  const events = splitWhatsApp(JSON.parse(raw), raw)
  t.deepEqual(
    events.map(({ kind, externalId }) => [kind, externalId]),
    [
      ['message', 'wamid.1'],
      ['message', 'wamid.2'],
      ['unknown', null]
    ]
  )
  t.is(payloadOf(events[2]), raw as never)
})

test('a batch of a thousand is a thousand events, in order', t => {
  const ids = Array.from({ length: 1000 }, (_, index) => `wamid.${index}`)
  const events = split(messages(ids.map((id, index) => text(id, String(573_000_000_000 + (index % 100))))))
  t.deepEqual(
    events.map(({ externalId }) => externalId),
    ids
  )
  t.is(new Set(events.map(({ eventKey }) => eventKey)).size, 1000)
  t.is(new Set(events.map(({ mailboxKey }) => mailboxKey)).size, 100)
})

test('absurd ids make keys that a job can name and a text column takes', t => {
  const mailbox = kindOf('inbound', 'mailbox')?.payload
  const absurd = [
    'x'.repeat(190),
    'x'.repeat(191),
    'x'.repeat(100_000),
    'a\0b',
    'half \ud83d surrogate',
    '😀'.repeat(100),
    ' '
  ]
  for (const phone_number_id of absurd)
    for (const from of absurd) {
      const event = only(messages([text('wamid.1', from)], { metadata: { phone_number_id } }))
      t.deepEqual(mailbox && problemsOf(mailbox, { key: event.mailboxKey }), [])
      t.true(event.mailboxKey.isWellFormed() && !event.mailboxKey.includes('\0'))
    }
  t.not(only(messages([text('x'.repeat(191))])).externalId, only(messages([text('x'.repeat(192))])).externalId)
})

const isValid = (body: unknown, events: readonly LedgerEvent[]): boolean =>
  events.length > 0 &&
  events.every(({ payload, eventKey, mailboxKey }) => {
    JSON.parse(payload)
    return eventKey !== '' && mailboxKey !== ''
  }) &&
  JSON.stringify(split(body)) === JSON.stringify(events)

test('whatever JSON comes, it is one event or more, always the same, and each payload is valid JSON', t => {
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), body => isValid(body, split(body))),
      { numRuns: 300 }
    )
  )
})

test('whatever stands inside a webhook of WhatsApp, the same holds', t => {
  const keys = [
    'id',
    'from',
    'from_user_id',
    'to',
    'timestamp',
    'type',
    'user_id',
    'wa_id',
    'status',
    '__proto__',
    'text'
  ]
  const leaf = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.string(), fc.integer())
  const item = fc.oneof(fc.dictionary(fc.constantFrom(...keys), leaf), leaf)
  const names = [
    'messages',
    'statuses',
    'message_echoes',
    'contacts',
    'user_id_update',
    'user_preferences',
    'metadata',
    'errors'
  ]
  const value = fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.array(item, { maxLength: 4 }), item))
  const fields = [
    'messages',
    'message_echoes',
    'user_id_update',
    'user_preferences',
    'calls',
    'history',
    'account_update',
    'new'
  ]
  const change = fc.record({ field: fc.oneof(fc.constantFrom(...fields), leaf), value: fc.oneof(value, leaf) })
  const entry = fc.record({ id: leaf, time: leaf, changes: fc.oneof(fc.array(change, { maxLength: 3 }), leaf) })
  const body = fc.record({
    object: fc.constant('whatsapp_business_account'),
    entry: fc.oneof(fc.array(fc.oneof(entry, leaf), { maxLength: 3 }), leaf)
  })
  t.notThrows(() =>
    fc.assert(
      fc.property(body, given => isValid(given, split(given))),
      { numRuns: 500 }
    )
  )
})
