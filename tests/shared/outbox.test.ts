import { randomUUID } from 'node:crypto'
import test from 'ava'
import pg from 'pg'
import type { App } from '../../shared/context.ts'
import { withTenant } from '../../shared/database.ts'
import { append } from '../../shared/outbox/append.ts'
import { relayOnce, settlePublishing } from '../../shared/outbox/publish.ts'
import type { WakeUp } from '../../shared/queues/catalog.ts'
import { startProcess } from '../../shared/start-process.ts'
import { collectBacklog } from '../../shared/use-cases/collect-backlog.ts'
import { eventually } from '../helpers/eventually.ts'
import { forEachBackend, type System, startSystem } from '../helpers/system.ts'

const each = forEachBackend(test, { workers: false, serial: true })

/** As many refusals as a row is given before it is set aside. */
const TRIES = 20

const turnOf = (conversation_id: string): WakeUp => ({ queue: 'agent', job: 'turn', data: { conversation_id } })
const tick: WakeUp = { queue: 'expiry', job: 'sweep', data: {} }

/** Commits wake-ups as a process does that dies before it can publish them. */
const commitAndDie = (system: System, ...wakeUps: WakeUp[]): Promise<void> =>
  system.asTenant(async context => {
    for (const wakeUp of wakeUps) await append({ ...context, wakeUps: [] }, wakeUp)
  })

const commit = async (system: System, ...wakeUps: WakeUp[]): Promise<void> => {
  await system.asTenant(async context => {
    for (const wakeUp of wakeUps) await append(context, wakeUp)
  })
}

type Row = { id: number; queue: string; tries: number; dead: boolean; last_error: string | null }
const outbox = (system: System): Promise<Row[]> => system.rows<Row>('select * from outbox order by id')

const turnsFor = async (system: System, conversationId: string) => {
  const jobs = await system.app.producer.queue('agent').getJobs(['delayed', 'waiting'])
  return jobs.filter(job => job.data.conversation_id === conversationId)
}
const ticks = async (system: System): Promise<number> => {
  const counts = await system.app.producer.queue('expiry').getJobCounts('delayed', 'waiting')
  return (counts.delayed ?? 0) + (counts.waiting ?? 0)
}
const clear = async (system: System): Promise<void> => {
  await system.rows('delete from outbox returning id')
  for (const name of ['agent', 'expiry'] as const) await system.app.producer.queue(name).drain(true)
}

each('a transaction that is rolled back leaves no wake-up and no job', async (t, system) => {
  const id = randomUUID()
  const work = system.asTenant(async context => {
    await append(context, turnOf(id))
    throw new Error('undo')
  })
  await t.throwsAsync(work, { message: 'undo' })
  await settlePublishing(system.app)
  t.deepEqual(await outbox(system), [])
  t.deepEqual(await turnsFor(system, id), [])
})

each('nothing is published before the commit', async (t, system) => {
  const id = randomUUID()
  await system.asTenant(async context => {
    await append(context, turnOf(id))
    await settlePublishing(system.app)
    t.deepEqual(await turnsFor(system, id), [])
  })
  await settlePublishing(system.app)
  t.is((await turnsFor(system, id)).length, 1)
})

each('a committed wake-up becomes a job at once, without any relay', async (t, system) => {
  const id = randomUUID()
  await commit(system, turnOf(id))
  await settlePublishing(system.app)
  const [job] = await turnsFor(system, id)
  t.like(job, { name: 'turn', data: { conversation_id: id } })
  t.is(job?.opts.attempts, 8)
  t.deepEqual(await outbox(system), [])
})

each('a wake-up for later becomes a job for later', async (t, system) => {
  const id = randomUUID()
  const dueAt = new Date(system.clock.now().getTime() + 3_600_000)
  await commit(system, { ...turnOf(id), dueAt } as WakeUp)
  await settlePublishing(system.app)
  const [job] = await turnsFor(system, id)
  const delay = job?.opts.delay ?? 0
  t.true(delay > 3_590_000 && delay <= 3_600_000, String(delay))
})

each('several rings for one conversation are one job', async (t, system) => {
  const id = randomUUID()
  await commit(system, turnOf(id), turnOf(id))
  await commit(system, turnOf(id))
  await settlePublishing(system.app)
  t.is((await turnsFor(system, id)).length, 1)
})

each('more wake-ups in one commit than one statement moves are all published', async (t, system) => {
  await clear(system)
  await commit(system, ...Array.from({ length: 250 }, () => tick))
  await settlePublishing(system.app)
  t.is(await ticks(system), 250)
  t.deepEqual(await outbox(system), [])
})

each('commits that come close together leave nothing to the relay', async (t, system) => {
  await clear(system)
  await Promise.all(Array.from({ length: 60 }, () => commit(system, tick)))
  await settlePublishing(system.app)
  t.is(await ticks(system), 60)
  t.deepEqual(await outbox(system), [])
})

each('a row whose process died is published by the relay once it is old enough', async (t, system) => {
  await clear(system)
  const id = randomUUID()
  await commitAndDie(system, turnOf(id))
  await settlePublishing(system.app)
  t.is(await relayOnce(system.app, 2000), 0, 'younger rows belong to the process that wrote them')
  t.is((await outbox(system)).length, 1)
  system.clock.shift(2500)
  t.is(await relayOnce(system.app, 2000), 1)
  system.clock.shift(0)
  t.is((await turnsFor(system, id)).length, 1)
  t.deepEqual(await outbox(system), [])
})

each('several relays at once publish each row once', async (t, system) => {
  await clear(system)
  await commitAndDie(system, ...Array.from({ length: 300 }, () => tick))
  const second = await startProcess(system.app.config, 'relay', 0)
  t.teardown(second.close)
  await eventually(() => second.backend.isReady(), 'the second process reaches the queues')
  const empty = async (app: App): Promise<number> => {
    const moved = await relayOnce(app, 0)
    return moved === 0 ? 0 : moved + (await empty(app))
  }
  const moved = await Promise.all([empty(system.app), empty(second.app), empty(system.app), empty(second.app)])
  t.is(
    moved.reduce((sum, count) => sum + count),
    300
  )
  t.is(await ticks(system), 300)
  t.deepEqual(await outbox(system), [])
})

each('a row that somebody is publishing is left alone, and taken over when that process dies', async (t, system) => {
  await clear(system)
  await commitAndDie(system, tick)
  const publisher = new pg.Client(system.app.config.DATABASE_URL)
  publisher.on('error', () => undefined)
  await publisher.connect()
  t.teardown(() => publisher.end().catch(() => undefined))
  await publisher.query(`begin; set local app.scope = 'system'; select id from outbox for update`)
  t.is(await relayOnce(system.app, 0), 0)
  const { rows } = await publisher.query<{ pid: number }>('select pg_backend_pid() as pid')
  await system.app.knex.raw('select pg_terminate_backend(?, 5000)', [rows[0]?.pid ?? 0])
  t.is(await relayOnce(system.app, 0), 1)
  t.is(await ticks(system), 1)
})

each('a row that the queues cannot take holds up no other, and is set aside in the end', async (t, system) => {
  await clear(system)
  const poison: readonly (readonly [queue: string, job: string, data: string])[] = [
    ['no_such_queue', 'turn', '{}'],
    ['agent', 'turn', 'null']
  ]
  await commitAndDie(system, tick)
  for (const row of poison)
    await system.rows(
      `insert into outbox (queue, job, data, created_at) values (?, ?, ?, now() - interval '1 s') returning id`,
      row
    )
  await commitAndDie(system, tick)
  t.is(await relayOnce(system.app, 0), 2)
  t.is(await ticks(system), 2)
  t.deepEqual(
    (await outbox(system)).map(({ tries, dead }) => ({ tries, dead })),
    poison.map(() => ({ tries: 1, dead: false }))
  )
  for (let pass = 1; pass < TRIES; pass += 1) t.is(await relayOnce(system.app, 0), 0)
  const aside = await outbox(system)
  t.deepEqual(
    aside.map(({ tries, dead }) => ({ tries, dead })),
    poison.map(() => ({ tries: TRIES, dead: true }))
  )
  t.true(aside.every(({ last_error }) => last_error !== null))
  await relayOnce(system.app, 0)
  t.deepEqual(await outbox(system), aside, 'nobody looks at them again')
  await collectBacklog(system.app)
  const metrics = await system.app.metrics.registry.metrics()
  t.regex(metrics, /cuadra_backlog_rows\{what="outbox_dead"\} 2/)
  t.regex(metrics, /cuadra_backlog_rows\{what="outbox"\} 0/)
  await clear(system)
})

each('a job of an unknown name is published: the worker fails it, where a person can read it', async (t, system) => {
  await clear(system)
  await system.rows(
    `insert into outbox (queue, job, created_at) values ('expiry', 'of_tomorrow', now() - interval '1 s') returning id`
  )
  t.is(await relayOnce(system.app, 0), 1)
  const jobs = await system.app.producer.queue('expiry').getJobs(['delayed', 'waiting'])
  t.deepEqual(
    jobs.map(({ name }) => name),
    ['of_tomorrow']
  )
  await clear(system)
})

test.serial('while the queue store is away rows wait, and no try of theirs is used up', async t => {
  const system = await startSystem('postgres', { workers: false })
  t.teardown(system.close)
  const away = await startProcess({ ...system.app.config, REDIS_URL: 'redis://127.0.0.1:1' }, 'away', 0)
  t.teardown(away.close)
  await withTenant(away.app, system.tenantId, context => append(context, tick))
  await settlePublishing(away.app)
  await t.throwsAsync(relayOnce(away.app, 0))
  t.like(await outbox(system), [{ tries: 0, dead: false }])
  t.is(await relayOnce(system.app, 0), 1, 'once a store is there it goes')
})
