import test from 'ava'
import {
  believableInstant,
  cleanText,
  isTap,
  readContent,
  readRecipient,
  readSender,
  toPhone,
  wantsAnswer,
  windowEnd
} from '../../../shared/domain/inbound-message.ts'
import { webhookFixtures } from '../../helpers/fixtures.ts'

type Value = {
  messages?: Record<string, unknown>[]
  message_echoes?: Record<string, unknown>[]
  contacts?: Record<string, unknown>[]
}
type Expected = readonly [type: string, text: string | null, answers: boolean, more?: Record<string, unknown>]

/** What a person reads in each fixture of a message, and whether the business is expected to answer it. */
const messages: Readonly<Record<string, Expected>> = {
  'call-permission-update-accept': ['interactive', 'accept', true, { contextRef: 'wamid.y==' }],
  'call-permission-update-reject': ['interactive', 'reject', true, { contextRef: 'wamid.y==' }],
  'callback-button-button': ['interactive', 'title', true, { contextRef: 'wamid.xyzxyz' }],
  'callback-button-quick-reply': ['button', 'title', true, { contextRef: 'wamid.xyzxyz==' }],
  'callback-button-quick-reply-without-context': ['button', 'title', true, { contextRef: null }],
  'callback-selection-callback': ['interactive', 'title', true],
  'callback-selection-description': ['interactive', 'title', true],
  'deleted-message-revoke': ['revoke', null, false, { contextRef: '<ORIGINAL_WHATSAPP_MESSAGE_ID>' }],
  'edited-message-image': ['edit', 'Updated image caption', true],
  'flow-completion-completion': ['interactive', 'Sent', true],
  'flow-completion-without-flow-token': ['interactive', 'Sent', true],
  'message-animated-sticker': ['sticker', null, false, { mediaMimeType: 'image/webp' }],
  'message-audio': ['audio', null, true, { mediaMimeType: 'audio/ogg; codecs=opus' }],
  'message-chosen-location': ['location', 'Facebook HQ', true],
  'message-contacts': ['contacts', null, true],
  'message-current-location': ['location', null, true],
  'message-document': ['document', 'caption', true, { mediaMimeType: 'application/pdf' }],
  'message-forwarded': ['text', 'forwarded text', true, { contextRef: null }],
  'message-forwarded-many-times': ['text', 'text forwarded many times', true, { contextRef: null }],
  'message-image': ['image', null, true, { mediaMimeType: 'image/jpeg' }],
  'message-interactive-message-with-err': ['interactive', null, false],
  'message-media-with-url': ['image', null, true],
  'message-order': ['order', null, true],
  'message-reaction': ['reaction', '😮', false, { contextRef: 'wamid.yzxyzx=' }],
  'message-referral': ['text', 'BODY', true],
  'message-reply': ['text', 'replied text', true, { contextRef: 'wamid.xyzxyz==' }],
  'message-static-sticker': ['sticker', null, false],
  'message-text': ['text', 'Body Text', true, { contextRef: null, mediaMimeType: null }],
  'message-unreaction-empty': ['reaction', null, false],
  'message-unreaction-no-emoji': ['reaction', null, false],
  'message-unsupported': ['unsupported', null, false],
  'message-unsupported-with-type': ['unsupported', null, false],
  'message-video': ['video', 'caption', true, { mediaMimeType: 'video/mp4' }],
  'message-voice': ['audio', null, true],
  'outgoing-message-delete': ['revoke', null, false, { contextRef: 'wamid.zzzzzz' }],
  'outgoing-message-edit': ['edit', 'Text was edited', true, { contextRef: 'wamid.zzzzzz' }],
  'outgoing-message-text': ['text', 'Test message', true],
  'system-identity-change': ['system', 'User identity changed', false],
  'system-phone-number-change': ['system', 'User A changed from 972987654321 to 972912345678', false]
}

const changeOf = (body: Record<string, unknown>): Value =>
  (body as { entry: { changes: { value: Value }[] }[] }).entry[0]?.changes[0]?.value ?? {}
const fixtures = webhookFixtures().flatMap(({ name, body }) => {
  const value = changeOf(body)
  const message = (value.messages ?? value.message_echoes)?.[0]
  return message ? [{ name: name.slice('pywa-'.length, -'.json'.length), message, value }] : []
})

test('every fixture with a message stands in the table below, and no other', t => {
  t.deepEqual(fixtures.map(({ name }) => name).sort(), Object.keys(messages).sort())
})

for (const { name, message } of fixtures)
  test(`the fixture ${name} is read as what a person sees`, t => {
    const [type, text, answers, more = {}] = messages[name] as Expected
    const content = readContent(message)
    t.like(content, { type, text, wamid: message.id as string, ...more })
    t.is(wantsAnswer(content), answers)
    t.deepEqual(JSON.parse(content.payload), message)
  })

test('only taps on buttons and lists are complete in themselves', t => {
  const taps = new Set(fixtures.map(({ message }) => readContent(message).type).filter(isTap))
  t.deepEqual([...taps].sort(), ['button', 'interactive'])
})

test('the sender is known by number, user ids and name', t => {
  const text = fixtures.find(({ name }) => name === 'message-text')
  t.deepEqual(readSender(text?.message, text?.value.contacts?.[0]), {
    phone: '+972987654321',
    bsuid: 'US.13491208655302741918',
    parentBsuid: 'US.ENT.11815799212886844830',
    name: 'Test Name'
  })
})

test('a person with a username may show no number at all', t => {
  const person = readSender({ from_user_id: 'CO.1047' }, { user_id: 'CO.1047', profile: { name: 'Ana' } })
  t.deepEqual(person, { phone: null, bsuid: 'CO.1047', parentBsuid: null, name: 'Ana' })
  t.like(readSender({ from: '', from_user_id: '' }, { wa_id: '573001112233', user_id: 'CO.7' }), {
    phone: '+573001112233',
    bsuid: 'CO.7'
  })
})

test('an echo names the customer in its to', t => {
  const echo = fixtures.find(({ name }) => name === 'outgoing-message-text')
  t.like(readRecipient(echo?.message, echo?.value.contacts?.[0]), { phone: '+972987654321', bsuid: '<BSUID>' })
  t.like(readRecipient({ from: '576015550100', to: '573001112233' }, null), { phone: '+573001112233', name: null })
})

test('what is missing or odd becomes nothing, never an error', t => {
  const nobody = { phone: null, bsuid: null, parentBsuid: null, name: null }
  for (const odd of [null, undefined, 7, 'text', [], {}, { from: {}, from_user_id: 7 }]) {
    t.deepEqual(readSender(odd, odd), nobody)
    t.deepEqual(readRecipient(odd, odd), nobody)
    t.like(readContent(odd), { wamid: null, type: 'unknown', text: null, contextRef: null })
    t.is(typeof readContent(odd).payload, 'string')
  }
  for (const type of [
    'text',
    'button',
    'interactive',
    'location',
    'edit',
    'reaction',
    'document',
    '__proto__',
    'toString'
  ])
    for (const body of [undefined, null, 7, 'x', [], {}, { body: 7, text: [], emoji: {}, message: 'x' }])
      t.like(readContent({ type, [type]: body }), { text: null }, `${type} ${JSON.stringify(body)}`)
})

test('an order is read with the words that the customer wrote beside it', t => {
  t.is(readContent({ type: 'order', order: { text: 'para el sábado, por favor' } }).text, 'para el sábado, por favor')
})

test('an edit inside an edit says nothing, however deep', t => {
  const depth = 800
  const nested = `${'{"type":"edit","edit":{"message":'.repeat(depth)}{"type":"text","text":{"body":"hola"}}${'}}'.repeat(depth)}`
  t.like(readContent(JSON.parse(nested)), { type: 'edit', text: null })
})

test('a document without a caption is known by its file name', t => {
  t.is(readContent({ type: 'document', document: { filename: 'comprobante.pdf' } }).text, 'comprobante.pdf')
})

test('text keeps its words and loses what no store takes', t => {
  const cases: readonly (readonly [unknown, string | null])[] = [
    ['  hola  ', 'hola'],
    ['a\0b\0', 'ab'],
    ['\0\0', null],
    ['   \n', null],
    ['', null],
    ['roto \ud83d aquí', 'roto \ufffd aquí'],
    ['\udc00', '\ufffd'],
    ['👩‍👩‍👧 ñandú', '👩‍👩‍👧 ñandú'],
    [7, null],
    [null, null],
    [['x'], null]
  ]
  for (const [given, clean] of cases) t.is(cleanText(given), clean, JSON.stringify(given))
})

test('text is cut at its limit without leaving half a character', t => {
  t.is(cleanText('a'.repeat(9000))?.length, 8000)
  t.is(cleanText('abc', 2), 'ab')
  const cut = cleanText('aaa😀', 4) ?? ''
  t.true(cut.length <= 4)
  t.true(cut.isWellFormed())
})

test('numbers become E.164, whatever cannot be one becomes nothing', t => {
  const good = { '573001234567': '+573001234567', '+573001234567': '+573001234567', '1234567': '+1234567' }
  for (const [given, phone] of Object.entries(good)) t.is(toPhone(given), phone)
  t.is(toPhone(573001234567), '+573001234567')
  const bad = [
    '',
    '0573001234567',
    '123456',
    '1'.repeat(16),
    '57 300 123',
    '57300abc4567',
    '++573001234567',
    'CO.1047',
    null
  ]
  for (const given of [...bad, undefined, {}, 1.5, Number.NaN, -573001234567]) t.is(toPhone(given), null, String(given))
})

test("Meta's time is believed up to eight days back; otherwise the arrival counts", t => {
  const received = new Date('2026-11-23T10:00:00Z')
  const ago = (ms: number) => new Date(received.getTime() - ms)
  const day = 86_400_000
  for (const age of [0, 1, day, 7 * day, 8 * day]) t.deepEqual(believableInstant(ago(age), received), ago(age))
  for (const age of [8 * day + 1, 3000 * day]) t.deepEqual(believableInstant(ago(age), received), received)
  for (const ahead of [1, 3_600_000, 3_600_001, 300 * day])
    t.deepEqual(believableInstant(ago(-ahead), received), received)
})

test('the window for free replies is 24 hours from the message', t => {
  t.deepEqual(windowEnd(new Date('2026-11-23T10:00:00Z')), new Date('2026-11-24T10:00:00Z'))
})

test('nobody waits for an answer to a reaction, a sticker, a revoke or what WhatsApp itself says', t => {
  const of = (type: string, text: string | null = null) => wantsAnswer({ type, text, payload: '{}' })
  for (const type of ['reaction', 'sticker', 'revoke', 'system', 'unsupported', 'unknown', 'errors', 'ephemeral', ''])
    t.false(of(type, 'x'), type)
  for (const type of [
    'text',
    'button',
    'image',
    'video',
    'audio',
    'document',
    'location',
    'contacts',
    'order',
    'edit',
    'request_welcome'
  ])
    t.true(of(type), type)
  t.true(of('interactive', 'Ver servicios'))
  t.false(of('interactive'))
})
