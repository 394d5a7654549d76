import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type pg from 'pg'
import type { Log } from '../log.ts'

const NOTIFY_MS = 1000

/**
 * Proves that a NOTIFY comes back on this connection: BullMQ's Postgres workers sleep until one does. A pooler in
 * transaction mode swallows them without an error, and jobs then wait for seconds or for ever. Throws, naming the cause.
 */
export async function checkNotify(pool: pg.Pool): Promise<void> {
  const listener = await pool.connect()
  const channel = `cuadra_${randomUUID().replaceAll('-', '')}`
  try {
    const heard = new Promise<boolean>(resolve => {
      const timer = setTimeout(() => resolve(false), NOTIFY_MS)
      listener.once('notification', () => {
        clearTimeout(timer)
        resolve(true)
      })
    })
    await listener.query(`listen ${channel}`)
    await pool.query('select pg_notify($1, $2)', [channel, ''])
    if (!(await heard))
      throw new Error(
        'A NOTIFY did not come back within 1 s: DATABASE_URL leads through a pooler in transaction mode (PgBouncer, Supavisor). The Postgres queues need a direct or session-pooled connection, or set REDIS_URL'
      )
    await listener.query(`unlisten ${channel}`)
  } finally {
    listener.release()
  }
}

/** Throws when this process alone would need more connections than the server gives; says how many it needs. */
export async function checkConnections(pool: pg.Pool, needed: number): Promise<void> {
  const { rows } = await pool.query<{ most: number }>(
    `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most`
  )
  const most = rows[0]?.most ?? 0
  if (needed > most)
    throw new Error(`This process needs ${needed} Postgres connections and the server has ${most}: lower DATABASE_POOL`)
}

const OLDEST = [6, 2]
const RECOMMENDED = [7, 2]

/** Once Redis answers: refuses what is too old to run on, warns of what is unsafe for queues. Source: BullMQ, going to production. */
export function watchRedis(client: Redis, log: Log): void {
  const look = () =>
    void inspect(client, log).catch(error => log.warn({ err: error }, 'Redis could not be asked about itself'))
  if (client.status === 'ready') look()
  else client.once('ready', look)
}

async function inspect(client: Redis, log: Log): Promise<void> {
  const [server, memory, persistence] = await Promise.all(
    ['server', 'memory', 'persistence'].map(section => client.info(section))
  )
  const version = field(server, 'redis_version')
  if (isOlder(version, OLDEST)) log.error({ version }, 'this Redis is too old: 6.2 is the oldest that works')
  else if (isOlder(version, RECOMMENDED)) log.warn({ version }, 'Redis 7.2 or newer is recommended')
  const policy = field(memory, 'maxmemory_policy')
  if (policy !== 'noeviction') log.warn({ policy }, 'Redis may evict jobs: set maxmemory-policy noeviction')
  if (field(persistence, 'aof_enabled') !== '1')
    log.warn('Redis keeps nothing on disk (appendonly no): after a loss jobs are rung again from Postgres')
}

const field = (info: string | undefined, name: string): string =>
  new RegExp(`^${name}:(.*)$`, 'm').exec(info ?? '')?.[1]?.trim() ?? ''

function isOlder(version: string, than: readonly number[]): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [thanMajor = 0, thanMinor = 0] = than
  return major < thanMajor || (major === thanMajor && minor < thanMinor)
}
