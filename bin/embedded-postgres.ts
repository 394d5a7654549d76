import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { freePort, isPortFree } from './ports.ts'
import { type Binaries, findBinaries, findRunner, initDatabase, openServer, type Runner } from './postgres-binaries.ts'
import { adoptServer, type RunningServer } from './postgres-process.ts'

/** What is kept of one server, inside its data directory, mode 0600. */
type Secrets = { port: number; readonly superuserPassword: string; readonly rolePassword: string }

export type EmbeddedPostgresOptions = {
  /** The data directory; made on the first start. */
  readonly dir: string
  /** The plain role that the application uses: neither a superuser nor above row-level security. */
  readonly role: string
  /** A database of that role, made if it is missing. */
  readonly database?: string
  readonly roleMayCreateDatabases?: boolean
  /** Server settings, as for `postgres -c name=value`. */
  readonly settings?: Readonly<Record<string, string>>
  readonly initdbFlags?: readonly string[]
  /** Called when the server ends without having been asked to. */
  readonly onUnexpectedExit?: (detail: string) => void
}

export type EmbeddedPostgres = {
  readonly port: number
  /** True when the server of an earlier, killed run was found alive and is used. */
  readonly adopted: boolean
  /** Connection string of the plain role. */
  readonly url: (database: string) => string
  /** Connection string of the superuser. */
  readonly superuserUrl: (database: string) => string
  /** Ends all connections and stops the server; resolves when its process is gone. */
  readonly stop: () => Promise<void>
}

const SUPERUSER = 'postgres'
const secretsFile = (dir: string) => join(dir, 'cuadra.json')
const readSecrets = (dir: string): Secrets => JSON.parse(readFileSync(secretsFile(dir), 'utf8'))
const writeSecrets = (dir: string, secrets: Secrets): void =>
  writeFileSync(secretsFile(dir), JSON.stringify(secrets), { mode: 0o600 })

const urlFor = (user: string, password: string, port: number) => (database: string) =>
  `postgres://${user}:${password}@127.0.0.1:${port}/${database}`

/** The folder above must let the server's own user pass when it is not ours (root does not run Postgres). */
const prepareParent = (dir: string): void => {
  mkdirSync(dirname(dir), { recursive: true })
  if (process.getuid?.() === 0) chmodSync(dirname(dir), 0o755)
}

// Made beside its place and then renamed: a data directory that exists is always complete.
const createDataDirectory = async (
  options: EmbeddedPostgresOptions,
  binaries: Binaries,
  runner: Runner
): Promise<void> => {
  const draft = `${options.dir}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  if (runner.owner !== undefined) chownSync(draft, runner.owner.uid, runner.owner.gid)
  const secrets: Secrets = {
    port: await freePort(),
    superuserPassword: randomBytes(24).toString('base64url'),
    rolePassword: randomBytes(24).toString('base64url')
  }
  await initDatabase({
    binaries,
    runner,
    dir: draft,
    user: SUPERUSER,
    password: secrets.superuserPassword,
    flags: options.initdbFlags ?? []
  })
  writeSecrets(draft, secrets)
  renameSync(draft, options.dir)
}

const prepareRole = async (options: EmbeddedPostgresOptions, secrets: Secrets): Promise<void> => {
  const client = new pg.Client(urlFor(SUPERUSER, secrets.superuserPassword, secrets.port)('postgres'))
  await client.connect()
  try {
    const role = client.escapeIdentifier(options.role)
    const found = await client.query('select 1 from pg_roles where rolname = $1', [options.role])
    if (found.rowCount === 0) await client.query(`create role ${role}`)
    const createdb = options.roleMayCreateDatabases === true ? 'createdb' : 'nocreatedb'
    const password = client.escapeLiteral(secrets.rolePassword)
    await client.query(`alter role ${role} login nosuperuser nobypassrls nocreaterole ${createdb} password ${password}`)
    if (options.database === undefined) return
    const there = await client.query('select 1 from pg_database where datname = $1', [options.database])
    if (there.rowCount === 0) {
      await client.query(`create database ${client.escapeIdentifier(options.database)} owner ${role}`)
    }
  } finally {
    await client.end()
  }
}

// The processes of a server that was killed need a moment to notice, and hold its shared memory until then.
const PREDECESSOR_DYING = /pre-existing shared memory block/
const PREDECESSOR_LIMIT_MS = 10_000

const startServer = async (
  options: EmbeddedPostgresOptions,
  secrets: Secrets,
  binaries: Binaries,
  runner: Runner
): Promise<RunningServer> => {
  if (!(await isPortFree(secrets.port, ['127.0.0.1']))) {
    secrets.port = await freePort()
    writeSecrets(options.dir, secrets)
  }
  const end = Date.now() + PREDECESSOR_LIMIT_MS
  for (;;) {
    try {
      return await openServer({
        binaries,
        runner,
        dir: options.dir,
        port: secrets.port,
        url: urlFor(SUPERUSER, secrets.superuserPassword, secrets.port)('postgres'),
        settings: { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings },
        onUnexpectedExit: options.onUnexpectedExit ?? (() => undefined)
      })
    } catch (error) {
      const dying = error instanceof Error && PREDECESSOR_DYING.test(error.message)
      if (!dying || Date.now() > end) throw error
    }
    await wait(100)
  }
}

/**
 * Starts a Postgres of our own on 127.0.0.1, in its own process group: a terminal's Ctrl-C does not reach it, its owner
 * stops it last. Works as root too. The server of a killed run on the same directory is adopted.
 * Throws an Error whose message says what to do.
 */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const binaries = await findBinaries()
  prepareParent(options.dir)
  const runner = findRunner(binaries, options.dir)
  if (!existsSync(options.dir)) await createDataDirectory(options, binaries, runner)
  if (!existsSync(secretsFile(options.dir))) {
    throw new Error(`${options.dir} was not made by this program (no cuadra.json in it). Move it away and start again.`)
  }
  const secrets = readSecrets(options.dir)
  const onUnexpectedExit = options.onUnexpectedExit ?? (() => undefined)
  const withoutPort = urlFor(SUPERUSER, secrets.superuserPassword, 0)('postgres')
  const alive = await adoptServer(options.dir, withoutPort, onUnexpectedExit)
  if (alive !== undefined && alive.port !== secrets.port) {
    secrets.port = alive.port
    writeSecrets(options.dir, secrets)
  }
  const server = alive ?? (await startServer(options, secrets, binaries, runner))
  try {
    await prepareRole(options, secrets)
  } catch (error) {
    await server.stop()
    throw error
  }
  return {
    port: secrets.port,
    adopted: alive !== undefined,
    url: urlFor(options.role, secrets.rolePassword, secrets.port),
    superuserUrl: urlFor(SUPERUSER, secrets.superuserPassword, secrets.port),
    stop: server.stop
  }
}
