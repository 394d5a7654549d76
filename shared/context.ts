import type { Knex } from 'knex'
import type { Transaction } from 'objection'
import type { CalcomClient } from './clients/calcom.ts'
import type { MetaClient } from './clients/meta.ts'
import type { StorageClient } from './clients/storage.ts'
import type { Config } from './config.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Producer } from './queues/producer.ts'

/** What a process has: made once at start, handed down as an argument. `now` and `newId` are the only sources of time and chance. */
export type App = Readonly<{
  config: Config
  log: Log
  metrics: Metrics
  knex: Knex
  /** The role that transactions switch to, or null when the login role itself is plain. */
  appRole: string | null
  producer: Producer
  meta: MetaClient
  calcom: CalcomClient
  storage: StorageClient
  now: () => Date
  newId: () => string
}>

/**
 * What a use case gets: the world, one open transaction with its scope set, and the wake-ups to publish once it commits.
 * Use cases run inside it and never open or end a transaction.
 */
export type Context = App &
  Readonly<{
    db: Transaction
    /** The tenant whose rows are visible; in system scope there is none. */
    tenantId: string
    /** Ids of the outbox rows written so far; published right after the commit. */
    wakeUps: number[]
  }>
