import type { Context } from '../context.ts'
import type { WakeUp } from '../queues/catalog.ts'

/**
 * Writes a wake-up inside the caller's transaction (DESIGN rule 3). It is published right after the commit, or by the
 * relay when this process dies first; a rollback takes it along.
 */
export async function append(context: Context, wakeUp: WakeUp): Promise<void> {
  // No RETURNING: it would need the right to read the outbox, which no tenant has.
  const { rows } = await context.db.raw<{ rows: { id: number }[] }>(
    `with fresh as (select nextval(pg_get_serial_sequence('outbox', 'id')) as id),
       written as (insert into outbox (id, queue, job, data, due_at, created_at) overriding system value
         select id, ?, ?, ?::jsonb, ?::timestamptz, ?::timestamptz from fresh)
     select id from fresh`,
    [wakeUp.queue, wakeUp.job, JSON.stringify(wakeUp.data), wakeUp.dueAt ?? context.now(), context.now()]
  )
  for (const row of rows) context.wakeUps.push(row.id)
}
