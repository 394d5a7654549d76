import type { App } from '../context.ts'
import { withSystem } from '../database.ts'

type Row = Readonly<{ what: string; rows: number; oldest: Date | null }>

/** Sets the gauges that say what the rows wait for: a growing age means that a queue, a number or a worker is in trouble. */
export async function collectBacklog(app: App): Promise<void> {
  const rows = await withSystem(app, 'metrics', async context => {
    const result = await context.db.raw<{ rows: Row[] }>(
      `select 'outbox' as what, count(*) as rows, min(created_at) as oldest from outbox where not dead
       union all select 'outbox_dead', count(*), min(created_at) from outbox where dead
       union all select 'ledger_open', count(*), min(received_at) from inbound_events where fate is null
       union all select 'ledger_failed', count(*), min(received_at) from inbound_events where fate = 'failed'
       union all select 'messages_queued', count(*), min(created_at) from messages where status = 'queued'
       union all select 'messages_unsure', count(*), min(claimed_at) from messages where status in ('sending', 'ambiguous')`
    )
    return result.rows
  })
  for (const { what, rows: count, oldest } of rows) {
    app.metrics.backlog.set({ what }, Number(count))
    app.metrics.backlogOldestSeconds.set({ what }, oldest ? (app.now().getTime() - oldest.getTime()) / 1000 : 0)
  }
}
