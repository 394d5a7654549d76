import { once } from 'node:events'
import { createServer } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { withSystem } from '../../shared/database.ts'
import { startProcess } from '../../shared/start-process.ts'
import { demo, seedDemo } from '../../shared/use-cases/seed-demo.ts'
import { testConfig, testEnv, testSecrets } from '../helpers/config.ts'
import { createDatabase } from '../helpers/database.ts'
import { eventually } from '../helpers/eventually.ts'
import { ownProcess } from '../helpers/processes.ts'
import { type BackendName, backendEnv, redisUrl } from '../helpers/system.ts'

const CONVERSATIONS = 200

test('200 conversations, every process killed in the middle: each is answered once (queues on postgres)', t =>
  killWhileAnswering(t, 'postgres'))
const onRedis = redisUrl ? test : test.skip
onRedis('200 conversations, every process killed in the middle: each is answered once (queues on redis)', t =>
  killWhileAnswering(t, 'redis')
)

async function killWhileAnswering(t: ExecutionContext, backend: BackendName): Promise<void> {
  const database = await createDatabase()
  const port = await freePort()
  const sandbox = await startSandbox({
    appSecret: testSecrets.META_APP_SECRET,
    statusDelayMs: 5,
    retryDelaysMs: [100, 300, 500],
    numbers: [{ ...demo, verifiedName: demo.businessName }],
    webhookUrl: `http://127.0.0.1:${port}/api/v1/webhooks/whatsapp`
  })
  const settings = { META_GRAPH_URL: sandbox.url, ...backendEnv(backend, database.name), LOG_LEVEL: 'error' }
  const env = testEnv(database.url, { ...settings, PORT: String(port) })
  const seeding = await startProcess(testConfig(database.url, settings), 'seed', 0)
  await withSystem(seeding.app, 'operator', context => seedDemo(context))
  const web = ownProcess(['ingress/main.ts'], env)
  const worker = ownProcess(['workers/main.ts'], env)
  try {
    web.start()
    worker.start()
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, 'web is ready')
    const customers = Array.from({ length: CONVERSATIONS }, (_, index) => String(573_100_000_000 + index))
    for (const from of customers) void sandbox.receive({ from, type: 'text', body: 'hola' })
    for (const share of [0.1, 0.4, 0.7]) {
      await eventually(() => sandbox.sent.length >= CONVERSATIONS * share, `${share} answered`, 60_000)
      await worker.kill()
      if (share === 0.4) {
        await web.kill()
        web.start()
      }
      worker.start()
    }
    await eventually(() => new Set(sandbox.sent.map(({ to }) => to)).size === CONVERSATIONS, 'all answered', 90_000)
    await eventually(async () => (await unfinished()) === 0, 'nothing is left in flight', 60_000)
    const perCustomer = customers.map(waId => sandbox.sent.filter(({ to }) => to === waId).length)
    t.deepEqual(
      perCustomer.filter(count => count !== 1),
      [],
      worker.output().slice(-2000)
    )
    t.is(await worker.stop(), 0, 'SIGTERM ends in order')
    t.is(await web.stop(), 0)
  } finally {
    await Promise.all([web.kill(), worker.kill()])
    await sandbox.close()
    await seeding.close()
    await database.drop()
  }

  async function unfinished(): Promise<number> {
    return await withSystem(seeding.app, 'operator', async context => {
      const { rows } = await context.db.raw(
        `select (select count(*) from messages where status in ('queued', 'sending', 'ambiguous'))
          + (select count(*) from inbound_events where fate is null) as n`
      )
      return Number(rows[0].n)
    })
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
