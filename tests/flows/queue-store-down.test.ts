import test from 'ava'
import { eventually } from '../helpers/eventually.ts'
import { createRedisServer, hasRedisServer, type RedisServer } from '../helpers/redis-server.ts'
import { newCustomer, type System, startSystem } from '../helpers/system.ts'
import { answers, sentTo } from '../helpers/talk.ts'

const only = hasRedisServer ? test.serial : test.serial.skip
let redis: RedisServer
let system: System

test.serial.before(async () => {
  if (!hasRedisServer) return
  redis = await createRedisServer()
  system = await startSystem('redis', { env: { REDIS_URL: redis.url } })
})

test.after.always(async () => {
  await system?.close()
  await redis?.kill()
})

only(
  'with the queue store down webhooks are accepted, readiness says so, and all is answered when it is back',
  async t => {
    const [before, during] = [newCustomer(), newCustomer()]
    await system.sandbox.receive({ from: before, type: 'text', body: 'hola' })
    await answers(system, before.waId)
    await redis.kill()
    const { answers: taken } = await system.sandbox.receive({ from: during, type: 'text', body: 'hola' })
    t.is(taken[0]?.status, 200)
    const ready = await fetch(`${system.url}/readyz`)
    t.is(ready.status, 200)
    t.like(await ready.json(), { status: 'ready', database: 'up', queue: 'down', queue_backend: 'redis' })
    t.is(sentTo(system, during.waId).length, 0)
    await redis.start()
    system.clock.shift(30_000)
    const sweeping = setInterval(() => void system.sweep().catch(() => undefined), 500)
    try {
      await answers(system, during.waId)
    } finally {
      clearInterval(sweeping)
      system.clock.shift(0)
    }
    t.is(sentTo(system, during.waId).length, 1)
  }
)

only('a web process that starts while the queue store is down takes webhooks, and rings once it is up', async t => {
  await redis.kill()
  const late = await startSystem('redis', { env: { REDIS_URL: redis.url }, workers: false })
  const customer = newCustomer()
  const { answers: taken } = await late.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  t.is(taken[0]?.status, 200)
  await redis.start()
  const up = () => late.app.producer.ping(1000).then(() => late.sweep())
  await eventually(() => up().then(() => true), 'the store is reached')
  const waiting = await late.app.producer.queue('expiry').getJobCounts('waiting', 'delayed')
  t.true((waiting.waiting ?? 0) + (waiting.delayed ?? 0) > 0, 'what is rung after the start is kept')
  await late.close()
})
