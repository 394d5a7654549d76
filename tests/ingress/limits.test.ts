import { randomUUID } from 'node:crypto'
import test from 'ava'
import { Type } from 'typebox'
import { Nothing, openEndpoint } from '../../ingress/endpoint.ts'
import { authEndpoints } from '../../ingress/routes/auth.ts'
import { deleteExpired } from '../../shared/repositories/retention.ts'
import { withApp } from '../helpers/app.ts'
import { newOwner } from '../helpers/owner.ts'
import { request } from '../helpers/request.ts'

const ORIGIN = 'https://app.example.com'
const limited = openEndpoint({
  access: 'public',
  method: 'get',
  path: '/limited',
  name: 'limited',
  tag: 'test',
  summary: 'Three a minute',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  limit: { points: 3, seconds: 60 },
  success: { status: 200, schema: Type.Object({ address: Type.String() }) },
  errors: [],
  run: async (_app, { address }) => ({ address })
})

const api = withApp(
  test,
  { CORS_ORIGINS: `https://other.example.com,${ORIGIN}`, SIGN_UPS_PER_HOUR: '2', TRUST_PROXY: '1' },
  [...authEndpoints, limited]
)
const from = (address: string) => ({ 'x-forwarded-for': address })
const get = (address: string, token?: string) =>
  request<{ code: string; address: string }>(api, 'GET', '/limited', {
    headers: from(address),
    ...(token && { token })
  })

test('a limit counts each address for itself, and says how long to wait', async t => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => get('203.0.113.1')))
  t.is(answers.filter(({ status }) => status === 200).length, 3)
  const refused = answers.filter(({ status }) => status === 429)
  t.is(refused.length, 7)
  for (const { body, headers } of refused) {
    t.is(body.code, 'rate_limited')
    const wait = Number(headers.get('retry-after'))
    t.true(wait >= 1 && wait <= 60)
  }
  t.like(await get('203.0.113.2'), { status: 200, body: { address: '203.0.113.2' } })
})

test('only as many proxies are believed as TRUST_PROXY says', async t => {
  const { body } = await get('198.51.100.66, 203.0.113.3')
  t.is(body.address, '203.0.113.3')
})

test('a session is not counted', async t => {
  const { token } = await newOwner(api)
  for (let i = 0; i < 5; i++) t.is((await get('203.0.113.4', token)).status, 200)
})

test.serial('a limit ends with its time, and what has ended is deleted', async t => {
  for (let i = 0; i < 4; i++) await get('203.0.113.5')
  t.is((await get('203.0.113.5')).status, 429)
  await api.asSystem(context => context.db.raw('update rate_limits set expires_at = now()'))
  t.is((await get('203.0.113.5')).status, 200)
  await api.asSystem(context => context.db.raw('update rate_limits set expires_at = now()'))
  t.is(await api.asSystem(context => deleteExpired(context, 1)), true)
  t.is(await api.asSystem(context => deleteExpired(context, 1000)), false)
})

test('sign-ups of one address are limited', async t => {
  const register = () => {
    const slug = `salon-${randomUUID().slice(0, 13)}`
    const body = { slug, business_name: 'Salón', email: `${slug}@example.com`, password: 'una clave larga' }
    return request(api, 'POST', '/auth/register', { body, headers: from('203.0.113.6') })
  }
  t.deepEqual([(await register()).status, (await register()).status, (await register()).status], [201, 201, 429])
})

test('nothing of an address or an email is kept in the counters', async t => {
  await request(api, 'POST', '/auth/login', { body: { email: 'rara@example.com', password: 'x' } })
  const { rows } = await api.asSystem(context => context.db.raw('select key from rate_limits'))
  t.true(rows.length > 0)
  for (const { key } of rows) t.regex(key, /^[0-9a-f]{64}$/)
})

const preflight = (origin: string) =>
  fetch(`${api.url}/api/v1/auth/me`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' }
  })

test('a listed origin may call, with a token and an Idempotency-Key', async t => {
  const { status, headers } = await preflight(ORIGIN)
  t.is(status, 204)
  t.is(headers.get('access-control-allow-origin'), ORIGIN)
  t.regex(headers.get('access-control-allow-headers') ?? '', /Authorization.*Idempotency-Key/)
  t.regex(headers.get('access-control-allow-methods') ?? '', /PATCH/)
  t.is(headers.get('access-control-allow-credentials'), null)
  const refused = await fetch(`${api.url}/api/v1/auth/me`, { headers: { origin: ORIGIN } })
  t.is(refused.status, 401)
  t.is(refused.headers.get('access-control-allow-origin'), ORIGIN, 'the app can read why')
  t.regex(refused.headers.get('vary') ?? '', /Origin/)
})

test('another origin may not', async t => {
  for (const origin of ['https://evil.example.com', 'null', `${ORIGIN}.evil.com`, 'http://app.example.com']) {
    const { headers } = await preflight(origin)
    t.is(headers.get('access-control-allow-origin'), null, origin)
  }
})
