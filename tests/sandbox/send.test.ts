import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'ava'
import { graph, messagesOf, NUMBER, type Stage, send, startStage, statusesOf, TOKEN, textMessage } from './receiver.ts'

const text = (length: number): string => 'x'.repeat(length)
const button = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
const buttons = (...list: readonly object[]) => ({
  type: 'interactive',
  interactive: { type: 'button', body: { text: 'b' }, action: { buttons: list } }
})
const rows = (count: number, change: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ id: `r${index}`, title: `Fila ${index}`, ...change }))
const list = (sections: readonly object[], change: object = {}) => ({
  type: 'interactive',
  interactive: { type: 'list', body: { text: 'b' }, action: { button: 'Ver', sections }, ...change }
})

const ACCEPTED: Readonly<Record<string, object>> = {
  text: textMessage(text(4096)),
  image: { type: 'image', image: { link: 'http://127.0.0.1:9/x.jpg', caption: text(1024) } },
  document: { type: 'document', document: { link: 'http://127.0.0.1:9/x.pdf', filename: 'x.pdf' } },
  audio: { type: 'audio', audio: { link: 'http://127.0.0.1:9/x.ogg' } },
  video: { type: 'video', video: { link: 'http://127.0.0.1:9/x.mp4' } },
  sticker: { type: 'sticker', sticker: { link: 'http://127.0.0.1:9/x.webp' } },
  buttons: buttons(button('a', text(20)), button('b', 'B'), button('c', 'C')),
  list: list([
    { title: 'Uno', rows: rows(5) },
    { title: 'Dos', rows: [{ id: text(200), title: text(24), description: text(72) }] }
  ]),
  'link button': {
    type: 'interactive',
    interactive: {
      type: 'cta_url',
      header: { type: 'text', text: 'Mapa' },
      body: { text: 'Estamos aquí' },
      footer: { text: 'Salón Luna' },
      action: { name: 'cta_url', parameters: { display_text: 'Ver mapa', url: 'https://maps.example/x' } }
    }
  },
  'location request': {
    type: 'interactive',
    interactive: { type: 'location_request_message', body: { text: '¿Dónde?' }, action: { name: 'send_location' } }
  },
  template: {
    type: 'template',
    template: {
      name: 'recordatorio_cita_v1',
      language: { code: 'es_CO' },
      components: [{ type: 'body', parameters: [{ type: 'text', parameter_name: 'nombre', text: 'Camila' }] }]
    }
  },
  reaction: { type: 'reaction', reaction: { message_id: 'wamid.X', emoji: '' } },
  location: { type: 'location', location: { latitude: 4.6, longitude: -74, name: 'Salón' } },
  contacts: { type: 'contacts', contacts: [{ name: { formatted_name: 'Ana', first_name: 'Ana' } }] }
}

for (const [name, message] of Object.entries(ACCEPTED)) {
  test(`${name} is accepted with Meta's answer`, async t => {
    const { sandbox, close } = await startStage({ fetchLinks: false })
    t.teardown(close)
    const { status, json } = await send(sandbox, message)
    t.is(status, 200, JSON.stringify(json))
    const [sent] = sandbox.sent
    const accepted = name === 'template' ? { message_status: 'accepted' } : {}
    t.deepEqual(json, {
      messaging_product: 'whatsapp',
      contacts: [{ input: '+573001112233', wa_id: '573001112233' }],
      messages: [{ id: sent?.wamid, ...accepted }]
    })
    t.regex(String(sent?.wamid), /^wamid\.[A-Za-z0-9+/]+=*$/)
    t.like(sent, { phoneNumberId: NUMBER, to: '573001112233', recipient: undefined })
    t.like(sent?.body, message)
  })
}

type Refused = readonly [title: string, message: object, code: number, says: RegExp]
const REFUSED: readonly Refused[] = [
  ['without messaging_product', { ...textMessage('x'), messaging_product: undefined }, 100, /messaging_product is req/],
  ['without an addressee', { ...textMessage('x'), to: undefined }, 100, /parameter to is required/],
  ['to something that is no number', { ...textMessage('x'), to: 'ana' }, 131009, /malformed/],
  ['to a malformed user id', { ...textMessage('x'), to: undefined, recipient: '1047' }, 131009, /user ID/],
  ['to the number itself', { ...textMessage('x'), to: '+573000000001' }, 131021, /same/],
  ['of an unknown type', { type: 'poll', poll: {} }, 100, /Param type must be one of/],
  ['of a type named like a method', { type: 'constructor', constructor: {} }, 100, /Param type must be one of/],
  ['without its content', { type: 'text' }, 100, /'text' is mandatory/],
  ['with a content that is no object', { type: 'text', text: 'hola' }, 100, /must be a JSON object/],
  ['with an empty text', textMessage(''), 100, /non-empty/],
  ['with a text over 4096', textMessage(text(4097)), 100, /at most 4096/],
  ['with too long opaque data', { ...textMessage('x'), biz_opaque_callback_data: text(513) }, 131009, /512/],
  ['with an empty context', { ...textMessage('x'), context: {} }, 100, /message_id/],
  ['with media without id or link', { type: 'image', image: {} }, 100, /'id' or 'link'/],
  ['with a caption on a voice note', { type: 'audio', audio: { link: 'http://x', caption: 'x' } }, 100, /caption/],
  ['with a caption over 1024', { type: 'image', image: { link: 'http://x', caption: text(1025) } }, 131009, /1024/],
  ['with four buttons', buttons(...['a', 'b', 'c', 'd'].map(id => button(id, id))), 131009, /Max allowed buttons: 3/],
  ['without buttons', buttons(), 131009, /Min allowed buttons: 1/],
  ['with a button title over 20', buttons(button('a', text(21))), 131009, /Max length: 20/],
  ['with a button id over 256', buttons(button(text(257), 'A')), 131009, /Max length: 256/],
  ['with two equal titles', buttons(button('a', 'Sí'), button('b', 'Sí')), 131009, /Duplicated title/],
  ['with two equal ids', buttons(button('a', 'Sí'), button('a', 'No')), 131009, /Duplicated id/],
  [
    'with eleven rows in two sections',
    list([
      { title: 'A', rows: rows(6) },
      { title: 'B', rows: rows(5) }
    ]),
    131009,
    /count: 10/
  ],
  ['with a row title over 24', list([{ rows: rows(1, { title: text(25) }) }]), 131009, /Max length is 24/],
  ['with a description over 72', list([{ rows: rows(1, { description: text(73) }) }]), 131009, /Max length is 72/],
  ['with a row id over 200', list([{ rows: rows(1, { id: text(201) }) }]), 131009, /200/],
  ['with two equal row ids', list([{ rows: rows(2, { id: 'same' }) }]), 131009, /Duplicated row id/],
  ['with untitled sections', list([{ rows: rows(1) }, { rows: rows(1) }]), 131008, /Section title/],
  ['with an empty section', list([{ title: 'A', rows: [] }]), 131009, /at least one row/],
  ['with a list body over 4096', list([{ rows: rows(1) }], { body: { text: text(4097) } }), 131009, /4096/],
  ['with a footer over 60', list([{ rows: rows(1) }], { footer: { text: text(61) } }), 131009, /60/],
  [
    'with an image header on a list',
    list([{ rows: rows(1) }], { header: { type: 'image', image: {} } }),
    131009,
    /Header/
  ],
  ['without a body', list([{ rows: rows(1) }], { body: undefined }), 131008, /'body' is mandatory/],
  ['with a reaction to nothing', { type: 'reaction', reaction: { emoji: '👍' } }, 100, /message_id/],
  ['with a latitude of 91', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009, /Latitude/],
  ['with a template without language', { type: 'template', template: { name: 'a' } }, 100, /language/],
  [
    'with a newline in a template parameter',
    {
      type: 'template',
      template: {
        name: 'a',
        language: { code: 'es' },
        components: [{ type: 'body', parameters: [{ type: 'text', text: 'a\nb' }] }]
      }
    },
    100,
    /new-line/
  ],
  ['with media nobody uploaded', { type: 'image', image: { id: '123' } }, 100, /not valid/]
]

let stage: Stage
test.before(async () => {
  stage = await startStage()
})
test.after.always(() => stage.close())

for (const [title, message, code, says] of REFUSED) {
  test(`a message ${title} is refused with ${code}`, async t => {
    const { status, json } = await send(stage.sandbox, message)
    t.is(status, 400, JSON.stringify(json))
    t.is(json.error.code, code)
    t.regex(`${json.error.message} ${json.error.error_data?.details ?? ''}`, says)
    t.is(json.error.type, 'OAuthException')
    t.regex(json.error.fbtrace_id, /^A/)
  })
}

test('nothing that is refused is sent, and every request is noted', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  await send(sandbox, textMessage(''))
  await send(sandbox, textMessage('x'), 'wrong')
  await send(sandbox, textMessage('ok'))
  await sandbox.until(() => statusesOf(receiver.hooks).length === 2)
  t.is(sandbox.sent.length, 1)
  t.deepEqual(
    sandbox.requests.map(request => [request.status, request.errorCode, request.wamid]),
    [
      [400, 100, undefined],
      [401, 190, undefined],
      [200, undefined, sandbox.sent[0]?.wamid]
    ]
  )
})

test('a wrong or missing token is 190, an unknown number is 100 with subcode 33', async t => {
  const { sandbox } = stage
  for (const token of ['EAAwrong', null]) {
    const { status, json } = await send(sandbox, textMessage('x'), token)
    t.is(status, 401)
    t.is(json.error.code, 190)
    t.is(json.error.error_data, undefined)
  }
  const { status, json } = await graph(sandbox, 'POST', '/999/messages', {})
  t.is(status, 400)
  t.like(json.error, { code: 100, error_subcode: 33, type: 'GraphMethodException' })
})

test('a body that is no JSON is a request without parameters', async t => {
  const response = await fetch(`${stage.sandbox.url}/v26.0/${NUMBER}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: '{"messaging_product":"what'
  })
  t.is(response.status, 400)
  t.like(await response.json(), { error: { message: '(#100) The parameter messaging_product is required.' } })
})

test('any version and none reach the same endpoint', async t => {
  for (const prefix of ['/v21.0', '/v99.0', '']) {
    const response = await fetch(`${stage.sandbox.url}${prefix}/${NUMBER}?access_token=${TOKEN}`)
    t.like(await response.json(), { id: NUMBER, verified_name: 'Salón Luna' })
  }
  const unknown = await graph(stage.sandbox, 'GET', '/me/nothing/here')
  t.is(unknown.json.error.code, 2500)
})

test('a message to a user id is answered with the user id, to both with both', async t => {
  const { sandbox } = stage
  const one = await send(sandbox, { ...textMessage('x'), to: undefined, recipient: 'CO.1047' })
  t.deepEqual(one.json.contacts, [{ input: 'CO.1047', user_id: 'CO.1047' }])
  const both = await send(sandbox, { ...textMessage('x'), to: '+573001110000', recipient: 'CO.1048' })
  t.deepEqual(both.json.contacts, [{ input: '+573001110000', wa_id: '573001110000', user_id: 'CO.1048' }])
})

test('a number without plus gets the country code of the business when it is national', async t => {
  const national = await send(stage.sandbox, { ...textMessage('x'), to: '300 111 2233' })
  t.deepEqual(national.json.contacts, [{ input: '300 111 2233', wa_id: '573001112233' }])
  const full = await send(stage.sandbox, { ...textMessage('x'), to: '573001112233' })
  t.is(full.json.contacts[0].wa_id, '573001112233')
})

test('after 24 hours only a template goes to someone who wrote here; strangers count as open', async t => {
  let now = new Date('2026-11-20T15:00:00Z')
  const { sandbox, close } = await startStage({ now: () => now })
  t.teardown(close)
  await sandbox.customer('573001112233').text('hola')
  now = new Date('2026-11-21T15:00:00Z')
  t.is((await send(sandbox, textMessage('x'))).status, 200)
  now = new Date('2026-11-21T15:00:01Z')
  const late = await send(sandbox, textMessage('x'))
  t.is(late.status, 400)
  t.is(late.json.error.code, 131047)
  t.is((await send(sandbox, ACCEPTED.template ?? {})).status, 200)
  t.is((await send(sandbox, { ...textMessage('x'), to: '+573009999999' })).status, 200)
  await sandbox.customer('573001112233').text('sigo aquí')
  t.is((await send(sandbox, textMessage('x'))).status, 200)
})

test('the window can be left open', async t => {
  const { sandbox, close } = await startStage({ enforceWindow: false })
  t.teardown(close)
  await sandbox.receive({ from: '573001112233', type: 'text', body: 'hola', timestamp: new Date('2020-01-01') })
  t.is((await send(sandbox, textMessage('x'))).status, 200)
})

test('linked media is fetched; what cannot be fetched fails later with 131053', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  const web = createServer((_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('png'))
  await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve))
  t.teardown(() => web.close())
  const { port } = web.address() as AddressInfo
  const good = await send(sandbox, { type: 'image', image: { link: `http://127.0.0.1:${port}/a.png` } })
  const bad = await send(sandbox, { type: 'image', image: { link: 'http://127.0.0.1:9/a.png' } })
  t.is(bad.status, 200)
  const failed = await sandbox.until(() => statusesOf(receiver.hooks).find(({ status }) => status === 'failed'))
  t.is(failed.id, bad.json.messages[0].id)
  t.is(failed.errors[0].code, 131053)
  const [shown] = sandbox.talk('573001112233')
  t.is(shown?.wamid, good.json.messages[0].id)
  t.is(shown?.mimeType, 'image/png')
  t.is(messagesOf(receiver.hooks).length, 0)
})
