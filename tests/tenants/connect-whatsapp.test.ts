import { createHmac } from 'node:crypto'
import test from 'ava'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import type { SandboxNumber } from '../../sandbox/types.ts'
import { decrypt } from '../../shared/crypto.ts'
import { withApp } from '../helpers/app.ts'
import { eventsOf } from '../helpers/bookings.ts'
import { openFrontDoor } from '../helpers/front-door.ts'
import { newOwner, type TestOwner } from '../helpers/owner.ts'
import { request } from '../helpers/request.ts'

const APP_ID = '100000000000001'
const PLATFORM_SECRET = 'platform-app-secret'
const number = (index: number, more: Partial<SandboxNumber> = {}): SandboxNumber => ({
  phoneNumberId: `10654035224290${index}`,
  displayPhoneNumber: `+57 300 000 00${String(index).padStart(2, '0')}`,
  wabaId: `10229012934030${index}`,
  accessToken: `EAA-token-${index}`,
  verifiedName: `Salón ${index}`,
  subscribed: false,
  ...more
})
// two apps at Meta: the platform's, and one that a business has made for itself
const sandbox = await startSandbox({
  appId: APP_ID,
  appSecret: PLATFORM_SECRET,
  numbers: [1, 3, 4, 5, 6, 7, 10, 11, 12, 13].map(index => number(index, { signupCode: `code-${index}` }))
})
const own = await startSandbox({
  appId: '200000000000002',
  appSecret: 'own-app-secret',
  statusDelayMs: 0,
  numbers: [number(8), number(9)]
})
const door = await openFrontDoor()
const platform = withApp(test, {
  META_GRAPH_URL: sandbox.url,
  META_APP_ID: APP_ID,
  META_APP_SECRET: PLATFORM_SECRET,
  PUBLIC_URL: door.url
})
const elsewhere = withApp(test, { META_GRAPH_URL: own.url, META_APP_ID: APP_ID, PUBLIC_URL: door.url })

test.before(() => {
  door.target = elsewhere.url
})
test.after.always(async () => {
  await sandbox.close()
  await own.close()
  door.close()
})

type App = typeof platform
type Json = Record<string, unknown>
type Answer = {
  code: string
  reason?: string
  meta?: Json
  whatsapp: { status: string; phone_number: string | null; phone_number_id: string | null; own_app_id: string | null }
}

const connect = (app: App, { token }: TestOwner, body: object) =>
  request<Answer>(app, 'POST', '/tenants/me/whatsapp/connect', { token, body })

const bodyFor = ({ phoneNumberId, accessToken, wabaId }: SandboxNumber, more: object = {}) => ({
  phone_number_id: phoneNumberId,
  access_token: accessToken,
  waba_id: wabaId,
  webhook_verify_token: 'el-token-de-la-casa',
  ...more
})

const rowOf = (app: App, { tenantId }: TestOwner) =>
  app.asSystem(async ({ db }) => (await db.raw('select * from tenants where id = ?', [tenantId])).rows[0])

const connectedApps = async (at: typeof sandbox, { wabaId, accessToken }: SandboxNumber) => {
  const response = await fetch(`${at.url}/v26.0/${wabaId}/subscribed_apps`, {
    headers: { authorization: `Bearer ${accessToken}` }
  })
  return ((await response.json()) as { data: Json[] }).data
}

test('a proved number is connected: token sealed, webhooks subscribed, on the record, and never shown', async t => {
  const owner = await newOwner(platform)
  const { status, body } = await connect(platform, owner, bodyFor(number(1)))
  t.is(status, 200)
  t.deepEqual(body.whatsapp as object, {
    status: 'connected',
    status_reason: null,
    phone_number: '+573000000001',
    phone_number_id: number(1).phoneNumberId,
    waba_id: number(1).wabaId,
    own_app_id: null
  })
  t.notRegex(JSON.stringify(body), /EAA-token|v1\.k1|el-token-de-la-casa/)
  const row = await rowOf(platform, owner)
  t.is(decrypt(row.whatsapp_access_token, platform.app.config.ENCRYPTION_KEYS), 'EAA-token-1')
  t.is(row.whatsapp_app_secret, null)
  t.is((await connectedApps(sandbox, number(1)))[0]?.override_callback_uri, undefined)
  const events = (await eventsOf(platform, owner.tenantId)).filter(({ type }) => type === 'whatsapp_connected')
  t.deepEqual(events[0]?.payload, {
    phone_number_id: number(1).phoneNumberId,
    waba_id: number(1).wabaId,
    own_app: false
  })
  const verified = await fetch(
    `${platform.url}/api/v1/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=7&hub.verify_token=el-token-de-la-casa`
  )
  t.is(await verified.text(), '7', 'her own verify token is known')
})

test('what Meta does not confirm is not connected, and nothing is kept of the attempt', async t => {
  const owner = await newOwner(platform)
  const cases: [object, string][] = [
    [bodyFor(number(10), { access_token: 'EAA-made-up' }), 'invalid_token'],
    [bodyFor(number(10), { access_token: 'EAA-token-11' }), 'other_account'],
    [bodyFor(number(10), { phone_number_id: number(11).phoneNumberId }), 'other_number'],
    [bodyFor(number(10), { waba_id: number(11).wabaId }), 'other_account']
  ]
  for (const [body, reason] of cases) {
    const answer = await connect(platform, owner, body)
    t.is(answer.status, 400, reason)
    t.like(answer.body, { code: 'invalid_whatsapp_config', reason })
    t.notRegex(JSON.stringify(answer.body), /EAA/)
  }
  const row = await rowOf(platform, owner)
  t.like(row, { whatsapp_status: 'not_connected', whatsapp_phone_number_id: null, whatsapp_access_token: null })
  t.deepEqual(await connectedApps(sandbox, number(10)), [])
})

test('a failed attempt leaves the connection that works, and a good one replaces it', async t => {
  const owner = await newOwner(platform)
  await connect(platform, owner, bodyFor(number(3)))
  const before = await rowOf(platform, owner)
  t.is((await connect(platform, owner, bodyFor(number(4), { access_token: 'EAA-made-up' }))).status, 400)
  t.is((await connect(platform, owner, bodyFor(number(3), { access_token: 'EAA-made-up' }))).status, 400)
  const after = await rowOf(platform, owner)
  t.like(after, { whatsapp_status: 'connected', whatsapp_access_token: before.whatsapp_access_token })
  const { body } = await connect(platform, owner, bodyFor(number(4)))
  t.is(body.whatsapp.phone_number_id, number(4).phoneNumberId)
})

test('of two businesses that connect one number at once, one has it', async t => {
  const owners = [await newOwner(platform), await newOwner(platform)]
  const answers = await Promise.all(owners.map(owner => connect(platform, owner, bodyFor(number(5)))))
  t.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
  t.is(answers.find(({ status }) => status === 409)?.body.code, 'number_in_use')
  const loser = owners[answers.findIndex(({ status }) => status === 409)] as TestOwner
  t.like(await rowOf(platform, loser), { whatsapp_status: 'not_connected', whatsapp_phone_number_id: null })
})

test('a number whose claim was abandoned is free again after ten minutes', async t => {
  const [dead, owner] = [await newOwner(platform), await newOwner(platform)]
  const claim = (minutes: number) =>
    platform.asSystem(({ db }) =>
      db.raw(
        `update tenants set whatsapp_status = 'connecting', whatsapp_phone_number_id = ?,
           updated_at = now() - interval '1 minute' * ? where id = ?`,
        [number(6).phoneNumberId, minutes, dead.tenantId]
      )
    )
  await claim(5)
  t.is((await connect(platform, owner, bodyFor(number(6)))).status, 409)
  await claim(11)
  t.is((await connect(platform, owner, bodyFor(number(6)))).status, 200)
  t.is((await rowOf(platform, dead)).whatsapp_status, 'not_connected')
})

test.serial('when Meta is down nothing is changed and the answer says so', async t => {
  const owner = await newOwner(platform)
  const undo = sandbox.misbehave({
    match: { endpoint: 'management' },
    action: { error: { code: 2, httpStatus: 503 } }
  })
  const answer = await connect(platform, owner, bodyFor(number(13)))
  undo()
  t.is(answer.status, 502)
  t.like(answer.body, { code: 'meta_api_error', meta: { step: 'debug_token' } })
  t.is((await rowOf(platform, owner)).whatsapp_status, 'not_connected')
})

test('the code of Embedded Signup is exchanged once, and the number follows from it', async t => {
  const owner = await newOwner(platform)
  const { status, body } = await connect(platform, owner, { code: 'code-7' })
  t.is(status, 200)
  t.is(body.whatsapp.phone_number_id, number(7).phoneNumberId)
  const again = await connect(platform, owner, { code: 'code-7' })
  t.is(again.status, 400)
  t.like(again.body, { code: 'invalid_whatsapp_config', meta: { step: 'exchange_code', code: 100, subcode: 36009 } })
  t.is((await rowOf(platform, owner)).whatsapp_status, 'connected', 'the number stays connected')
  const both = await connect(platform, owner, { code: 'x', access_token: 'y' })
  t.is(both.status, 400)
  t.is(both.body.code, 'validation_failed')
})

test('a disconnected number is forgotten here and unsubscribed at Meta, and can be connected elsewhere', async t => {
  const [first, second] = [await newOwner(platform), await newOwner(platform)]
  await connect(platform, first, bodyFor(number(12)))
  t.is((await connectedApps(sandbox, number(12))).length, 1)
  for (let time = 0; time < 2; time += 1) {
    const { status, body } = await request<Answer>(platform, 'POST', '/tenants/me/whatsapp/disconnect', {
      token: first.token
    })
    t.is(status, 200)
    t.like(body.whatsapp, { status: 'not_connected', phone_number_id: null })
  }
  t.deepEqual(await connectedApps(sandbox, number(12)), [])
  const events = (await eventsOf(platform, first.tenantId)).filter(({ type }) => type === 'whatsapp_disconnected')
  t.is(events.length, 1)
  t.is((await connect(platform, second, bodyFor(number(12)))).status, 200)
})

test('a token of another Meta app is refused unless that app’s secret comes along', async t => {
  const owner = await newOwner(elsewhere)
  const refused = await connect(elsewhere, owner, bodyFor(number(8)))
  t.is(refused.status, 400)
  const wrong = await connect(elsewhere, owner, bodyFor(number(8), { app_secret: 'not-the-secret' }))
  t.is(wrong.status, 400)
  t.is(wrong.body.code, 'invalid_whatsapp_config')
  t.is((await rowOf(elsewhere, owner)).whatsapp_app_secret, null)
})

test('a business’s own app sends to an address that only its secret opens, and speaks for its number only', async t => {
  const owner = await newOwner(elsewhere, { active: true })
  const own9 = bodyFor(number(9), { app_id: '200000000000002', app_secret: 'own-app-secret' })
  const { status, body } = await connect(elsewhere, owner, own9)
  t.is(status, 200, JSON.stringify(body))
  t.is(body.whatsapp.own_app_id, '200000000000002')
  const row = await rowOf(elsewhere, owner)
  t.is(decrypt(row.whatsapp_app_secret, elsewhere.app.config.ENCRYPTION_KEYS), 'own-app-secret')
  const address = `${door.url}/api/v1/webhooks/whatsapp/${owner.tenantId}`
  t.is((await connectedApps(own, number(9)))[0]?.override_callback_uri, address)

  const received = await own.receive({
    from: { waId: '573001112233', name: 'Camila' },
    phoneNumberId: number(9).phoneNumberId,
    type: 'text',
    body: 'Hola'
  })
  t.is(received.answers[0]?.status, 200)
  const ledger = () =>
    elsewhere.asSystem(
      async ({ db }) =>
        (await db.raw('select event_key, kind, fate, phone_number_id from inbound_events')).rows as Json[]
    )
  t.is((await ledger()).filter(({ phone_number_id }) => phone_number_id === number(9).phoneNumberId).length, 1)

  const forged = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: number(8).wabaId,
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { phone_number_id: number(8).phoneNumberId },
              messages: [{ id: 'wamid.FORGED', from: '573009998877', type: 'text', text: { body: 'x' } }]
            }
          }
        ]
      }
    ]
  })
  const post = (url: string, secret: string) =>
    fetch(url, {
      method: 'POST',
      body: forged,
      headers: { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(forged).digest('hex')}` }
    })
  t.is((await post(address, 'own-app-secret')).status, 200)
  const kept = (await ledger()).find(({ event_key }) => String(event_key).includes('FORGED'))
  t.like(kept, { kind: 'unknown', fate: 'unknown' }, 'kept for a person, and for nobody’s inbox')
  t.regex(String(kept?.event_key), /^own-app:/)

  t.is((await post(address, 'test-app-secret')).status, 401, 'the platform’s secret does not open it')
  t.is((await post(`${door.url}/api/v1/webhooks/whatsapp`, 'own-app-secret')).status, 401)
  const unknown = `${door.url}/api/v1/webhooks/whatsapp/${crypto.randomUUID()}`
  t.is((await post(unknown, 'own-app-secret')).status, 401, 'an unknown address answers like a wrong signature')
  t.is((await post(`${door.url}/api/v1/webhooks/whatsapp/x`, '')).status, 401)
  const ask = (token: string) => fetch(`${address}?hub.mode=subscribe&hub.challenge=5&hub.verify_token=${token}`)
  t.is(await (await ask('el-token-de-la-casa')).text(), '5')
  t.is((await ask('other')).status, 403)
})
