import type { Worker } from 'bullmq'
import type { App } from '../shared/context.ts'
import type { QueueBackend } from '../shared/queues/backend.ts'
import { entryOf, type QueueName } from '../shared/queues/catalog.ts'
import { registry } from './registry.ts'
import { runJob } from './run-job.ts'

/**
 * A dead worker's job is taken over after at most lock + check: about 20 s. The lock is renewed at half its time and is
 * no guarantee of ours: a run that lost it commits nothing, by its rows.
 */
const LOCK_MS = 15_000
const STALLED_CHECK_MS = 5000
/** A run that dies with its process counts as stalled, not as tried; a job that kills three workers is set aside. */
const MOST_STALLS = 3

export type Working = Readonly<{ close: (graceMs: number) => Promise<void> }>

/** Starts one BullMQ worker per queue, each with its handler loaded now and no other. */
export async function workQueues(app: App, backend: QueueBackend, queues: readonly QueueName[]): Promise<Working> {
  const workers = await Promise.all(queues.map(queue => workQueue(app, backend, queue)))
  return { close: graceMs => closeWorkers(workers, graceMs) }
}

/** Takes no more jobs at once; runs that are not finished after `graceMs` are aborted and go back to their queue. */
export async function closeWorkers(workers: readonly Worker[], graceMs: number): Promise<void> {
  const closing = Promise.allSettled(workers.map(worker => worker.close()))
  const timer = setTimeout(() => {
    for (const worker of workers) worker.cancelAllJobs('shutdown')
  }, graceMs)
  await closing
  clearTimeout(timer)
}

async function workQueue<Q extends QueueName>(app: App, backend: QueueBackend, queue: Q): Promise<Worker> {
  const handlers = await registry[queue]()
  const variable = entryOf(queue).concurrencyVariable as keyof App['config']
  return backend.worker(
    queue,
    // BullMQ hands a signal only to processors that declare three parameters
    async (job, token, signal) =>
      await runJob(app, queue, handlers, job, token ?? '', signal ?? new AbortController().signal),
    {
      concurrency: Number(app.config[variable]),
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MOST_STALLS
    }
  )
}
