import { randomUUID } from 'node:crypto'
import test, { type ExecutionContext } from 'ava'
import type { Job } from 'bullmq'
import { testSecrets } from '../helpers/config.ts'
import { eventually } from '../helpers/eventually.ts'
import { forEachBackend, type System, startWorkers } from '../helpers/system.ts'

const each = forEachBackend(test, { workers: false, serial: true })

const login = (password = testSecrets.OPERATOR_PASSWORD, user = 'operator'): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
})
const BOARD = '/admin/queues'

/** A job that fails at its first run: its payload is not what the catalog says. */
const addBadJob = async (system: System, data: unknown = { conversation_id: 'nobody' }): Promise<Job> =>
  await system.app.producer.queue('agent').add('turn', data, { attempts: 1 })

/** Runs `work` while every worker of the system works. */
const whileWorking = async (system: System, work: () => Promise<void>): Promise<void> => {
  const stop = await startWorkers(system.app.config, system.clock)
  try {
    await work()
  } finally {
    await stop()
  }
}

const becomes = (system: System, job: Job, state: string): Promise<unknown> =>
  eventually(async () => (await system.app.producer.queue('agent').getJobState(job.id ?? '')) === state, state)

each('the board and the metrics are for the operator: without the login they are 401', async (t, system) => {
  const wrong: readonly Record<string, string>[] = [
    {},
    { authorization: 'Basic' },
    { authorization: 'Basic %%%' },
    { authorization: `Bearer ${testSecrets.OPERATOR_PASSWORD}` },
    login('wrong'),
    login(''),
    login(testSecrets.OPERATOR_PASSWORD, 'admin'),
    login(`${testSecrets.OPERATOR_PASSWORD} `)
  ]
  const paths = [
    '/metrics',
    '/metrics/',
    BOARD,
    `${BOARD}/`,
    `${BOARD}/api/queues`,
    `${BOARD}/queue/agent`,
    `${BOARD}/static/x.js`
  ]
  for (const path of paths)
    for (const headers of wrong) {
      const answer = await fetch(`${system.url}${path}`, { headers })
      t.is(answer.status, 401, `${path} ${JSON.stringify(headers)}`)
      t.is(answer.headers.get('www-authenticate'), 'Basic realm="Cuadra operator", charset="UTF-8"')
      t.is(((await answer.json()) as { code: string }).code, 'unauthorized')
    }
})

each('no other spelling of the paths leads past the login', async (t, system) => {
  const spellings = [
    '/METRICS',
    '/Metrics/',
    '/%6Detrics',
    '//metrics',
    '/./metrics',
    '/x/../metrics',
    '/metrics%2F',
    '/metrics?x=1'
  ]
  const boards = [
    '/ADMIN/QUEUES',
    '/Admin/queues/api/queues',
    '/admin/QUEUES/',
    '//admin/queues',
    '/admin//queues',
    '/admin/queues%2Fapi/queues'
  ]
  for (const path of [...spellings, ...boards, ...boards.map(board => `${board}/api/queues`)]) {
    const answer = await fetch(`${system.url}${path}`)
    const text = await answer.text()
    t.true([401, 404].includes(answer.status), `${path}: ${answer.status}`)
    t.notRegex(text, /cuadra_|"queues"|Bull/, path)
  }
})

each('with the login the board shows its page and every queue', async (t, system) => {
  const page = await fetch(`${system.url}${BOARD}`, { headers: login() })
  t.is(page.status, 200)
  t.regex(page.headers.get('content-type') ?? '', /^text\/html/)
  t.regex(await page.text(), /Cuadra/)
  const api = await fetch(`${system.url}${BOARD}/api/queues`, { headers: login() })
  const { queues } = (await api.json()) as { queues: { name: string; description: string }[] }
  t.deepEqual(queues.map(({ name }) => name).sort(), ['agent', 'expiry', 'inbound', 'outbound'])
  t.true(queues.every(({ description }) => description.length > 20))
})

each('a failed job can be read on the board, tried again from there, and is then worked', async (t, system) => {
  const job = await addBadJob(system)
  await whileWorking(system, () => becomes(system, job, 'failed').then(() => undefined))
  const read = await fetch(`${system.url}${BOARD}/api/queues/agent/${job.id}`, { headers: login() })
  const shown = (await read.json()) as { job: { failedReason: string; isFailed: boolean; data: unknown } }
  t.true(shown.job.isFailed)
  t.regex(shown.job.failedReason, /^payload of agent\/turn: \/conversation_id must match format "uuid"/)
  const list = await fetch(`${system.url}${BOARD}/api/queues?activeQueue=agent&status=failed`, { headers: login() })
  t.regex(await list.text(), new RegExp(`"id":"${job.id}"`))
  // the operator repairs the payload and tries again
  await job.updateData({ conversation_id: randomUUID() })
  const retry = await fetch(`${system.url}${BOARD}/api/queues/agent/${job.id}/retry`, {
    method: 'PUT',
    headers: login()
  })
  t.is(retry.status, 204)
  await whileWorking(system, () => becomes(system, job, 'completed').then(() => undefined))
})

each('nothing on the board changes for a request that a foreign page made', async (t, system) => {
  const job = await addBadJob(system)
  await whileWorking(system, () => becomes(system, job, 'failed').then(() => undefined))
  const url = `${system.url}${BOARD}/api/queues/agent/${job.id}/retry`
  const put = (headers: Record<string, string>) => fetch(url, { method: 'PUT', headers: { ...login(), ...headers } })
  const foreign: readonly Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${system.url}.evil.example` },
    { origin: 'not a url' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: system.url }
  ]
  for (const headers of foreign) {
    const answer = await put(headers)
    t.is(answer.status, 403, JSON.stringify(headers))
    t.is(((await answer.json()) as { code: string }).code, 'forbidden')
  }
  for (const method of ['POST', 'DELETE', 'PATCH'])
    t.is((await fetch(url, { method, headers: { ...login(), origin: 'https://evil.example' } })).status, 403, method)
  t.is(await system.app.producer.queue('agent').getJobState(job.id ?? ''), 'failed')
  t.is((await put({ origin: system.url, 'sec-fetch-site': 'same-origin' })).status, 204, "the board's own page may")
  await job.remove()
})

const metrics = async (system: System): Promise<string> => {
  const answer = await fetch(`${system.url}/metrics`, { headers: login() })
  if (answer.status !== 200) throw new Error(`metrics: ${answer.status}`)
  return await answer.text()
}
const gauge = (text: string, name: string, labels: string): number =>
  Number(new RegExp(`^${name}\\{${labels}\\} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)

each('the metrics show every queue by depth and by the age of its oldest job', async (t, system) => {
  const before = await metrics(system)
  const failed = (text: string) => gauge(text, 'cuadra_queue_jobs', 'queue="agent",state="failed"')
  for (const queue of ['inbound', 'agent', 'outbound', 'expiry']) {
    for (const state of ['waiting', 'active', 'delayed', 'prioritized', 'failed'])
      t.true(gauge(before, 'cuadra_queue_jobs', `queue="${queue}",state="${state}"`) >= 0, `${queue} ${state}`)
    t.is(gauge(before, 'cuadra_queue_oldest_waiting_seconds', `queue="${queue}"`), 0, queue)
  }
  const job = await addBadJob(system)
  t.is(gauge(await metrics(system), 'cuadra_queue_jobs', 'queue="agent",state="waiting"'), 1)
  system.clock.shift(90_000)
  const later = gauge(await metrics(system), 'cuadra_queue_oldest_waiting_seconds', 'queue="agent"')
  system.clock.shift(0)
  t.true(later >= 89 && later < 120, String(later))
  await whileWorking(system, () => becomes(system, job, 'failed').then(() => undefined))
  t.is(failed(await metrics(system)), failed(before) + 1)
})

each('with every worker dead the age of what they should have done grows', async (t, system) => {
  const now = system.clock.now()
  await system.app.producer.add([{ queue: 'expiry', job: 'sweep', data: {} }], now)
  const age = async () => gauge(await metrics(system), 'cuadra_queue_oldest_waiting_seconds', 'queue="expiry"')
  system.clock.shift(300_000)
  const overdue = await age()
  t.true(overdue >= 299 && overdue < 330, String(overdue))
  system.clock.shift(0)
  await system.app.producer.queue('expiry').drain(true)
  const dueAt = new Date(now.getTime() + 3_600_000)
  await system.app.producer.add([{ queue: 'expiry', job: 'sweep', data: {}, dueAt }], now)
  t.is(await age(), 0, 'what is for later is not late')
  await system.app.producer.queue('expiry').drain(true)
})

each('the metrics show what the rows wait for', async (t, system) => {
  const rows = (text: string, what: string) => gauge(text, 'cuadra_backlog_rows', `what="${what}"`)
  const text = await metrics(system)
  for (const what of ['outbox', 'outbox_dead', 'ledger_open', 'ledger_failed', 'messages_queued', 'messages_unsure'])
    t.is(rows(text, what), 0, what)
  await system.rows(
    `insert into outbox (queue, job, created_at) values ('agent', 'turn', now() - interval '10 minutes') returning id`
  )
  await system.rows(
    `insert into inbound_events (event_key, kind, mailbox_key, occurred_at, payload) values ('x', 'message', 'm:x', now(), '{}')
     returning id`
  )
  const after = await metrics(system)
  t.deepEqual([rows(after, 'outbox'), rows(after, 'ledger_open')], [1, 1])
  const age = gauge(after, 'cuadra_backlog_oldest_seconds', 'what="outbox"')
  t.true(age >= 600 && age < 660, String(age))
  await system.rows('delete from outbox returning id')
  await system.rows(`delete from inbound_events where event_key = 'x' returning id`)
})

each('the process answers /healthz, and is ready while its database is whole', async (t, system) => {
  const health = await fetch(`${system.url}/healthz`)
  t.is(health.status, 200)
  t.deepEqual(await health.json(), { status: 'ok' })
  await isReady(t, system)
})

each(
  'without one of its migrations a process takes no traffic, and takes it again once it has run',
  async (t, system) => {
    const [row] = await system.rows<{ name: string; batch: number }>(
      'delete from schema_migrations where id = (select max(id) from schema_migrations) returning name, batch'
    )
    const answer = await fetch(`${system.url}/readyz`)
    t.is(answer.status, 503)
    t.like(await answer.json(), { status: 'not_ready', database: 'migrations_missing' })
    t.is((await fetch(`${system.url}/healthz`)).status, 200, 'it is alive all the same')
    await system.rows('insert into schema_migrations (name, batch, migration_time) values (?, ?, now()) returning id', [
      row?.name,
      row?.batch
    ])
    await isReady(t, system)
  }
)

async function isReady(t: ExecutionContext, system: System): Promise<void> {
  const answer = await fetch(`${system.url}/readyz`)
  t.is(answer.status, 200)
  t.deepEqual(await answer.json(), { status: 'ready', database: 'up', queue: 'up', queue_backend: system.backend })
}
