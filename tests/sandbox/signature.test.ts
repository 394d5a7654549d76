import { createHmac } from 'node:crypto'
import test from 'ava'
import { signBody } from '../../sandbox/webhooks/sign-body.ts'
import { wireJson } from '../../sandbox/webhooks/wire-json.ts'
import { SECRET, startStage } from './receiver.ts'

/** The escaped form of a body and its signature, computed apart from this code. */
const VECTOR = {
  body: 'Hola, ¿hay cita mañana? 😊 escríbeme a ana@mail.co https://x.co',
  raw: '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"text":{"body":"Hola, \\u00bfhay cita ma\\u00f1ana? \\ud83d\\ude0a escr\\u00edbeme a ana\\u0040mail.co https:\\/\\/x.co"}}]}}]}]}',
  signature: 'sha256=a94841144276ecaf04c2d5881f7ca5883cdc123a14b019fd70ec0b3213179f90'
}

test('a body is escaped and signed like Meta does', t => {
  const value = {
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value: { messages: [{ text: { body: VECTOR.body } }] } }] }]
  }
  t.is(wireJson(value), VECTOR.raw)
  t.is(signBody(VECTOR.raw, SECRET), VECTOR.signature)
})

test('every escaped character survives the way through a JSON parser', t => {
  const text = '<b>100 % \\ "ñ" \u0000 \ud800 \u2028 ÿ 🇨🇴 /'
  const wire = wireJson({ text })
  t.regex(wire, /^[\x20-\x7e]*$/)
  t.true(wire.includes('\\u003Cb>100 \\u0025'))
  t.deepEqual(JSON.parse(wire), { text })
})

test('what a customer writes arrives signed over exactly the bytes on the wire', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  const received = await sandbox.customer({ waId: '573001112233', name: 'Ana Ñáñez' }).text('¿mañana? a@b.co')
  t.is(received.answers[0]?.status, 200)
  const [hook] = receiver.hooks
  t.truthy(hook)
  if (hook === undefined) return
  const digest = createHmac('sha256', SECRET).update(hook.raw).digest('hex')
  t.is(hook.headers['x-hub-signature-256'], `sha256=${digest}`)
  t.is(hook.headers['user-agent'], 'facebookexternalua')
  t.true(hook.raw.includes('\\u00bfma\\u00f1ana? a\\u0040b.co'))
  t.not(signBody(JSON.stringify(hook.body), SECRET), hook.headers['x-hub-signature-256'], 're-serialising breaks it')
})

test('a raw body can be posted with a wrong secret, a given signature or none', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  const body = { object: 'whatsapp_business_account', entry: [] }
  await sandbox.postWebhook(body)
  await sandbox.postWebhook(body, { secret: 'other' })
  await sandbox.postWebhook(body, { signature: 'sha256=00' })
  await sandbox.postWebhook(body, { signature: null })
  const signatures = receiver.hooks.map(hook => hook.headers['x-hub-signature-256'])
  t.is(signatures[0], signBody(wireJson(body), SECRET))
  t.is(signatures[1], signBody(wireJson(body), 'other'))
  t.deepEqual(signatures.slice(2), ['sha256=00', undefined])
})
