import type { Knex } from 'knex'
import { createCalcomClient } from './clients/calcom.ts'
import { createMetaClient } from './clients/meta.ts'
import { createStorage } from './clients/storage.ts'
import { closeMade } from './closing.ts'
import type { Config } from './config.ts'
import type { App } from './context.ts'
import { chooseAppRole, createDatabase, newId } from './database.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createQueueBackend, type QueueBackend } from './queues/backend.ts'
import { createProducer } from './queues/producer.ts'

/** A process of ours: what it hands down, its queue backend, and how it lets go of both, in order. */
export type Running = Readonly<{ app: App; backend: QueueBackend; close: () => Promise<void> }>

/**
 * Makes the world of one process. `part` names it in the logs; `workers` is how many queues it works.
 * `now` is the clock; tests hand in their own. Throws when Postgres does not answer or its role is unsafe.
 */
export async function startProcess(
  config: Config,
  part: string,
  workers: number,
  options: Readonly<{ now?: () => Date; processMetrics?: boolean }> = {}
): Promise<Running> {
  const log = createLog(config.LOG_LEVEL, { part })
  const knex = createDatabase(config.DATABASE_URL, config.DATABASE_POOL)
  const appRole = await chooseRole(knex, config)
  const backend = createQueueBackend(config, log, workers)
  const producer = createProducer(backend)
  const now = options.now ?? (() => new Date())
  const app: App = {
    config,
    log,
    metrics: createMetrics({ process: options.processMetrics ?? false }),
    knex,
    appRole,
    producer,
    meta: createMetaClient(config),
    calcom: createCalcomClient(),
    storage: createStorage(config, now),
    now,
    newId
  }
  const close = async () => {
    await producer.close()
    await backend.close()
    await closeMade(knex)
    await knex.destroy()
  }
  return { app, backend, close }
}

async function chooseRole(knex: Knex, config: Config): Promise<string | null> {
  try {
    return await chooseAppRole(knex, config.APP_ROLE)
  } catch (error) {
    await knex.destroy()
    throw error
  }
}
