import test from 'ava'
import { startCalcomSandbox } from '../../sandbox/calcom/start-calcom-sandbox.ts'
import type { CalcomSandboxOptions } from '../../sandbox/calcom/types.ts'

const KEY = 'cal_live_0123456789'
const maria = {
  apiKey: KEY,
  id: 7,
  username: 'maria',
  email: 'maria@example.com',
  eventTypes: [
    { id: 1, title: 'Cita', slug: 'cita', lengthInMinutes: 45 },
    { id: 2, title: 'Oculta', slug: 'oculta', lengthInMinutes: 30, hidden: true }
  ]
}
const pedro = { apiKey: 'cal_live_9876543210', id: 8, username: 'pedro', email: 'pedro@example.com' }

const start = async (options: Partial<CalcomSandboxOptions> = {}) => {
  const sandbox = await startCalcomSandbox({ users: [maria, pedro], ...options })
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const text = await response.text()
    // biome-ignore lint/suspicious/noExplicitAny: tests read deep into bodies of many shapes
    const json: any = text.startsWith('{') ? JSON.parse(text) : text
    return { status: response.status, json, headers: response.headers }
  }
  return { sandbox, call }
}

const webhook = { active: true, subscriberUrl: 'https://x.co/h', triggers: ['BOOKING_CREATED'], secret: 's' }

test('a key shows whose it is; none, a wrong one and a token are refused as Cal.com does', async t => {
  const { sandbox, call } = await start()
  t.teardown(sandbox.close)
  t.like((await call('GET', '/v2/me')).json.data, { id: 7, username: 'maria', organizationId: null })
  for (const [authorization, message] of [
    ['Bearer cal_live_nope', 'ApiAuthStrategy - api key - Your api key is not valid'],
    ['Bearer eyJhbGciOi', 'ApiAuthStrategy - access token - Invalid access token'],
    ['', 'ApiAuthStrategy - No authentication method provided']
  ] as const) {
    const { status, json } = await call('GET', '/v2/me', undefined, { authorization })
    t.is(status, 401)
    t.like(json.error, { code: 'UnauthorizedException', message })
    t.is(json.error.details.statusCode, 401)
  }
})

test('event types come in the shape of their version, and by username without the hidden ones', async t => {
  const { sandbox, call } = await start()
  t.teardown(sandbox.close)
  const version = { 'cal-api-version': '2024-06-14' }
  const own = await call('GET', '/v2/event-types', undefined, version)
  t.deepEqual(
    own.json.data.map(({ id }: { id: number }) => id),
    [1, 2]
  )
  const named = await call('GET', '/v2/event-types?username=maria', undefined, version)
  t.is(named.json.data.length, 1)
  t.deepEqual((await call('GET', '/v2/event-types?username=nadie', undefined, version)).json.data, [])
  const old = await call('GET', '/v2/event-types', undefined, { 'cal-api-version': '2024-08-13' })
  t.is(old.json.data.eventTypeGroups[0].eventTypes[0].length, 45, 'another version is another contract')
})

test('webhooks live: made once per address, read, changed, deleted, and only by their owner', async t => {
  const { sandbox, call } = await start()
  t.teardown(sandbox.close)
  const made = await call('POST', '/v2/webhooks', webhook)
  t.is(made.status, 201)
  const path = `/v2/webhooks/${made.json.data.id}`
  t.like(made.json.data, { userId: 7, subscriberUrl: 'https://x.co/h', active: true })
  t.is((await call('POST', '/v2/webhooks', webhook)).status, 409)
  const theirs = { authorization: `Bearer ${pedro.apiKey}` }
  t.is((await call('POST', '/v2/webhooks', webhook, theirs)).status, 201, 'somebody else may use the address')
  t.is((await call('GET', path, undefined, theirs)).status, 403)
  t.is((await call('GET', '/v2/webhooks?take=1')).json.data.length, 1)
  t.is((await call('PATCH', path, { active: false })).json.data.active, false)
  t.is((await call('DELETE', path)).json.data.id, made.json.data.id)
  t.is((await call('GET', path)).status, 404)
  t.is(sandbox.webhooks().length, 1)
})

test('unknown and wrong properties are refused field by field', async t => {
  const { sandbox, call } = await start()
  t.teardown(sandbox.close)
  const bad = { subscriberUrl: 'https://x.co/h', triggers: ['BOOKING_CONFIRMED'], eventTriggers: [] }
  const { status, json } = await call('POST', '/v2/webhooks', bad)
  t.is(status, 400)
  t.is(json.error.message, 'Bad Request Exception')
  t.deepEqual(json.error.details.errors.map(({ property }: { property: string }) => property).sort(), [
    'active',
    'eventTriggers',
    'triggers'
  ])
})

test('too many calls of a key are refused until its minute is over', async t => {
  let now = new Date('2026-11-23T15:00:00Z')
  const { sandbox, call } = await start({ callsPerMinute: 2, now: () => now })
  t.teardown(sandbox.close)
  t.is((await call('GET', '/v2/me')).headers.get('x-ratelimit-remaining-default'), '1')
  await call('GET', '/v2/me')
  const refused = await call('GET', '/v2/me')
  t.is(refused.status, 429)
  t.is(refused.json.error.code, 'ThrottlerException')
  t.is(refused.headers.get('x-ratelimit-reset-default'), '60')
  now = new Date('2026-11-23T15:01:01Z')
  t.is((await call('GET', '/v2/me')).status, 200)
})

test('it misbehaves as it is told, as often as it is told, and notes what was asked', async t => {
  const { sandbox, call } = await start()
  t.teardown(sandbox.close)
  sandbox.misbehave({ path: '/v2/me', times: 1, action: { status: 500, body: { error: {} } } })
  const undo = sandbox.misbehave({ method: 'GET', path: '/v2/event', action: { html: 502 } })
  t.is((await call('GET', '/v2/me')).status, 500)
  t.is((await call('GET', '/v2/me')).status, 200)
  t.regex((await call('GET', '/v2/event-types')).json, /<html>/)
  undo()
  t.is((await call('GET', '/v2/event-types')).status, 200)
  sandbox.misbehave({ path: '/v2/me', times: 1, action: { hang: 5 } })
  await t.throwsAsync(call('GET', '/v2/me'))
  t.is((await call('GET', '/v2/nothing')).json.error.message, 'Cannot GET /v2/nothing')
  t.is(sandbox.requests.filter(({ path }) => path === '/v2/me').length, 3)
})
