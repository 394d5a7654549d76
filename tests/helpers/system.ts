import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExecutionContext, TestFn } from 'ava'
import { buildApp } from '../../ingress/app.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import type { Sandbox } from '../../sandbox/types.ts'
import type { App, Context } from '../../shared/context.ts'
import { withSystem, withTenant } from '../../shared/database.ts'
import { settlePublishing } from '../../shared/outbox/publish.ts'
import { queueNames } from '../../shared/queues/catalog.ts'
import { type Running, startProcess } from '../../shared/start-process.ts'
import { demo, seedDemo } from '../../shared/use-cases/seed-demo.ts'
import { startRelay } from '../../workers/relay-loop.ts'
import { workQueues } from '../../workers/work-queues.ts'
import { createClock, type TestClock } from './clock.ts'
import { testConfig, testSecrets } from './config.ts'
import { createDatabase } from './database.ts'

export type BackendName = 'postgres' | 'redis'

/** The whole system in this process: sandbox, web, every worker and the relay, with the demo business in its database. */
export type System = {
  readonly backend: BackendName
  readonly clock: TestClock
  readonly sandbox: Sandbox
  readonly url: string
  readonly app: App
  readonly tenantId: string
  readonly asSystem: <T>(work: (context: Context) => Promise<T>) => Promise<T>
  readonly asTenant: <T>(work: (context: Context) => Promise<T>) => Promise<T>
  readonly rows: <T>(sql: string, bindings?: readonly unknown[]) => Promise<T[]>
  /** Does what the clock's tick does. */
  readonly sweep: () => Promise<void>
  readonly close: () => Promise<void>
}

type Options = Readonly<{
  env?: Readonly<Record<string, string>>
  /** False: no workers and no relay run until `startWorkers`. */
  workers?: boolean
  /** One test after the other: for those that trouble the whole number. */
  serial?: boolean
}>

export const redisUrl = process.env.TEST_REDIS_URL

export const backendEnv = (backend: BackendName, prefix: string): Record<string, string> => ({
  QUEUE_PREFIX: prefix,
  ...(backend === 'redis' && redisUrl ? { REDIS_URL: redisUrl } : {})
})

export async function startSystem(backend: BackendName, options: Options = {}): Promise<System> {
  const database = await createDatabase()
  const clock = createClock()
  const sandbox = await startSandbox({
    appSecret: testSecrets.META_APP_SECRET,
    verifyToken: testSecrets.META_VERIFY_TOKEN,
    statusDelayMs: 5,
    retryDelaysMs: [50, 200, 500],
    numbers: [{ ...demo, verifiedName: demo.businessName }]
  })
  const env = { META_GRAPH_URL: sandbox.url, ...backendEnv(backend, database.name), ...options.env }
  const config = testConfig(database.url, env)
  const web = await startProcess(config, 'web', 0, { now: clock.now })
  const server = createServer(buildApp(web.app).callback())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  sandbox.setWebhookUrl(`${url}/api/v1/webhooks/whatsapp`)
  const tenantId = await withSystem(web.app, 'operator', context => seedDemo(context))
  const stopWorkers = options.workers === false ? async () => {} : await startWorkers(config, clock)
  return {
    backend,
    clock,
    sandbox,
    url,
    app: web.app,
    tenantId,
    asSystem: work => withSystem(web.app, 'operator', work),
    asTenant: work => withTenant(web.app, tenantId, work),
    rows: async <T>(sql: string, bindings: readonly unknown[] = []) =>
      await withSystem(
        web.app,
        'operator',
        async context => (await context.db.raw(sql, bindings as never)).rows as T[]
      ),
    sweep: () => web.app.producer.add([{ queue: 'expiry', job: 'sweep', data: {} }], clock.now()),
    close: async () => {
      await sandbox.close()
      server.closeAllConnections()
      server.close()
      await stopWorkers()
      await settlePublishing(web.app)
      await obliterate(web)
      await web.close()
      await database.drop()
    }
  }
}

/** Starts every worker and the relay in this process, as `workers/main.ts` does. Returns how to stop them. */
export async function startWorkers(config: App['config'], clock: TestClock): Promise<() => Promise<void>> {
  const worker = await startProcess(config, 'worker', queueNames.length, { now: clock.now })
  const working = await workQueues(worker.app, worker.backend, queueNames)
  const relay = startRelay(worker.app)
  return async () => {
    await relay.stop()
    await working.close(2000)
    await settlePublishing(worker.app)
    await worker.close()
  }
}

/** Takes this test's keys out of Redis, and nobody else's. The Postgres queues go with their database. */
async function obliterate({ app, backend }: Running): Promise<void> {
  if (backend.kind !== 'redis' || !backend.isReady()) return
  for (const name of queueNames) await app.producer.queue(name).obliterate({ force: true })
}

/**
 * Declares a test once per queue backend: on BullMQ's Postgres queues, and on Redis where there is one. The tests of a
 * file share one system per backend, so each uses customers of its own.
 */
export function forEachBackend(
  test: TestFn,
  options: Options = {}
): (title: string, run: (t: ExecutionContext, system: System) => Promise<void>) => void {
  const systems = new Map<BackendName, System>()
  const backends: BackendName[] = redisUrl ? ['postgres', 'redis'] : ['postgres']
  test.serial.before('start the system', async () => {
    for (const backend of backends) systems.set(backend, await startSystem(backend, options))
  })
  test.after.always('stop the system', async () => {
    await Promise.all([...systems.values()].map(system => system.close()))
  })
  return (title, run) => {
    for (const backend of ['postgres', 'redis'] as const) {
      const name = `${title} (queues on ${backend})`
      if (!backends.includes(backend)) test.skip(name, t => run(t, systems.get(backend) as System))
      else if (options.serial) test.serial(name, t => run(t, systems.get(backend) as System))
      else test(name, t => run(t, systems.get(backend) as System))
    }
  }
}

let people = 0

/** A customer whom no other test uses. */
export function newCustomer(name = 'Camila Ruiz'): { waId: string; name: string } {
  people += 1
  return { waId: `57300${String(1_000_000 + Math.floor(Math.random() * 8_000_000))}${people % 10}`.slice(0, 12), name }
}
