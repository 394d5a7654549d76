import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { TestFn } from 'ava'
import pg from 'pg'

export type TestDatabase = {
  readonly name: string
  /** Connection string of a plain role that owns the database. */
  readonly url: string
  /** Removes the database; who is still connected after 3 s is cut off. */
  readonly drop: () => Promise<void>
}

const required = (name: string): string => {
  const value = process.env[name]
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set. Tests with a database run through: npm test -- tests/that.test.ts`)
  }
  return value
}

// Postgres copies a template only while nobody else is in it (object_in_use), and another copy counts as somebody.
const TEMPLATE_BUSY = '55006'
const PATIENCE_MS = 30_000
const CLOSING_MS = 3_000

const withServer = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client(required('TEST_DATABASE_URL'))
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const copyTemplate = async (client: pg.Client, name: string): Promise<void> => {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      await client.query(`create database ${name} template ${required('TEST_TEMPLATE')}`)
      return
    } catch (error) {
      if ((error as { code?: string }).code !== TEMPLATE_BUSY || Date.now() > end) throw error
    }
    // Others wait for the same moment: not all at the same time again.
    await wait(20 + Math.random() * 80)
  }
}

const connections = async (client: pg.Client, name: string): Promise<number> => {
  const { rows } = await client.query('select count(*)::int as n from pg_stat_activity where datname = $1', [name])
  return Number(rows[0]?.n)
}

// Hooks that close the file's own connections run beside this one: cutting them off would make errors of its success.
const dropWhenUnused = async (client: pg.Client, name: string): Promise<void> => {
  const end = Date.now() + CLOSING_MS
  while (Date.now() < end && (await connections(client, name)) > 0) await wait(25)
  await client.query(`drop database if exists ${name} with (force)`)
}

/** A fresh database with every migration applied. The caller drops it. */
export const createDatabase = async (): Promise<TestDatabase> => {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await withServer(client => copyTemplate(client, name))
  const url = new URL(required('TEST_DATABASE_URL'))
  url.pathname = `/${name}`
  return { name, url: url.href, drop: () => withServer(client => dropWhenUnused(client, name)) }
}

/**
 * Gives a test file a database of its own; call it once, at its top, before other hooks. `url` may be read from the
 * first hook or test on.
 */
export const withDatabase = <Context>(test: TestFn<Context>): { readonly url: string; readonly name: string } => {
  let database: TestDatabase | undefined
  // Serial: hooks declared after it wait for it.
  test.serial.before('a database for this file', async () => {
    database = await createDatabase()
  })
  test.after.always('drop the database', async () => {
    await database?.drop()
  })
  const current = () => {
    if (database === undefined) {
      throw new Error('The database of this test file is not there yet: read it inside a hook or a test')
    }
    return database
  }
  return {
    get url() {
      return current().url
    },
    get name() {
      return current().name
    }
  }
}
