import { Command } from '@langchain/langgraph'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import pg from 'pg'
import { closeWith } from '../../shared/closing.ts'
import type { App } from '../../shared/context.ts'
import { type ApprovalServices, compileApprovalGraph } from './approval-graph.ts'

/** Where LangGraph keeps its threads. */
const SCHEMA = 'agent'
/** Pools of their own: who waits for a lock must not keep a thread from being saved. */
const SAVER_CONNECTIONS = 1
const LOCK_CONNECTIONS = 2

/** Where a thread stands: nowhere, waiting at an interrupt, cut off after it was answered, or at its end. */
export type ThreadState = Readonly<
  { kind: 'none' } | { kind: 'waiting'; interruptId: string } | { kind: 'cut' } | { kind: 'ended' }
>

/** The threads of approvals, one per approval. Callers hold the thread's lock. */
export type ApprovalThreads = Readonly<{
  look: (approvalId: string) => Promise<ThreadState>
  /** Runs a new thread, or one that died on its way, to its interrupt. Returns the interrupt's id. */
  start: (approvalId: string, services: ApprovalServices, signal: AbortSignal) => Promise<string>
  /** Answers the interrupt by its id and runs to the end. */
  resume: (
    approvalId: string,
    interruptId: string,
    decision: string,
    services: ApprovalServices,
    signal: AbortSignal
  ) => Promise<void>
  /** Goes on where a run was cut off after its answer. */
  goOn: (approvalId: string, services: ApprovalServices, signal: AbortSignal) => Promise<void>
  drop: (approvalId: string) => Promise<void>
  /** Runs `work` while nobody else touches this thread; false when somebody else does. */
  alone: (approvalId: string, work: () => Promise<void>) => Promise<boolean>
}>

const made = new WeakMap<App['knex'], ApprovalThreads>()

const threadOf = (approvalId: string): string => `approval:${approvalId}`

/** The threads of this process, made when first used and closed with its database pool. */
export function approvalThreads(app: App): ApprovalThreads {
  const known = made.get(app.knex)
  if (known) return known
  const savers = createPool(app, 'cuadra-threads', SAVER_CONNECTIONS)
  const locks = createPool(app, 'cuadra-thread-locks', LOCK_CONNECTIONS)
  closeWith(app.knex, () => Promise.all([savers.end(), locks.end()]))
  const threads = createThreads(savers, locks)
  made.set(app.knex, threads)
  return threads
}

/** Makes or updates LangGraph's tables. It takes no lock itself: only the migration step may call it, under its own. */
export async function setUpThreads(databaseUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: 'cuadra migrate', max: 1 })
  pool.on('error', () => undefined)
  try {
    await new PostgresSaver(pool, undefined, { schema: SCHEMA }).setup()
  } finally {
    await pool.end()
  }
}

// A pool without an error listener ends the process when an idle connection is lost.
function createPool(app: App, name: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: app.config.DATABASE_URL,
    application_name: name,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    max
  })
  pool.on('error', error => app.log.warn({ err: error, pool: name }, 'a connection was lost'))
  return pool
}

function createThreads(savers: pg.Pool, locks: pg.Pool): ApprovalThreads {
  const saver = new PostgresSaver(savers, undefined, { schema: SCHEMA })
  const graph = compileApprovalGraph(saver)
  const configOf = (approvalId: string, services?: ApprovalServices, signal?: AbortSignal) => ({
    configurable: { thread_id: threadOf(approvalId), ...(services && { services }) },
    durability: 'sync' as const,
    recursionLimit: 12,
    ...(signal && { signal })
  })
  const look = async (approvalId: string): Promise<ThreadState> => {
    const state = await graph.getState(configOf(approvalId))
    const [pending] = state.tasks.flatMap(task => task.interrupts)
    if (pending?.id) return { kind: 'waiting', interruptId: pending.id }
    if (typeof state.values?.decision !== 'string') return { kind: 'none' }
    return { kind: state.next.length === 0 ? 'ended' : 'cut' }
  }
  return {
    look,
    start: async (approvalId, services, signal) => {
      // whatever is left of a run that died before its interrupt asks again from the beginning: asking works twice
      await saver.deleteThread(threadOf(approvalId))
      await graph.invoke({ approvalId }, configOf(approvalId, services, signal))
      const state = await look(approvalId)
      if (state.kind !== 'waiting') throw new Error(`a new thread is ${state.kind} instead of waiting`)
      return state.interruptId
    },
    resume: async (approvalId, interruptId, decision, services, signal) => {
      await graph.invoke(new Command({ resume: { [interruptId]: decision } }), configOf(approvalId, services, signal))
    },
    goOn: async (approvalId, services, signal) => {
      await graph.invoke(null, configOf(approvalId, services, signal))
    },
    drop: approvalId => saver.deleteThread(threadOf(approvalId)),
    alone: (approvalId, work) => underLock(locks, threadOf(approvalId), work)
  }
}

async function underLock(pool: pg.Pool, thread: string, work: () => Promise<void>): Promise<boolean> {
  const client = await pool.connect()
  let broken = false
  try {
    const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as taken', [thread])
    if (!rows[0]?.taken) return false
    try {
      await work()
      return true
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [thread]).catch(() => {
        broken = true
      })
    }
  } finally {
    // a connection that could not give its lock back gives it back by ending
    client.release(broken)
  }
}
