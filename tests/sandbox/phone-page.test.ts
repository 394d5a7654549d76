import { readdir, readFile } from 'node:fs/promises'
import test from 'ava'
import type { Sandbox } from '../../sandbox/types.ts'
import { messagesOf, NUMBER, send, startStage, statusesOf, textMessage } from './receiver.ts'

const PHONE = '573001112233'
const FOLDER = new URL('../../sandbox/phone/', import.meta.url)

const api = async (sandbox: Sandbox, path: string, body?: unknown) => {
  const response = await fetch(
    `${sandbox.url}/phone/api/${path}`,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  )
  const text = await response.text()
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
}

test('the page and everything it loads is served, under a policy that runs no foreign script', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  const page = await fetch(`${sandbox.url}/`)
  t.regex(page.headers.get('content-security-policy') ?? '', /script-src 'self'/)
  const html = await page.text()
  const linked = [...html.matchAll(/(?:src|href)="(\/phone\/[^"]+)"/g)].map(match => match[1] ?? '')
  const modules = (await readdir(FOLDER)).filter(name => name.endsWith('.js')).map(name => `/phone/${name}`)
  for (const path of [...linked, ...modules]) {
    const response = await fetch(`${sandbox.url}${path}`)
    await response.arrayBuffer()
    t.is(response.status, 200, path)
  }
  for (const path of ['/phone/phone-routes.ts', '/main.ts', '/phone/..%2fmain.ts', '/favicon.ico']) {
    t.is((await fetch(`${sandbox.url}${path}`)).status, 404, path)
  }
  t.deepEqual(await (await fetch(`${sandbox.url}/healthz`)).json(), { status: 'ok' })
})

test('no file of the page makes HTML out of text', async t => {
  for (const name of (await readdir(FOLDER)).filter(file => file.endsWith('.js'))) {
    t.notRegex(
      await readFile(new URL(name, FOLDER), 'utf8'),
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/
    )
  }
})

test('what is done on the page reaches the business, and a reload shows the talk', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  await api(sandbox, 'customers', { phone: PHONE, name: 'Camila', userId: 'CO.104' })
  const act = (what: object, more: object = {}) =>
    api(sandbox, 'act', { phone: PHONE, number: NUMBER, act: what, ...more })
  const sent = await act({ type: 'text', body: 'hola' })
  t.deepEqual(sent.json.answers, [{ status: 200 }])
  await send(sandbox, {
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: '¿Sí?' },
      action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Sí' } }] }
    }
  })
  await act({ type: 'button_reply', id: 'y' })
  await act({ type: 'location', latitude: 4.6, longitude: -74 })
  await act({ type: 'template_button', payload: 'p', text: 'Confirmar' }, { replyTo: 'wamid.T' })
  await act({ type: 'reaction', messageId: sandbox.sent[0]?.wamid, emoji: '👍' })
  await act({ type: 'revoke', messageId: sent.json.wamid })
  t.deepEqual(
    messagesOf(receiver.hooks).map(message => message.type),
    ['text', 'interactive', 'location', 'button', 'reaction', 'revoke']
  )
  const talk = await api(sandbox, `talk?phone=${PHONE}`)
  t.is(talk.json.customer.name, 'Camila')
  t.like(talk.json.entries[0], { type: 'text', revoked: true, from: 'customer' })
  t.deepEqual(talk.json.entries[1].reactions, { customer: '👍' })
  const state = await api(sandbox, 'state')
  t.is(state.json.numbers[0].people[0].waId, PHONE)
  t.notRegex(JSON.stringify(state.json), /EAAtest|test-app-secret/)
})

test('files become pictures, voice notes or documents, and can be looked at but not run', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  const upload = async (type: string, name: string) => {
    const query = new URLSearchParams({ phone: PHONE, name })
    const response = await fetch(`${sandbox.url}/phone/api/file?${query}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: 'bytes'
    })
    t.is(response.status, 200)
  }
  await upload('image/png', 'pago.png')
  await upload('audio/ogg', 'nota.ogg')
  await upload('text/html', 'malo.html')
  t.deepEqual(
    messagesOf(receiver.hooks).map(message => message.type),
    ['image', 'audio', 'document']
  )
  const [picture, , page] = sandbox.talk(PHONE)
  const shown = await fetch(`${sandbox.url}/phone/media/${picture?.mediaId}`)
  t.is(shown.headers.get('content-disposition'), null)
  const saved = await fetch(`${sandbox.url}/phone/media/${page?.mediaId}`)
  t.regex(saved.headers.get('content-disposition') ?? '', /^attachment; filename="malo.html"/)
  t.regex(saved.headers.get('content-security-policy') ?? '', /sandbox/)
  t.is((await fetch(`${sandbox.url}/phone/media/1`)).status, 404)
})

test('looking at the page reads the messages; the owner tab writes an echo', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  await send(sandbox, textMessage('x'))
  t.is((await api(sandbox, 'read', { phone: PHONE })).status, 204)
  t.is(statusesOf(receiver.hooks).at(-1).status, 'read')
  await api(sandbox, 'owner', { phone: PHONE, act: { type: 'text', body: 'Soy la dueña' } })
  t.is(receiver.hooks.at(-1)?.body.entry[0].changes[0].field, 'smb_message_echoes')
  t.deepEqual(
    sandbox.talk(PHONE).map(entry => [entry.from, entry.status]),
    [
      ['business', 'read'],
      ['owner', 'delivered']
    ]
  )
})

test('bad input on the page is refused with a sentence', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  const bad: readonly [string, unknown][] = [
    ['act', { phone: 'ana', act: { type: 'text', body: 'x' } }],
    ['act', { phone: PHONE, act: { type: 'text' } }],
    ['act', { phone: PHONE, act: { type: 'number_change', newWaId: '1' } }],
    ['act', { phone: PHONE, number: '404', act: { type: 'text', body: 'x' } }],
    ['customers', { phone: PHONE, userId: 'nope' }],
    ['read', {}]
  ]
  for (const [path, body] of bad) {
    const { status, json } = await api(sandbox, path, body)
    t.is(status, 400, JSON.stringify(body))
    t.is(typeof json.error, 'string')
  }
})

/** Reads a stream of events until one satisfies the probe. */
const readUntil = async (response: Response, found: (text: string) => boolean): Promise<string> => {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (found(text)) return text
  }
  return text
}

test('the page hears live of its own phone and of the traffic, without tokens', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  const stream = await fetch(`${sandbox.url}/phone/events?phone=${PHONE}`)
  t.regex(stream.headers.get('content-type') ?? '', /^text\/event-stream/)
  await sandbox.customer('573009999999').text('de otra persona')
  await send(sandbox, textMessage('para ella'))
  const text = await readUntil(stream, so => so.includes('"what":"delivered"'))
  t.true(text.includes('para ella'))
  t.false(text.includes('de otra persona'))
  t.true(text.includes('"kind":"request"'))
  t.notRegex(text, /EAAtest/)
  const all = await fetch(`${sandbox.url}/phone/events`)
  await sandbox.customer('573009999999').text('de otra persona')
  t.true((await readUntil(all, so => so.includes('de otra persona'))).length > 0)
})

test('closing the sandbox ends open pages', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  const stream = await fetch(`${sandbox.url}/phone/events`)
  const reading = readUntil(stream, () => false).catch(() => 'cut')
  await sandbox.close()
  t.truthy(await reading)
})
