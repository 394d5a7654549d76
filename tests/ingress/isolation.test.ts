import test from 'ava'
import fc from 'fast-check'
import * as models from '../../shared/models/index.ts'
import { withApp } from '../helpers/app.ts'
import { arbitraryOf, type Schema } from '../helpers/arbitrary.ts'
import { addressOf, loadDocument, type Operation, operationsOf } from '../helpers/operations.ts'
import { collectionOf, idsNamed, type Planted, plant, tenantTables } from '../helpers/plant.ts'

// What a request would call outside leads nowhere.
const api = withApp(test, { META_GRAPH_URL: 'http://127.0.0.1:1', CALCOM_API_URL: 'http://127.0.0.1:1' })
const SEED = 20_261_123
/** Valid requests per operation and kind of row: some are refused for another reason before the row is looked for. */
const TRIES = 6

/** Everything that a tenant has, as one text per table. */
const snapshot = (tenantId: string): Promise<Record<string, string>> =>
  api.asSystem(async context => {
    const all: Record<string, string> = {}
    for (const table of ['tenants', ...(await tenantTables(context))]) {
      const column = table === 'tenants' ? 'id' : 'tenant_id'
      const { rows } = await context.db.raw(
        "select md5(string_agg(t::text, e'\\n' order by t::text)) as sum from ?? t where ?? = ?",
        [table, column, tenantId]
      )
      all[table] = rows[0].sum
    }
    return all
  })

const isUuid = (schema: unknown) => (schema as Schema).format === 'uuid'
const hasUuidInPath = ({ pathSchema }: Operation) => Object.values(pathSchema.properties as object).some(isUuid)

async function send(operation: Operation, token: string, params: object, seed: number, other: Planted) {
  const world = { ids: (field: string) => idsNamed(other, field), now: api.clock.now().getTime() }
  const draw = (schema: Schema) =>
    fc.sample(arbitraryOf(schema, world), { seed, numRuns: 1 })[0] as Record<string, unknown>
  const query = draw(operation.querySchema)
  const body = operation.body && draw(operation.body.schema)
  const multipart = operation.body?.type === 'multipart/form-data'
  const form = new FormData()
  form.set(
    'file',
    new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])], { type: 'image/png' }),
    'a.png'
  )
  const response = await fetch(`${api.url}/api/v1${addressOf(operation, params as never, query)}`, {
    method: operation.method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && !multipart && { 'content-type': 'application/json' })
    },
    ...(body && { body: multipart ? form : JSON.stringify(body) })
  })
  return { status: response.status, text: await response.text(), body }
}

test('no operation finds, shows or changes a row of another business', async t => {
  const [mine, other] = [await plant(api), await plant(api)]
  const before = await snapshot(other.tenantId)
  const operations = operationsOf(await loadDocument(api)).filter(
    ({ security, id }) => security !== 'none' && id !== 'logOut'
  )
  for (const operation of operations) {
    if (!hasUuidInPath(operation)) {
      for (let seed = 0; seed < TRIES; seed++) {
        const { status, text } = await send(operation, mine.token, {}, SEED + seed, other)
        t.not(status, 500, `${operation.id}: ${text}`)
        t.false(text.includes(other.marker), `${operation.id} shows what is not hers`)
      }
      continue
    }
    for (const id of idsNamed(other, collectionOf(operation.path)).slice(0, 12)) {
      const params = Object.fromEntries(Object.keys(operation.pathSchema.properties as object).map(name => [name, id]))
      const answers = []
      for (let seed = 0; seed < TRIES; seed++)
        answers.push(await send(operation, mine.token, params, SEED + seed, other))
      for (const { status, text, body } of answers) {
        t.true(
          status === 404 || status === 400,
          `${operation.id} answers ${status} to ${JSON.stringify(body)}: ${text}`
        )
        t.false(text.includes(other.marker), `${operation.id} shows what is not hers`)
      }
      t.true(
        answers.some(({ status }) => status === 404),
        `${operation.id} never came to look for ${id}: ${answers[0]?.text}`
      )
    }
  }
  t.deepEqual(await snapshot(other.tenantId), before)
})

test('where a repository forgets the tenant, the database itself shows, changes and deletes only own rows', async t => {
  const [mine, other] = [await plant(api), await plant(api)]
  const before = await snapshot(other.tenantId)
  await api.asTenant(mine.tenantId, async context => {
    for (const table of await tenantTables(context)) {
      const { rows } = await context.db.raw('select distinct tenant_id from ??', [table])
      t.deepEqual(rows, [{ tenant_id: mine.tenantId }], table)
      const hidden = await context.db.raw('select 1 from ?? where tenant_id = ?', [table, other.tenantId])
      t.is(hidden.rows.length, 0, table)
    }
    const tenants = await context.db.raw('select id from tenants')
    t.deepEqual(tenants.rows, [{ id: mine.tenantId }])
  })
  for (const table of await api.asSystem(tenantTables)) {
    const change = async (sql: string) => {
      const refused = new Error('rolled back')
      const work = api.asTenant(mine.tenantId, async context => {
        const { rowCount } = await context.db.raw(sql, [table])
        const own = await context.db.raw('select count(*)::int as n from ?? where tenant_id = ?', [
          table,
          mine.tenantId
        ])
        t.true(rowCount >= own.rows[0].n, `${table}: ${sql}`)
        throw refused
      })
      const error = await t.throwsAsync(work)
      if (error !== refused) t.regex(String((error as { code?: string }).code), /^23/, `${table}: ${error?.message}`)
    }
    await change('update ?? set tenant_id = tenant_id')
    await change('delete from ??')
  }
  t.deepEqual(await snapshot(other.tenantId), before)
})

test('every model finds nothing by another business’s id', async t => {
  const [mine, other] = [await plant(api), await plant(api)]
  await api.asTenant(mine.tenantId, async context => {
    for (const model of Object.values(models)) {
      const id = other.ids[model.tableName]?.[0]
      if (id === undefined) continue
      t.is(await model.query(context.db).findById(id), undefined, model.tableName)
      t.is(await model.query(context.db).deleteById(id), 0, model.tableName)
    }
  })
})

test('without a scope, and in the scope of a business that does not exist, there is nothing', async t => {
  await plant(api)
  const tables = await api.asSystem(tenantTables)
  await api.asTenant('00000000-0000-4000-8000-000000000000', async context => {
    for (const table of tables) t.is((await context.db.raw('select 1 from ??', [table])).rows.length, 0, table)
  })
  for (const table of tables) t.is((await api.app.knex.raw('select 1 from ??', [table])).rows.length, 0, table)
})
