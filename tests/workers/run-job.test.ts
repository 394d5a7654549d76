import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import test, { type ExecutionContext } from 'ava'
import type { Job, JobsOptions, Worker } from 'bullmq'
import { pino } from 'pino'
import type { App } from '../../shared/context.ts'
import { logOptions } from '../../shared/log.ts'
import { catalog, type QueueName } from '../../shared/queues/catalog.ts'
import { startProcess } from '../../shared/start-process.ts'
import { cancel, done, type Outcome, snooze } from '../../workers/outcome.ts'
import type { Handlers, JobApp } from '../../workers/registry.ts'
import { runJob } from '../../workers/run-job.ts'
import { closeWorkers } from '../../workers/work-queues.ts'
import { testConfig } from '../helpers/config.ts'
import { createDatabase } from '../helpers/database.ts'
import { eventually } from '../helpers/eventually.ts'
import { type BackendName, backendEnv, redisUrl } from '../helpers/system.ts'

/** What the handler of a test does in its n-th run (from 1). */
type Behaviour = (app: JobApp, run: number) => Promise<Outcome>
type Line = { level: number; msg: string; job_id?: string; err?: { message: string }; [field: string]: unknown }

/** A process whose workers run what each test tells them, on real queues. */
type Bench = Readonly<{
  app: App
  lines: () => Line[]
  text: () => string
  /** Adds a job to `queue` and says how its runs go. */
  add: (behaviour: Behaviour, options?: JobsOptions, queue?: QueueName) => Promise<Tried>
  addRaw: (name: string, data: unknown, options?: JobsOptions) => Promise<Tried>
  work: (queue: QueueName) => Worker
}>
type Tried = Readonly<{
  queue: QueueName
  id: string
  runs: () => number
  ended: () => Promise<Job>
  current: () => Promise<Job>
}>

// this queue's runs may last 0.2 s instead of two minutes, in this file only
;(catalog.expiry as { timeoutMs: number }).timeoutMs = 200

const backends: BackendName[] = redisUrl ? ['postgres', 'redis'] : ['postgres']
const benches = new Map<BackendName, Bench>()
const closing: (() => Promise<unknown>)[] = []

test.before('start a process with workers on each backend', async () => {
  await Promise.all(backends.map(async backend => benches.set(backend, await startBench(backend))))
})

test.after.always('stop them', async () => {
  for (const close of closing.reverse()) await close()
})

async function startBench(backend: BackendName): Promise<Bench> {
  const database = await createDatabase()
  const config = testConfig(database.url, backendEnv(backend, database.name))
  const running = await startProcess(config, 'worker', 6)
  await eventually(() => running.backend.isReady(), 'the queue store')
  let text = ''
  const stream = new PassThrough().on('data', chunk => {
    text += chunk
  })
  const app: App = { ...running.app, log: pino(logOptions('debug', {}), stream) }
  const behaviours = new Map<string, Behaviour>()
  const runs = new Map<string, number>()
  const play = async (jobApp: JobApp, key: string): Promise<Outcome> => {
    const run = (runs.get(key) ?? 0) + 1
    runs.set(key, run)
    return await (behaviours.get(key) ?? (async () => done))(jobApp, run)
  }
  const handlers = {
    agent: { turn: (jobApp: JobApp, data: { conversation_id: string }) => play(jobApp, data.conversation_id) },
    outbound: {
      conversation: (jobApp: JobApp, data: { conversation_id: string }) => play(jobApp, data.conversation_id)
    },
    expiry: { sweep: (jobApp: JobApp) => play(jobApp, 'sweep'), conversations: async () => done }
  } as unknown as Record<QueueName, Handlers<QueueName>>
  const work = (queue: QueueName): Worker => {
    const worker = running.backend.worker(
      queue,
      async (job, token, signal) =>
        await runJob(app, queue, handlers[queue], job, token ?? '', signal ?? new AbortController().signal),
      { concurrency: 20 }
    )
    closing.push(() => worker.close())
    return worker
  }
  const tried = (queue: QueueName, id: string, key: string): Tried => {
    const current = async () => (await app.producer.queue(queue).getJob(id)) as Job
    const ended = () =>
      eventually(async () => {
        const state = await app.producer.queue(queue).getJobState(id)
        return state === 'completed' || state === 'failed' ? await current() : null
      }, 'the end of the job')
    return { queue, id, current, ended, runs: () => runs.get(key) ?? 0 }
  }
  const names: Readonly<Record<QueueName, string>> = {
    agent: 'turn',
    outbound: 'conversation',
    expiry: 'sweep',
    inbound: 'mailbox'
  }
  closing.push(async () => {
    for (const queue of ['agent', 'outbound', 'expiry'] as const)
      await app.producer.queue(queue).obliterate({ force: true })
    await running.close()
    await database.drop()
  })
  work('agent')
  work('expiry')
  return {
    app,
    work,
    text: () => text,
    lines: () =>
      text
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line)),
    add: async (behaviour, options = {}, queue = 'agent') => {
      const key = queue === 'expiry' ? 'sweep' : randomUUID()
      behaviours.set(key, behaviour)
      const data = queue === 'expiry' ? {} : { conversation_id: key }
      const job = await app.producer.queue(queue).add(names[queue], data, { attempts: 3, ...options })
      return tried(queue, job.id ?? '', key)
    },
    addRaw: async (name, data, options = {}) => {
      const job = await app.producer.queue('agent').add(name, data, { attempts: 3, ...options })
      return tried('agent', job.id ?? '', String((data as { conversation_id?: unknown }).conversation_id))
    }
  }
}

const each = (title: string, run: (t: ExecutionContext, bench: Bench) => Promise<void>): void => {
  for (const backend of ['postgres', 'redis'] as const) {
    const declare = backends.includes(backend) ? test : test.skip
    declare(`${title} (queues on ${backend})`, t => run(t, benches.get(backend) as Bench))
  }
}

const linesOf = (bench: Bench, job: Tried): Line[] =>
  bench.lines().filter(line => line.job_id === job.id && line.queue === job.queue)
const levels = (bench: Bench, job: Tried): number[] => linesOf(bench, job).map(({ level }) => level)
const [DEBUG, WARN, ERROR] = [20, 40, 50]

each('a run that is done completes its job, and hands nothing but that to the queue', async (t, bench) => {
  const job = await bench.add(async () => done)
  const ended = await job.ended()
  t.true(await ended.isCompleted())
  t.is(ended.returnvalue ?? null, null)
  t.is(job.runs(), 1)
  t.like(linesOf(bench, job), [{ level: DEBUG, msg: 'done', queue: 'agent', job: 'turn' }])
})

each('a handler gets its process, a log that names the job, and a signal', async (t, bench) => {
  let seen: JobApp | undefined
  const job = await bench.add(async app => {
    seen = app
    app.log.info('from the handler')
    return done
  })
  await job.ended()
  t.is(seen?.config, bench.app.config)
  t.false(seen?.signal.aborted)
  const line = linesOf(bench, job).find(({ msg }) => msg === 'from the handler')
  t.like(line, { queue: 'agent', job: 'turn', job_id: job.id })
  t.is(typeof line?.conversation_id, 'string')
})

each('a bad payload fails at once, names the fields and shows no values', async (t, bench) => {
  const job = await bench.addRaw('turn', { conversation_id: 'mi niña', phone: '+573001112233' })
  const ended = await job.ended()
  t.true(await ended.isFailed())
  t.is(ended.attemptsMade, 1)
  t.regex(ended.failedReason, /^payload of agent\/turn: .*\/phone is not a known field/)
  t.regex(ended.failedReason, /\/conversation_id must match format "uuid"/)
  t.notRegex(ended.failedReason, /niña|573001112233/)
  t.notRegex(JSON.stringify(linesOf(bench, job)), /niña|573001112233/)
  t.is(job.runs(), 0, 'no handler saw it')
  t.deepEqual(levels(bench, job), [ERROR])
})

each('a missing payload fails at once too', async (t, bench) => {
  const ended = await (await bench.addRaw('turn', {})).ended()
  t.is(ended.attemptsMade, 1)
  t.regex(ended.failedReason, /\/conversation_id is required/)
})

each('a job of an unknown name fails at once and says so', async (t, bench) => {
  for (const name of ['of_tomorrow', 'constructor', '__proto__']) {
    const ended = await (await bench.addRaw(name, { conversation_id: randomUUID() })).ended()
    t.is(ended.failedReason, `the queue agent knows no job ${name}`)
    t.is(ended.attemptsMade, 1)
  }
})

each('a cancelled job fails without another try, and keeps the reason for a person', async (t, bench) => {
  const job = await bench.add(async () => cancel('the booking is gone'))
  const ended = await job.ended()
  t.true(await ended.isFailed())
  t.is(ended.failedReason, 'the booking is gone')
  t.is(job.runs(), 1)
  t.deepEqual(levels(bench, job), [ERROR])
})

each('a snoozed job runs again later, and no try of it is used up', async (t, bench) => {
  const times: number[] = []
  const job = await bench.add(
    async (_app, run) => {
      times.push(Date.now())
      if (run <= 3) return snooze(60)
      if (run <= 4) throw new Error('once')
      return done
    },
    { attempts: 2 }
  )
  const ended = await job.ended()
  t.true(await ended.isCompleted(), 'three snoozes and one failure fit into two tries')
  t.is(job.runs(), 5)
  for (const index of [1, 2, 3]) t.true((times[index] ?? 0) - (times[index - 1] ?? 0) >= 50)
  t.false(levels(bench, job).includes(ERROR))
})

each('a failing job is tried again with growing waits, and reported as lost once, at the last', async (t, bench) => {
  const times: number[] = []
  const job = await bench.add(
    async () => {
      times.push(Date.now())
      throw new Error('not today')
    },
    { attempts: 3, backoff: { type: 'exponential', delay: 100, jitter: 0.5 } }
  )
  const ended = await job.ended()
  t.is(ended.failedReason, 'Error: not today')
  t.is(ended.attemptsMade, 3)
  t.is(times.length, 3)
  t.true((times[1] ?? 0) - (times[0] ?? 0) >= 45)
  t.true((times[2] ?? 0) - (times[1] ?? 0) >= 95)
  t.deepEqual(levels(bench, job), [WARN, WARN, ERROR])
  t.deepEqual(
    linesOf(bench, job).map(({ attempt }) => attempt),
    [1, 2, 3]
  )
  t.regex(ended.stacktrace?.[0] ?? '', /run-job\.test\.ts/)
})

each('runs are counted by how they ended', async (t, bench) => {
  const count = async (outcome: string): Promise<number> => {
    const { values } = await bench.app.metrics.jobs.get()
    return values.find(({ labels }) => labels.queue === 'agent' && labels.outcome === outcome)?.value ?? 0
  }
  const before = await Promise.all(['done', 'snooze', 'retry', 'failed'].map(count))
  const job = await bench.add(async (_app, run) => {
    if (run === 1) return snooze(1)
    if (run === 2) throw new Error('once')
    return done
  })
  await (await bench.add(async () => cancel('no'))).ended()
  await job.ended()
  const after = await Promise.all(['done', 'snooze', 'retry', 'failed'].map(count))
  t.true(
    after.every((value, index) => value >= (before[index] ?? 0) + 1),
    `${before} → ${after}`
  )
})

each("what stood in a row reaches neither the queue's store nor the log through an error", async (t, bench) => {
  const job = await bench.add(
    async app => {
      await app.knex.raw('select ?::uuid', ['mi niña está enferma'])
      return done
    },
    { attempts: 1 }
  )
  const ended = await job.ended()
  t.is(ended.failedReason, 'error 22P02')
  t.notRegex(JSON.stringify(ended.toJSON()), /niña/)
  t.false(bench.text().includes('niña'))
})

each('whatever is thrown, the job ends as failed instead of hanging', async (t, bench) => {
  const odd: readonly (readonly [thrown: unknown, reason: RegExp])[] = [
    [new Error('nul \0 and half \ud83d'), /^Error: nul {2}and half \ufffd$/],
    [new Error(`${'x'.repeat(292)}😀`), /^Error: x{292}\ufffd$/],
    [new Error('y'.repeat(10_000)), /^Error: y{293}$/],
    ['a text', /^unknown failure$/],
    [undefined, /^unknown failure$/],
    [new DOMException('gone', 'AbortError'), /^AbortError: gone$/]
  ]
  for (const [thrown, reason] of odd) {
    const job = await bench.add(
      async () => {
        throw thrown
      },
      { attempts: 1 }
    )
    const ended = await job.ended()
    t.true(await ended.isFailed())
    t.regex(ended.failedReason, reason)
  }
  const cancelled = await (await bench.add(async () => cancel('nul \0 and half \ud83d'))).ended()
  t.is(cancelled.failedReason, 'nul  and half \ufffd')
})

each('a run that takes too long is told to stop, and counts as a failed try', async (t, bench) => {
  let aborted: unknown
  const job = await bench.add(
    async ({ signal }, run) => {
      if (run > 1) return done
      return await new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted = signal.reason
          reject(signal.reason)
        })
      })
    },
    { attempts: 2 },
    'expiry'
  )
  const ended = await job.ended()
  t.true(await ended.isCompleted(), 'the second try did it')
  t.like(aborted, { name: 'TimeoutError' })
  t.deepEqual(levels(bench, job), [WARN, DEBUG])
})

each(
  'a run that ends in time is finished when the process stops; what does not goes back to the queue',
  async (t, bench) => {
    const worker = bench.work('outbound')
    const { promise, resolve } = Promise.withResolvers<void>()
    const job = await bench.add(
      async ({ signal }) => {
        await promise
        return signal.aborted ? cancel('told to stop') : done
      },
      {},
      'outbound'
    )
    await eventually(() => job.runs() === 1, 'the run')
    const closed = closeWorkers([worker], 10_000)
    resolve()
    await closed
    t.true(await (await job.current()).isCompleted())
    t.deepEqual(levels(bench, job), [DEBUG])
    await takenOver(t, bench)
  }
)

/** The second half of a shutdown: what is not finished in time goes to another worker. One after the other, on one queue. */
async function takenOver(t: ExecutionContext, bench: Bench): Promise<void> {
  const first = bench.work('outbound')
  const job = await bench.add(
    async ({ signal }, run) => {
      if (run > 1) return done
      return await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
    { attempts: 1 },
    'outbound'
  )
  await eventually(() => job.runs() === 1, 'the run')
  await closeWorkers([first], 300)
  const waiting = await job.current()
  t.is(await waiting.getState(), 'waiting')
  t.is(waiting.attemptsMade, 0, 'no try is used up')
  t.deepEqual(levels(bench, job), [], 'and nobody is alarmed')
  bench.work('outbound')
  t.true(await (await job.ended()).isCompleted(), 'another worker finishes it, though it had one try only')
  t.is(job.runs(), 2)
}

each("the catalog's tries, waits and retention are what the queue gets", async (t, bench) => {
  const conversation_id = randomUUID()
  const dueAt = new Date(Date.now() + 3_600_000)
  await bench.app.producer.add([{ queue: 'agent', job: 'turn', data: { conversation_id }, dueAt }], new Date())
  const jobs = await bench.app.producer.queue('agent').getJobs(['delayed'])
  const job = jobs.find(({ data }) => data.conversation_id === conversation_id)
  t.like(job?.opts, {
    attempts: catalog.agent.attempts,
    backoff: { type: 'exponential', ...catalog.agent.backoff },
    removeOnComplete: { age: catalog.agent.keepCompletedSeconds },
    removeOnFail: { age: catalog.agent.keepFailedSeconds }
  })
})
