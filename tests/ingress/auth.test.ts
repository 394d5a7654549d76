import { randomUUID } from 'node:crypto'
import test from 'ava'
import { SignJWT, UnsecuredJWT } from 'jose'
import { hashOf } from '../../ingress/middleware/rate-limit.ts'
import { decrypt } from '../../shared/crypto.ts'
import { withApp } from '../helpers/app.ts'
import { newOwner } from '../helpers/owner.ts'
import { request } from '../helpers/request.ts'

type Tokens = { access_token: string; refresh_token: string; expires_in: number; token_type: string }
type Registered = Tokens & { tenant: { id: string; status: string; slug: string }; user: { id: string; email: string } }
type Problem = { code: string; errors?: { in: string; pointer: string; message: string }[] }

const api = withApp(test, { TRUST_PROXY: '1' })
const PASSWORD = 'una clave larga'

/** Another address for each call: the limits of one test are not those of the next. */
const from = (address: string = randomUUID()) => ({ 'x-forwarded-for': address })
const newAccount = () => {
  const slug = `salon-${randomUUID().slice(0, 13)}`
  return { slug, business_name: 'Salón', email: `${slug}@example.com`, password: PASSWORD }
}
const post = <Body = Problem>(path: string, body?: unknown, options: object = {}) =>
  request<Body>(api, 'POST', path, { body, headers: from(), ...options })
const me = (token: string) =>
  request<Problem & { id: string; tenant: { id: string } }>(api, 'GET', '/auth/me', { token })
const signUp = async () => {
  const account = newAccount()
  return { account, registered: (await post<Registered>('/auth/register', account)).body }
}
const refresh = (token: string) => request<Tokens & Problem>(api, 'POST', '/auth/refresh', { token })

test('registering makes an inactive business with its owner, look and hours, and signs her in', async t => {
  const account = newAccount()
  const { status, body } = await post<Registered>('/auth/register', { ...account, email: account.email.toUpperCase() })
  t.is(status, 201)
  t.like(body, { token_type: 'Bearer', expires_in: 900, tenant: { status: 'inactive', slug: account.slug } })
  t.is(body.user.email, account.email)
  const rows = await api.asTenant(body.tenant.id, async context => {
    const { rows } = await context.db.raw(
      `select (select count(*)::int from business_hours) as hours, (select brand_settings->>'font_family' from tenants) as font,
         (select array_agg(type) from audit_log) as events, (select hashed_password from auth_users) as hash`
    )
    return rows[0]
  })
  t.like(rows, { hours: 6, font: 'Inter', events: ['tenant_created'] })
  t.regex(rows.hash, /^\$2b\$10\$/)
  const account2 = await me(body.access_token)
  t.like(account2, { status: 200, body: { id: body.user.id, tenant: { id: body.tenant.id } } })
  t.false(JSON.stringify(account2.body).includes('$2b$'))
})

test('a slug or an email that exists is refused, also when twenty ask at once', async t => {
  const { account } = await signUp()
  const slug = await post('/auth/register', { ...newAccount(), slug: account.slug })
  const email = await post('/auth/register', { ...newAccount(), email: account.email.toUpperCase() })
  t.deepEqual([slug.status, slug.body.code], [400, 'slug_exists'])
  t.deepEqual([email.status, email.body.code], [400, 'email_exists'])
  const same = newAccount()
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('/auth/register', same)))
  t.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array.from({ length: 19 }, () => 400)])
})

test('what registers badly is refused with a pointer to each field', async t => {
  const { status, body } = await post('/auth/register', { slug: 'Ñandú!', email: 'x', password: 'corta', admin: true })
  t.is(status, 400)
  t.deepEqual(body.errors?.map(({ pointer }) => pointer).sort(), [
    '/admin',
    '/business_name',
    '/email',
    '/password',
    '/slug'
  ])
  const long = await post('/auth/register', { ...newAccount(), password: 'ñ'.repeat(60) })
  t.is(long.body.errors?.[0]?.pointer, '/password')
})

test('logging in takes the right password, and says the same of a wrong one and of nobody', async t => {
  const { account } = await signUp()
  const right = await post<Tokens>('/auth/login', { email: ` ${account.email.toUpperCase()}`, password: PASSWORD })
  t.is(right.status, 200)
  t.is((await me(right.body.access_token)).status, 200)
  const wrong = await post<Problem & { request_id?: string }>('/auth/login', { email: account.email, password: 'otra' })
  const nobody = await post<Problem & { request_id?: string }>('/auth/login', {
    email: 'no@example.com',
    password: 'a'
  })
  t.is(wrong.status, 401)
  delete wrong.body.request_id
  delete nobody.body.request_id
  t.deepEqual(wrong.body, nobody.body)
  t.is(wrong.body.code, 'invalid_credentials')
})

test('nobody takes as long as a wrong password', async t => {
  const { account } = await signUp()
  const time = async (email: string) => {
    const started = performance.now()
    await post('/auth/login', { email, password: 'no es esta' })
    return performance.now() - started
  }
  const median = async (email: string) => {
    const times: number[] = []
    for (let i = 0; i < 5; i++) times.push(await time(email))
    return times.sort((a, b) => a - b)[2] ?? 0
  }
  const [known, unknown] = [await median(account.email), await median('nadie@example.com')]
  t.true(unknown > known / 3 && known > unknown / 3, `${known} ms against ${unknown} ms`)
})

test('ten failures lock an account for a quarter of an hour, from every address', async t => {
  const { account } = await signUp()
  const attempt = (password: string) => post('/auth/login', { email: account.email, password })
  const failed = await Promise.all(Array.from({ length: 10 }, () => attempt('mala')))
  t.true(failed.every(({ status }) => status === 401))
  const locked = await attempt(PASSWORD)
  t.deepEqual([locked.status, locked.body.code], [429, 'rate_limited'])
  const wait = Number(locked.headers.get('retry-after'))
  t.true(wait > 800 && wait <= 900, String(wait))
  await api.asSystem(context =>
    context.db.raw(`update rate_limits set expires_at = now() where key = ?`, [
      hashOf({ name: 'login-account', whom: account.email })
    ])
  )
  t.is((await attempt(PASSWORD)).status, 200)
})

test('thirty failures lock an address, and right passwords do not count', async t => {
  const { account } = await signUp()
  const headers = from('203.0.113.7')
  const attempt = (email: string, password: string) => post('/auth/login', { email, password }, { headers })
  for (let i = 0; i < 4; i++) t.is((await attempt(account.email, PASSWORD)).status, 200)
  const failed = await Promise.all(Array.from({ length: 40 }, (_, i) => attempt(`n${i}@example.com`, 'mala')))
  t.is(failed.filter(({ status }) => status === 401).length, 30)
  t.is(failed.filter(({ status }) => status === 429).length, 10)
  t.is((await post('/auth/login', { email: account.email, password: PASSWORD })).status, 200, 'elsewhere she can')
})

test('forged, foreign, expired and misused tokens are refused', async t => {
  const { userId, tenantId, refreshToken } = await newOwner(api)
  const now = Math.floor(Date.now() / 1000)
  const header = { alg: 'HS256', typ: 'at+jwt' }
  const claims = { sub: userId, tid: tenantId, role: 'owner', jti: randomUUID(), iat: now, exp: now + 900 }
  const secret = api.app.config.JWT_SECRET
  const sign = (changed: object = {}, key = secret, protectedHeader = header) =>
    new SignJWT({ ...claims, ...changed }).setProtectedHeader(protectedHeader).sign(Buffer.from(key))
  const refused = {
    unsigned: new UnsecuredJWT(claims).encode(),
    'other secret': await sign({}, 'x'.repeat(40)),
    expired: await sign({ iat: now - 2000, exp: now - 1 }),
    'other algorithm': await sign({}, secret.repeat(2), { alg: 'HS512', typ: 'at+jwt' }),
    'other type': await sign({}, secret, { alg: 'HS256', typ: 'JWT' }),
    'other tenant': await sign({ tid: randomUUID() }),
    'other user': await sign({ sub: randomUUID() }),
    'subject that is no id': await sign({ sub: `' or 1=1` }),
    'tenant that is no text': await sign({ tid: [tenantId] }),
    'a refresh token': refreshToken,
    nothing: ''
  }
  t.is((await me(await sign())).status, 200, 'the one that the others differ from')
  for (const [name, token] of Object.entries(refused)) {
    const { status, body, headers } = await me(token)
    t.deepEqual([status, body.code], [401, 'unauthorized'], name)
    t.is(headers.get('www-authenticate'), 'Bearer', name)
  }
})

test('the token of a deactivated user stops working at once, and so does her refresh token', async t => {
  const owner = await newOwner(api)
  t.is((await me(owner.token)).status, 200)
  await api.asTenant(owner.tenantId, context => context.db.raw('update auth_users set is_active = false'))
  t.is((await me(owner.token)).status, 401)
  t.is((await refresh(owner.refreshToken)).status, 401)
})

test('a token holds ids and a role, and nothing else', async t => {
  const { token } = await newOwner(api)
  const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  t.deepEqual(Object.keys(payload).sort(), ['exp', 'iat', 'jti', 'role', 'sub', 'tid'])
})

test('a refresh token works once; used again later it ends the whole family', async t => {
  const owner = await newOwner(api)
  const first = await refresh(owner.refreshToken)
  t.is(first.status, 200)
  const second = await refresh(first.body.refresh_token)
  t.is(second.status, 200)
  await api.asTenant(owner.tenantId, context =>
    context.db.raw(`update refresh_tokens set rotated_at = rotated_at - interval '11 seconds'`)
  )
  t.is((await refresh(owner.refreshToken)).status, 401)
  t.is((await refresh(second.body.refresh_token)).status, 401, 'the newest of the family is revoked')
  const events = await api.asTenant(owner.tenantId, context => context.db.raw('select type from audit_log order by id'))
  t.deepEqual(
    events.rows.map((row: { type: string }) => row.type),
    ['tenant_created', 'refresh_token_reused']
  )
})

test('of thirty refreshes at once one wins, and its tokens live', async t => {
  const owner = await newOwner(api)
  const answers = await Promise.all(Array.from({ length: 30 }, () => refresh(owner.refreshToken)))
  const winners = answers.filter(({ status }) => status === 200)
  t.is(winners.length, 1)
  t.true(answers.every(({ status }) => status === 200 || status === 401))
  t.is((await refresh(winners[0]?.body.refresh_token ?? '')).status, 200)
})

test('an expired or unknown refresh token is refused', async t => {
  const owner = await newOwner(api)
  await api.asTenant(owner.tenantId, context => context.db.raw('update refresh_tokens set expires_at = now()'))
  t.is((await refresh(owner.refreshToken)).status, 401)
  t.is((await refresh('nothing-of-ours')).status, 401)
  t.is((await request(api, 'POST', '/auth/refresh')).status, 401)
})

test('logging out ends one sign-in, or all of them', async t => {
  const { account, registered } = await signUp()
  const other = await post<Tokens>('/auth/login', { email: account.email, password: PASSWORD })
  const [token, refresh_token] = [registered.access_token, registered.refresh_token]
  t.is((await request(api, 'POST', '/auth/logout', { token, body: { refresh_token } })).status, 204)
  t.is((await refresh(refresh_token)).status, 401)
  const still = await refresh(other.body.refresh_token)
  t.is(still.status, 200)
  t.is((await request(api, 'POST', '/auth/logout', { token })).status, 204)
  t.is((await refresh(still.body.refresh_token)).status, 401)
  t.is((await me(token)).status, 401)
  t.is((await me(still.body.access_token)).status, 401)
})

test('a stranger’s refresh token cannot be ended', async t => {
  const [mine, other] = [await newOwner(api), await newOwner(api)]
  const body = { refresh_token: other.refreshToken }
  t.is((await request(api, 'POST', '/auth/logout', { token: mine.token, body })).status, 204)
  t.is((await refresh(other.refreshToken)).status, 200)
})

test('a changed password ends every sign-in but the one it begins', async t => {
  const { account, registered } = await signUp()
  const token = registered.access_token
  const change = (body: object) => request<Tokens & Problem>(api, 'POST', '/auth/change-password', { token, body })
  const wrong = await change({ current_password: 'otra', password: 'la nueva clave' })
  t.deepEqual([wrong.status, wrong.body.code], [400, 'wrong_password'])
  const changed = await change({ current_password: PASSWORD, password: 'la nueva clave' })
  t.is(changed.status, 200)
  t.is((await me(changed.body.access_token)).status, 200)
  t.is((await me(token)).status, 401)
  t.is((await refresh(registered.refresh_token)).status, 401)
  t.is((await post('/auth/login', { email: account.email, password: PASSWORD })).status, 401)
  t.is((await post('/auth/login', { email: account.email, password: 'la nueva clave' })).status, 200)
})

/** The code that waits for the owner's WhatsApp. */
const codeFor = (tenantId: string): Promise<string | null> =>
  api.asTenant(tenantId, async context => {
    const { rows } = await context.db.raw('select sealed_code from password_resets where used_at is null')
    return rows[0] ? decrypt(rows[0].sealed_code, context.config.ENCRYPTION_KEYS) : null
  })

test('a forgotten password is set with the code, once, and ends every sign-in', async t => {
  const { account, registered } = await signUp()
  const contact = `insert into owner_contacts (tenant_id, phone, verified_at) values (?, '+573001112233', now())`
  await api.asTenant(registered.tenant.id, context => context.db.raw(contact, [context.tenantId]))
  t.is((await post('/auth/forgot', { email: account.email.toUpperCase() })).status, 202)
  const code = (await codeFor(registered.tenant.id)) ?? ''
  t.regex(code, /^\d{6}$/)
  const reset = (given: string) => post('/auth/reset', { email: account.email, code: given, password: 'recordada ya' })
  const bad = await reset(code === '000000' ? '111111' : '000000')
  t.deepEqual([bad.status, bad.body.code], [400, 'invalid_code'])
  t.is((await reset(code)).status, 204)
  t.is((await reset(code)).status, 400)
  t.is((await refresh(registered.refresh_token)).status, 401)
  t.is((await me(registered.access_token)).status, 401)
  t.is((await post('/auth/login', { email: account.email, password: 'recordada ya' })).status, 200)
})

test('a code dies after five wrong tries, with its time, and with the next code', async t => {
  const { account, registered } = await signUp()
  const tenantId = registered.tenant.id
  await api.asTenant(tenantId, context =>
    context.db.raw(`insert into owner_contacts (tenant_id, phone, verified_at) values (?, '+573001112233', now())`, [
      tenantId
    ])
  )
  const newCode = async () => {
    await post('/auth/forgot', { email: account.email })
    return (await codeFor(tenantId)) ?? ''
  }
  const statusOf = async (code: string) =>
    (await post('/auth/reset', { email: account.email, code, password: 'recordada ya' })).status
  const first = await newCode()
  const wrong = first === '000000' ? '111111' : '000000'
  for (let i = 0; i < 5; i++) t.is(await statusOf(wrong), 400)
  t.is(await statusOf(first), 400)
  const second = await newCode()
  await api.asTenant(tenantId, context => context.db.raw('update password_resets set expires_at = now()'))
  t.is(await statusOf(second), 400)
})

test('forgetting says nothing about who exists, and without a verified contact makes no code', async t => {
  const { account, registered } = await signUp()
  const known = await post('/auth/forgot', { email: account.email })
  const unknown = await post('/auth/forgot', { email: 'nadie@example.com' })
  t.deepEqual([known.status, known.body], [unknown.status, unknown.body])
  t.is(await codeFor(registered.tenant.id), null)
})
