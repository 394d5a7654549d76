import type { App } from '../context.ts'
import { withSystem } from '../database.ts'

const BATCH = 500

/**
 * Deletes the threads of approvals that are settled or gone: LangGraph itself never deletes one. Threads lie in a schema that
 * only the login role may touch; which of them wait is read in a scope, as everywhere.
 */
export async function pruneThreads(app: App): Promise<void> {
  for (let after = ''; ; ) {
    const { rows } = await app.knex.raw<{ rows: { thread_id: string }[] }>(
      'select distinct thread_id from agent.checkpoints where thread_id > ? order by thread_id limit ?',
      [after, BATCH]
    )
    const threads = rows.map(row => row.thread_id)
    const last = threads.at(-1)
    if (last === undefined) return
    const open = await withSystem(app, 'sweep', async context => {
      const found = await context.db.raw<{ rows: { thread_id: string }[] }>(
        `select 'approval:' || id as thread_id from booking_approvals where settled_at is null and 'approval:' || id = any(?)`,
        [threads] as never
      )
      return new Set(found.rows.map(row => row.thread_id))
    })
    await deleteThreads(
      app,
      threads.filter(thread => !open.has(thread))
    )
    after = last
  }
}

async function deleteThreads(app: App, threads: readonly string[]): Promise<void> {
  if (threads.length === 0) return
  for (const table of ['checkpoint_writes', 'checkpoint_blobs', 'checkpoints'])
    await app.knex.raw('delete from agent.?? where thread_id = any(?)', [table, [...threads]] as never)
}
