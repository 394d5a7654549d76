import test from 'ava'
import { decrypt, encrypt, keyIdOf } from '../../shared/crypto.ts'
import { rotateKeys, sealedColumns } from '../../shared/use-cases/rotate-keys.ts'
import { withApp } from '../helpers/app.ts'
import { testSecrets } from '../helpers/config.ts'

const OLD = testSecrets.ENCRYPTION_KEYS
const BOTH = `k2:${Buffer.alloc(32, 9).toString('base64')},${OLD}`
const system = withApp(test, { ENCRYPTION_KEYS: BOTH })

test('secrets of an older key are sealed with the first one, once, and still open', async t => {
  const token = (slug: string) =>
    system.asSystem(async context => {
      const { rows } = await context.db.raw('select whatsapp_access_token as value from tenants where slug = ?', [slug])
      return rows[0].value as string
    })
  await system.asSystem(async context => {
    for (const [slug, keys] of [
      ['old', OLD],
      ['fresh', BOTH]
    ] as const)
      await context.db.raw(
        `insert into tenants (slug, business_name, email, whatsapp_access_token) values (?, ?, ?, ?)`,
        [slug, slug, `${slug}@example.com`, encrypt(`token of ${slug}`, keys)]
      )
  })
  const untouched = await token('fresh')
  t.is(await system.asSystem(rotateKeys), 1)
  t.is(keyIdOf(await token('old')), 'k2')
  t.is(decrypt(await token('old'), BOTH.split(',')[0] ?? ''), 'token of old')
  t.is(await token('fresh'), untouched)
  t.is(await system.asSystem(rotateKeys), 0)
})

test('every column that is named as sealed exists', async t => {
  const { rows } = await system.asSystem(context =>
    context.db.raw(
      `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'`
    )
  )
  const known = new Set((rows as { name: string }[]).map(({ name }) => name))
  t.deepEqual(
    sealedColumns.map(([table, column]) => `${table}.${column}`).filter(name => !known.has(name)),
    []
  )
})
