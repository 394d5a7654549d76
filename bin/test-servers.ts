import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { describeProcess, takeLock } from './lock.js'
import { migrate } from './migrate.ts'
import { freePort } from './ports.ts'
import { stopProcess, stopServerOf } from './postgres-process.ts'

const TEMPLATE = 'cuadra_template'
const PREFIX = 'cuadra-test-'

/** What the tests are told in their environment. */
export type TestServers = {
  readonly TEST_DATABASE_URL: string
  readonly TEST_TEMPLATE: string
  /** For the few tests that need a superuser: of roles, and of what a superuser must not be allowed. */
  readonly TEST_SUPERUSER_URL: string
}

const stopRedisOf = async (folder: string): Promise<void> => {
  const file = join(folder, 'redis.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8'))
  if (describeProcess(pid)?.command.includes('redis-server')) await stopProcess(pid)
}

/** Stops every server whose data lies in the folder, whoever started it there, and removes the folder. */
export const clearTestFolder = async (folder: string): Promise<void> => {
  for (const file of globSync('**/postmaster.pid', { cwd: folder })) await stopServerOf(dirname(join(folder, file)))
  await stopRedisOf(folder)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** A folder for one run; what runs that were killed have left behind is cleared first. */
export const makeTestFolder = async (): Promise<string> => {
  for (const name of globSync(`${PREFIX}*`, { cwd: tmpdir() })) {
    const folder = join(tmpdir(), name)
    if (takeLock(join(folder, 'run.lock')).heldBy === undefined) await clearTestFolder(folder)
  }
  const folder = mkdtempSync(join(tmpdir(), PREFIX))
  takeLock(join(folder, 'run.lock'))
  return folder
}

// A test database lives for seconds: it need not survive a power cut, and a vacuum in it would only hold up its removal.
const POSTGRES_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '300'
}

const query = async (url: string, sql: string): Promise<void> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Starts Postgres with a migrated template; tests copy it as a plain role that cannot pass row-level security. */
export const startPostgres = async (folder: string): Promise<TestServers> => {
  const postgres = await startEmbeddedPostgres({
    dir: join(folder, 'postgres'),
    role: 'cuadra_test',
    roleMayCreateDatabases: true,
    settings: POSTGRES_SETTINGS,
    initdbFlags: ['--no-sync']
  })
  const server = postgres.url('postgres')
  await query(server, `create database ${TEMPLATE}`)
  await migrate(postgres.url(TEMPLATE))
  await query(server, `alter database ${TEMPLATE} with is_template true allow_connections false`)
  return {
    TEST_DATABASE_URL: server,
    TEST_TEMPLATE: TEMPLATE,
    TEST_SUPERUSER_URL: postgres.superuserUrl('postgres')
  }
}

const answersPing = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1_000 })
    const finish = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('connect', () => socket.write('PING\r\n'))
    socket.on('data', data => finish(data.toString().startsWith('+PONG')))
    socket.on('timeout', () => finish(false))
    socket.on('error', () => finish(false))
    socket.on('close', () => finish(false))
  })

const spawnRedis = (folder: string, port: number): ChildProcess =>
  spawn(
    'redis-server',
    ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'].concat([
      '--dir',
      folder,
      '--pidfile',
      join(folder, 'redis.pid'),
      '--daemonize',
      'no'
    ]),
    { detached: true, stdio: 'ignore' }
  )

const startRedis = async (folder: string): Promise<string | undefined> => {
  const port = await freePort()
  const child = spawnRedis(folder, port)
  let gone = false
  child.once('error', () => {
    gone = true
  })
  child.once('exit', () => {
    gone = true
  })
  child.unref()
  while (!gone) {
    if (await answersPing(port)) return `redis://127.0.0.1:${port}`
    await wait(25)
  }
  return undefined
}

/** A Redis for the tests: the one named, the one on 127.0.0.1:6379, one of our own; undefined when there is none. */
export const findRedis = async (folder: string, named: string | undefined): Promise<string | undefined> => {
  if (named !== undefined && named !== '') return named
  if (await answersPing(6379)) return 'redis://127.0.0.1:6379'
  return await startRedis(folder)
}
