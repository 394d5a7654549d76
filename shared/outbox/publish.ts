import type { Knex } from 'knex'
import type { App, Context } from '../context.ts'
import { withSystem } from '../database.ts'
import type { WakeUp } from '../queues/catalog.ts'

type Row = Readonly<{ id: number; queue: WakeUp['queue']; job: string; data: unknown; due_at: Date; tries: number }>
type Pending = { ids: number[]; running: Promise<void> | null }

const BATCH = 200
/** A row that the queue refused this often by itself is set aside for a person (`dead`), and counted in the metrics. */
const MOST_TRIES = 20
const pendingOf = new WeakMap<Knex, Pending>()

/**
 * Publishes rows that this process has just committed. Returns at once; what cannot be published now stays in the
 * table for the relay. Commits that come close together share one round trip.
 */
export function publishWakeUps(app: App, ids: readonly number[]): void {
  const pending = pendingOf.get(app.knex) ?? { ids: [], running: null }
  pendingOf.set(app.knex, pending)
  pending.ids.push(...ids)
  pending.running ??= drain(app, pending)
}

/** Resolves when nothing that this process committed is still being published: for an ordered shutdown, and for tests. */
export async function settlePublishing(app: App): Promise<void> {
  await pendingOf.get(app.knex)?.running
}

async function drain(app: App, pending: Pending): Promise<void> {
  while (pending.ids.length > 0) {
    const ids = pending.ids.splice(0, BATCH)
    try {
      await withSystem(app, 'outbox', context => move(context, 'id = any(?)', [ids]))
    } catch (error) {
      app.log.warn({ err: error, rows: ids.length }, 'wake-ups are left to the relay')
    }
  }
  // in the same breath as the look at the list: what comes from now on starts a run of its own
  pending.running = null
}

/** One pass of the relay: publishes what is due and older than `olderThanMs`. Returns how many rows it moved. */
export function relayOnce(app: App, olderThanMs: number): Promise<number> {
  const before = new Date(app.now().getTime() - olderThanMs)
  return withSystem(app, 'outbox', context => move(context, 'created_at <= ?', [before]))
}

async function move(context: Context, condition: string, bindings: readonly unknown[]): Promise<number> {
  const { rows } = await context.db.raw<{ rows: Row[] }>(
    `select id, queue, job, data, due_at, tries from outbox where not dead and ${condition}
     order by id limit ${BATCH} for update skip locked`,
    bindings as never
  )
  if (rows.length === 0) return 0
  const moved = await addAll(context, rows)
  await context.db.raw('delete from outbox where id = any(?)', [moved])
  return moved.length
}

/** Adds in bulk; when the bulk is refused while the store answers, row by row, so that one bad row holds up no other. */
async function addAll(context: Context, rows: readonly Row[]): Promise<number[]> {
  try {
    await context.producer.add(rows.map(toWakeUp), context.now())
    return rows.map(row => row.id)
  } catch (error) {
    await context.producer.ping(2000)
    if (rows.length === 1) return await countFailure(context, rows[0] as Row, error)
    const moved: number[] = []
    for (const row of rows) moved.push(...(await addAll(context, [row])))
    return moved
  }
}

async function countFailure(context: Context, row: Row, error: unknown): Promise<number[]> {
  const dead = row.tries + 1 >= MOST_TRIES
  const message = error instanceof Error ? error.name : 'unknown'
  await context.db.raw('update outbox set tries = tries + 1, last_error = ?, dead = ? where id = ?', [
    message,
    dead,
    row.id
  ])
  if (dead) context.log.error({ err: error, outbox_id: row.id, queue: row.queue }, 'a wake-up was set aside')
  return []
}

// The catalog checks names and payload again in the worker, where a bad one fails with its reason.
const toWakeUp = (row: Row): WakeUp =>
  ({ queue: row.queue, job: row.job, data: row.data, dueAt: row.due_at }) as unknown as WakeUp
