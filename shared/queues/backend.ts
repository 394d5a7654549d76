import {
  type BackendFactory,
  type ConnectionOptions,
  createPostgresBackend,
  createRedisBackend,
  type Processor,
  Queue,
  Worker,
  type WorkerOptions
} from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import type { QueueName } from './catalog.ts'
import { checkConnections, checkNotify, watchRedis } from './check-store.ts'

/** Where queues live: Redis when REDIS_URL is set, else BullMQ's tables in our Postgres. Nothing else in the code differs. */
export type QueueBackend = Readonly<{
  kind: 'redis' | 'postgres'
  queue: (name: QueueName) => Queue
  worker: (name: QueueName, processor: Processor, options: Omit<WorkerOptions, 'connection' | 'prefix'>) => Worker
  /** False while the connection is away: whoever adds then fails at once instead of piling up. */
  isReady: () => boolean
  /** Resolves when the store answers; rejects when it does not within `ms`. */
  ping: (ms: number) => Promise<void>
  /** Refuses a store on which workers would not wake up. Called once, by processes that work queues. */
  check: () => Promise<void>
  close: () => Promise<void>
}>

/** `workers`: how many Worker objects this process will make. Each keeps a connection of its own for wake-ups. */
export function createQueueBackend(config: Config, log: Log, workers: number): QueueBackend {
  return config.REDIS_URL ? redisBackend(config, config.REDIS_URL, log) : postgresBackend(config, log, workers)
}

// The two backends have connection types of their own; our code never looks inside either.
type AnyFactory = BackendFactory<never>

function redisBackend(config: Config, url: string, log: Log): QueueBackend {
  const tls = url.startsWith('rediss:')
    ? { tls: { rejectUnauthorized: config.REDIS_TLS_REJECT_UNAUTHORIZED === '1' } }
    : {}
  const retryStrategy = (tries: number) => Math.min(tries * 100, 1000)
  // A producer fails at once while Redis is away: the row is safe in Postgres and the sweep rings again.
  const producer = new Redis(url, {
    ...tls,
    retryStrategy,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    commandTimeout: 2000
  })
  const consumer = new Redis(url, { ...tls, retryStrategy, maxRetriesPerRequest: null, lazyConnect: true })
  const prefix = `{${config.QUEUE_PREFIX}}`
  const factory = createRedisBackend as unknown as AnyFactory
  for (const client of [producer, consumer]) client.on('error', error => logLoss(log, error))
  return {
    kind: 'redis',
    queue: name => listen(new Queue(name, { connection: producer as ConnectionOptions, prefix }, factory), log),
    worker: (name, processor, options) =>
      listen(
        new Worker(name, processor, { ...options, connection: consumer as ConnectionOptions, prefix }, factory),
        log
      ),
    isReady: () => producer.status === 'ready',
    ping: async ms => void (await within(ms, producer.ping())),
    check: async () => watchRedis(producer, log),
    close: async () => {
      producer.disconnect()
      consumer.disconnect()
    }
  }
}

function postgresBackend(config: Config, log: Log, workers: number): QueueBackend {
  // each worker keeps one connection to listen on; a pool without spare ones hangs without an error
  const size = workers === 0 ? 2 : workers + 3
  const pool = new pg.Pool({
    connectionString: config.DATABASE_URL,
    options: '-c search_path=bullmq',
    application_name: 'cuadra-queues',
    keepAlive: true,
    max: size
  })
  pool.setMaxListeners(0)
  pool.on('error', error => logLoss(log, error))
  const connection = pool as unknown as ConnectionOptions
  const factory = createPostgresBackend as unknown as AnyFactory
  return {
    kind: 'postgres',
    queue: name => listen(new Queue(name, { connection }, factory), log),
    worker: (name, processor, options) => listen(new Worker(name, processor, { ...options, connection }, factory), log),
    isReady: () => true,
    ping: async ms => void (await within(ms, pool.query('select 1'))),
    check: async () => {
      await checkConnections(pool, size + config.DATABASE_POOL)
      await checkNotify(pool)
    },
    close: () => pool.end()
  }
}

function listen<T extends Queue | Worker>(emitter: T, log: Log): T {
  ;(emitter as Queue).on('error', error => logLoss(log, error))
  return emitter
}

let lastLoss = 0

/** A store that is away reports itself many times a second: one line per second is enough. */
function logLoss(log: Log, error: Error): void {
  const now = performance.now()
  if (now - lastLoss < 1000) return
  lastLoss = now
  log.warn({ err: error }, 'the queue store does not answer')
}

/** Rejects when `promise` has not settled within `ms`. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
