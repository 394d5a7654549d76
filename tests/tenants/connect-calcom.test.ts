import test from 'ava'
import { startCalcomSandbox } from '../../sandbox/calcom/start-calcom-sandbox.ts'
import { decrypt } from '../../shared/crypto.ts'
import { withApp } from '../helpers/app.ts'
import { eventsOf } from '../helpers/bookings.ts'
import { newOwner, type TestOwner } from '../helpers/owner.ts'
import { request } from '../helpers/request.ts'

const user = (id: number) => ({
  apiKey: `cal_live_key_of_user_${id}`,
  id,
  username: `maria-${id}`,
  email: `maria-${id}@example.com`,
  eventTypes: [
    { id: id * 10, title: 'Cita', slug: 'cita', lengthInMinutes: 45 },
    { id: id * 10 + 1, title: 'Taller', slug: 'taller', lengthInMinutes: 120, hidden: true, more: { price: 5000 } }
  ]
})
const calcom = await startCalcomSandbox({ users: [1, 2, 3, 4, 5, 6].map(user), callsPerMinute: 10_000 })
const api = withApp(test, { CALCOM_API_URL: `${calcom.url}/v2/` })

test.after.always(() => calcom.close())

type Answer = {
  code: string
  connected: boolean
  username: string
  event_types: { id: number; title: string; hidden: boolean; problems: string[] }[]
  calcom: { connected: boolean; username: string | null; reason?: string; step?: string }
  errors?: { pointer: string }[]
}

const post = ({ token }: TestOwner, verb: string, body: object = {}) =>
  request<Answer>(api, 'POST', `/tenants/me/calcom/${verb}`, { token, body })
const connect = (owner: TestOwner, id: number, more: object = {}) =>
  post(owner, 'connect', { api_key: user(id).apiKey, ...more })

const rowsOf = ({ tenantId }: TestOwner) =>
  api.asSystem(async ({ db }) => {
    const tenant = (await db.raw('select * from tenants where id = ?', [tenantId])).rows[0]
    const connection = (await db.raw('select * from calcom_connections where tenant_id = ?', [tenantId])).rows[0]
    return { tenant, connection }
  })

const webhooksOf = (id: number) => calcom.webhooks().filter(({ userId }) => userId === id)

test('a proved key is sealed, its event types are shown with what stands against them, its webhook is signed', async t => {
  const owner = await newOwner(api)
  const { status, body } = await connect(owner, 1, { username: 'MARIA-1' })
  t.is(status, 200)
  t.like(body, { connected: true, username: 'maria-1' })
  t.deepEqual(
    body.event_types.map(({ id, hidden, problems }) => ({ id, hidden, problems })),
    [
      { id: 10, hidden: false, problems: [] },
      { id: 11, hidden: true, problems: ['paid'] }
    ]
  )
  const { tenant, connection } = await rowsOf(owner)
  const keys = api.app.config.ENCRYPTION_KEYS
  t.is(decrypt(tenant.calcom_api_key, keys), user(1).apiKey)
  t.like(tenant, { calcom_username: 'maria-1', calcom_base_url: null })
  t.is(tenant.calcom_user.id, 1)
  const [webhook] = webhooksOf(1)
  t.like(connection, { status: 'connected', webhook_id: webhook?.id, username: 'maria-1' })
  t.is(decrypt(connection.webhook_secret, keys), webhook?.secret ?? '')
  t.is(webhook?.subscriberUrl, `${api.app.config.PUBLIC_URL}/api/v1/webhooks/calcom/${connection.id}`)
  t.true(webhook?.triggers.includes('BOOKING_RESCHEDULED'))
  t.is((await eventsOf(api, owner.tenantId)).filter(({ type }) => type === 'calcom_connected').length, 1)
  const me = await request<Answer>(api, 'GET', '/tenants/me', { token: owner.token })
  t.deepEqual(me.body.calcom, { connected: true, username: 'maria-1', base_url: null } as never)
  const versions = calcom.requests.filter(({ path }) => path === '/v2/event-types').map(({ version }) => version)
  t.true(versions.every(version => version === '2024-06-14'))
})

test('a key that Cal.com does not know, or of somebody else, is refused and leaves nothing', async t => {
  const owner = await newOwner(api)
  const wrong = await post(owner, 'connect', { api_key: 'cal_live_nobody_has_this' })
  t.is(wrong.status, 400)
  t.is(wrong.body.code, 'invalid_calcom_api_key')
  const other = await connect(owner, 2, { username: 'pedro' })
  t.is(other.body.code, 'invalid_calcom_api_key')
  t.is((await post(owner, 'connect', { api_key: 'sk_live_1234567890' })).body.errors?.[0]?.pointer, '/api_key')
  t.is((await rowsOf(owner)).tenant.calcom_api_key, null)
  t.deepEqual(webhooksOf(2), [])
})

test('only an address in public may stand for Cal.com', async t => {
  const owner = await newOwner(api)
  for (const base_url of ['http://127.0.0.1:6379', 'https://localhost', 'https://10.0.0.1', 'file:///etc/passwd']) {
    const { status, body } = await connect(owner, 2, { base_url })
    t.is(status, 400, base_url)
    t.is(body.errors?.[0]?.pointer, '/base_url')
  }
})

test('connecting again finds the webhook that is there and keeps its secret', async t => {
  const owner = await newOwner(api)
  await connect(owner, 3)
  const before = (await rowsOf(owner)).connection
  t.is((await connect(owner, 3)).status, 200)
  t.is(webhooksOf(3).length, 1)
  const after = (await rowsOf(owner)).connection
  t.like(after, { id: before.id, webhook_id: before.webhook_id, webhook_secret: before.webhook_secret })
})

test('another account takes the place of the first, whose webhook is deleted', async t => {
  const owner = await newOwner(api)
  await connect(owner, 4)
  t.is(webhooksOf(4).length, 1)
  t.is((await connect(owner, 5)).body.username, 'maria-5')
  t.is(webhooksOf(4).length, 0)
  t.is(webhooksOf(5).length, 1)
})

test('disconnecting forgets the key here and the webhook there, and works twice', async t => {
  const owner = await newOwner(api)
  await connect(owner, 6)
  for (let time = 0; time < 2; time += 1) {
    const { status, body } = await post(owner, 'disconnect')
    t.is(status, 200)
    t.false(body.calcom.connected)
  }
  t.deepEqual(webhooksOf(6), [])
  const { tenant, connection } = await rowsOf(owner)
  t.like(tenant, { calcom_api_key: null, calcom_username: null, calcom_user: null })
  t.like(connection, { status: 'disconnected', webhook_id: null, webhook_secret: null })
  t.is((await eventsOf(api, owner.tenantId)).filter(({ type }) => type === 'calcom_disconnected').length, 1)
  t.is((await connect(owner, 6)).status, 200)
})

test.serial('when Cal.com is down, slow to like us, or answers with a page, nothing is saved', async t => {
  const owner = await newOwner(api)
  const cases = [
    { rule: { action: { html: 502 } }, step: 'me' },
    { rule: { path: '/v2/event-types', action: { status: 500, body: {} } }, step: 'event_types' },
    { rule: { method: 'POST', action: { status: 429, body: {} } }, step: 'create_webhook' },
    {
      rule: { method: 'POST', action: { status: 400, body: { statusCode: 400, message: 'x' } } },
      step: 'create_webhook'
    }
  ] as const
  for (const { rule, step } of cases) {
    const undo = calcom.misbehave(rule)
    const { status, body, headers } = await connect(owner, 2)
    undo()
    t.is(status, 502, step)
    t.like(body, { code: 'calcom_api_error', calcom: { step } })
    if ('status' in rule.action && rule.action.status === 429) t.truthy(headers.get('retry-after'))
  }
  t.is((await rowsOf(owner)).tenant.calcom_api_key, null)
  t.deepEqual(webhooksOf(2), [])
})
