import test from 'ava'
import pg from 'pg'
import { migrate, migrateDown } from '../../bin/migrate.ts'
import { withDatabase } from '../helpers/database.ts'

const db = withDatabase(test)

const ask = async <Row>(sql: string): Promise<Row[]> => {
  const client = new pg.Client(db.url)
  await client.connect()
  try {
    return (await client.query(sql)).rows as Row[]
  } finally {
    await client.end()
  }
}

test.serial('a migrated database has the tables of the application and of the queues', async t => {
  const found = await ask<{ app: string | null; queues: string | null }>(
    `select to_regclass('public.tenants')::text as app, to_regclass('bullmq.migration')::text as queues`
  )
  t.deepEqual(found, [{ app: 'tenants', queues: 'bullmq.migration' }])
})

test.serial('of several migrations at once one does the work and the others find nothing to do', async t => {
  const undone = await migrateDown(db.url, true)
  t.true(undone.length > 10)
  const applied = await Promise.all([1, 2, 3].map(() => migrate(db.url)))
  t.deepEqual(
    applied.map(names => names.length).sort((a, b) => a - b),
    [0, 0, undone.length]
  )
})

test.serial('a migration that was killed does not block the next one', async t => {
  await ask('update schema_migrations_lock set is_locked = 1')
  const [newest] = await migrateDown(db.url)
  await ask('update schema_migrations_lock set is_locked = 1')
  t.deepEqual(await migrate(db.url), [newest])
})
