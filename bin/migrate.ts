// npm run migrate [-- down | down all | status]: the schema of the application and that of the queues.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import knex, { type Knex } from 'knex'
import pg from 'pg'
import knexfile from '../knexfile.ts'
import { readDevEnv } from './dev-env.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

// Any fixed number: everybody who migrates this application takes the same one ("cuadra" on a telephone's keys).
const ADVISORY_LOCK = 282_372

type Work<T> = (migrator: Knex.Migrator, client: pg.Client) => Promise<T>

// The lock belongs to the session, so a killed migration frees it. Knex's own lock is a row that a killed migration
// leaves behind; under ours nobody else can hold it, and it is freed first.
const underLock = async <T>(databaseUrl: string, work: Work<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'cuadra migrate' })
  await client.connect()
  const database = knex({
    client: 'pg',
    connection: databaseUrl,
    pool: { min: 0, max: 2 },
    migrations: knexfile.migrations ?? {}
  })
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK])
    await database.migrate.forceFreeMigrationsLock()
    return await work(database.migrate, client)
  } finally {
    await database.destroy()
    await client.end()
  }
}

const namesIn = (result: unknown): readonly string[] =>
  Array.isArray(result) && Array.isArray(result[1]) ? result[1] : []

/**
 * Brings a database up to date: the application's migrations, then the tables of the queues (BullMQ's PostgreSQL
 * schema, always: the database must serve either backend) and those of the approvals' threads. Many processes may call it
 * at once.
 * Returns the names of the migrations that ran. Throws what Postgres says.
 */
export const migrate = (databaseUrl: string): Promise<readonly string[]> =>
  underLock(databaseUrl, async (migrator, client) => {
    const names = namesIn(await migrator.latest())
    const { runMigrations } = await import('bullmq')
    await runMigrations(client)
    const { setUpThreads } = await import('../workers/agent/approval-threads.ts')
    await setUpThreads(databaseUrl)
    await grantToAppRole(client)
    return names
  })

// A role that was made after the tables were has no rights on them: each run gives them again.
const grantToAppRole = async (client: pg.Client): Promise<void> => {
  const role = process.env.APP_ROLE || 'cuadra_app'
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
  if (rowCount === 0) return
  const name = client.escapeIdentifier(role)
  await client.query(`grant select, insert, update, delete on all tables in schema public to ${name}`)
  await client.query(`grant usage on all sequences in schema public to ${name}`)
}

/** Undoes the newest migration, or every one. Returns the names. The queues' schema stays. */
export const migrateDown = (databaseUrl: string, all = false): Promise<readonly string[]> =>
  underLock(databaseUrl, async migrator => namesIn(await (all ? migrator.rollback(undefined, true) : migrator.down())))

const nameOf = (migration: unknown): string =>
  typeof migration === 'string'
    ? migration
    : String((migration as { file?: string; name?: string }).file ?? (migration as { name?: string }).name)

const status = (databaseUrl: string): Promise<string> =>
  underLock(databaseUrl, async migrator => {
    const [done, open]: [unknown[], unknown[]] = await migrator.list()
    return [...done.map(each => `done  ${nameOf(each)}`), ...open.map(each => `open  ${nameOf(each)}`)].join('\n')
  })

const report = (verb: string, names: readonly string[]): string =>
  names.length === 0 ? 'The database is up to date.' : names.map(name => `${verb} ${name}`).join('\n')

const main = async (args: readonly string[]): Promise<string> => {
  const dev = process.env.NODE_ENV === 'production' ? {} : readDevEnv(join(root, '.data'))
  const url = process.env.DATABASE_URL || dev.DATABASE_URL
  if (url === undefined || url === '') {
    throw new Error('DATABASE_URL is not set, and no npm start has made a database here yet.')
  }
  if (args[0] === undefined || args[0] === 'up') return report('Applied', await migrate(url))
  if (args[0] === 'down') return report('Undid', await migrateDown(url, args[1] === 'all'))
  if (args[0] === 'status') return await status(url)
  throw new Error(`Unknown argument "${args[0]}". Use: npm run migrate [-- up | down | down all | status]`)
}

const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const refused = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' && !process.env.DATABASE_URL
  // Several addresses refused at once come as an error without a message of its own.
  return `${error.message || (error as NodeJS.ErrnoException).code}${refused ? ': is npm start running?' : ''}`
}

if (import.meta.main) {
  try {
    console.log(await main(process.argv.slice(2)))
  } catch (error) {
    console.error(`Migration failed: ${explain(error)}`)
    process.exitCode = 1
  }
}
