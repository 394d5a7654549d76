import test from 'ava'
import { Type } from 'typebox'
import { type Endpoint, Nothing, openEndpoint, ownerEndpoint } from '../../ingress/endpoint.ts'
import type { Context } from '../../shared/context.ts'
import { withTenant } from '../../shared/database.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import { deleteExpired } from '../../shared/repositories/retention.ts'
import { withApp } from '../helpers/app.ts'
import { eventually } from '../helpers/eventually.ts'
import { newOwner } from '../helpers/owner.ts'
import { request } from '../helpers/request.ts'

type Done = { id: string; code: string }

const Body = Type.Object(
  {
    note: Type.Optional(Type.String()),
    more: Type.Optional(Type.Number()),
    fail: Type.Optional(Type.Boolean()),
    tenant_slug: Type.Optional(Type.String())
  },
  { additionalProperties: false }
)
const shape = {
  method: 'post',
  tag: 'test',
  summary: 'Writes one line',
  params: Nothing,
  query: Nothing,
  body: Body,
  success: { status: 201, schema: Type.Object({ id: Type.String() }, { additionalProperties: false }) },
  errors: ['slot_taken']
} as const

/** The effect: one closure, which is counted afterwards. */
async function write(context: Context): Promise<string> {
  const id = context.newId()
  await context.db.raw(
    `insert into closures (id, tenant_id, starts_on, ends_on) values (?, ?, '2026-12-25', '2026-12-25')`,
    [id, context.tenantId]
  )
  return id
}

let hold: Promise<void> = Promise.resolve()
const endpoints: Endpoint[] = [
  ownerEndpoint({
    ...shape,
    path: '/inside',
    name: 'inside',
    run: async (context, { body }) => {
      const id = await write(context)
      if (body.fail) throw new DomainError('slot_taken', 'failed after its effect')
      return { id }
    }
  }),
  ...(['owner_outside', 'public'] as const).map(access =>
    openEndpoint({
      ...shape,
      access,
      path: `/${access}`,
      name: access,
      idempotent: true,
      run: async (app, { session, body }) => {
        await hold
        if (body.fail) throw new DomainError('slot_taken', 'failed')
        const tenantId = session?.tenantId ?? body.note ?? ''
        return { id: await withTenant(app, tenantId, write) }
      }
    })
  )
]

const api = withApp(test, {}, endpoints)
const post = (path: string, token: string | undefined, key: string, body: object = {}) =>
  request<Done>(api, 'POST', path, { ...(token && { token }), key, body })
const effects = (tenantId: string): Promise<number> =>
  api.asTenant(tenantId, async context => (await context.db.raw('select count(*)::int as n from closures')).rows[0].n)

for (const path of ['/inside', '/owner_outside']) {
  test(`${path}: the same request with the same key has one effect and one answer`, async t => {
    const { tenantId, token } = await newOwner(api)
    const first = await post(path, token, 'k 1', { note: 'a', more: 1 })
    const second = await post(path, token, 'k 1', { more: 1, note: 'a' })
    t.is(first.status, 201)
    t.is(first.headers.get('idempotent-replayed'), null)
    t.deepEqual([second.status, second.body, second.headers.get('idempotent-replayed')], [201, first.body, 'true'])
    t.is(await effects(tenantId), 1)
    t.not((await post(path, token, 'k 2', { note: 'a', more: 1 })).body.id, first.body.id)
  })

  test(`${path}: another request under the key is refused`, async t => {
    const { tenantId, token } = await newOwner(api)
    await post(path, token, 'k', { note: 'a' })
    const other = await post(path, token, 'k', { note: 'b' })
    t.deepEqual([other.status, other.body.code], [422, 'idempotency_key_reused'])
    t.is(await effects(tenantId), 1)
  })

  test(`${path}: a failure is not kept, and the key may be used again`, async t => {
    const { tenantId, token } = await newOwner(api)
    const failed = await post(path, token, 'k', { fail: true })
    t.deepEqual([failed.status, failed.body.code], [409, 'slot_taken'])
    t.is(await effects(tenantId), 0)
    t.is((await post(path, token, 'k', {})).status, 201)
  })

  test(`${path}: keys of two businesses have nothing to do with each other`, async t => {
    const [mine, other] = [await newOwner(api), await newOwner(api)]
    const answers = [await post(path, mine.token, 'same', { note: 'a' }), await post(path, other.token, 'same', {})]
    t.deepEqual(
      answers.map(({ status }) => status),
      [201, 201]
    )
  })

  test(`${path}: a key that cannot be used is refused`, async t => {
    const { token } = await newOwner(api)
    t.is((await post(path, token, 'x'.repeat(256))).status, 400)
    t.is((await post(path, token, 'x'.repeat(255))).status, 201)
    const answer = await post(path, token, 'clavé')
    t.like(answer, { status: 400, body: { code: 'validation_failed' } })
  })
}

test('twenty at once with one key: one effect, and every answer is the same', async t => {
  const { tenantId, token } = await newOwner(api)
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('/inside', token, 'race')))
  t.true(answers.every(({ status }) => status === 201))
  t.is(new Set(answers.map(({ body }) => body.id)).size, 1)
  t.is(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true').length, 19)
  t.is(await effects(tenantId), 1)
})

test('when the first of many fails, exactly one of the others does the work', async t => {
  const { tenantId, token } = await newOwner(api)
  const bodies = [{ fail: true }, ...Array.from({ length: 10 }, () => ({}))]
  const answers = await Promise.all(bodies.map(body => post('/inside', token, 'race', body)))
  const made = answers.filter(({ status }) => status === 201)
  t.is(new Set(made.map(({ body }) => body.id)).size, 1)
  t.true(answers.every(({ status }) => [201, 409, 422].includes(status)))
  t.is(await effects(tenantId), 1)
})

test.serial('outside a transaction the key is taken while the first request runs', async t => {
  const { tenantId, token } = await newOwner(api)
  let release = () => {}
  hold = new Promise(resolve => {
    release = resolve
  })
  const first = post('/owner_outside', token, 'slow')
  await eventually(() =>
    api.asTenant(tenantId, async context => (await context.db.raw('select 1 from idempotency_keys')).rows[0])
  )
  const second = await post('/owner_outside', token, 'slow')
  t.deepEqual([second.status, second.body.code], [409, 'idempotency_key_in_use'])
  t.is((await post('/owner_outside', token, 'slow', { note: 'b' })).status, 422)
  release()
  t.is((await first).status, 201)
  t.is((await post('/owner_outside', token, 'slow')).body.id, (await first).body.id)
  t.is(await effects(tenantId), 1)
})

test('a public request uses the keys of the business that it names', async t => {
  const owner = await newOwner(api)
  const body = { tenant_slug: owner.slug, note: owner.tenantId }
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('/public', undefined, 'p', body)))
  t.true(answers.every(({ status }) => status === 201 || status === 409))
  const again = await post('/public', undefined, 'p', body)
  t.is(again.headers.get('idempotent-replayed'), 'true')
  t.is(await effects(owner.tenantId), 1)
})

test('a key of a request that died is free after two minutes, and an answer after a day', async t => {
  const { tenantId, token } = await newOwner(api)
  await post('/owner_outside', token, 'k', { note: 'a' })
  const change = (sql: string) =>
    api.asTenant(tenantId, context => context.db.raw(`update idempotency_keys set ${sql}`))
  await change(`answer = null`)
  const busy = await post('/owner_outside', token, 'k', { note: 'a' })
  t.deepEqual([busy.status, busy.body.code, busy.headers.get('retry-after')], [409, 'idempotency_key_in_use', '1'])
  await change(`expires_at = now()`)
  t.is((await post('/owner_outside', token, 'k', { note: 'b' })).status, 201)
  await change(`expires_at = now()`)
  await api.asSystem(context => deleteExpired(context, 1000))
  const { rows } = await api.asTenant(tenantId, context => context.db.raw('select 1 from idempotency_keys'))
  t.is(rows.length, 0)
})
