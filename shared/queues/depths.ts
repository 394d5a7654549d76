import type { Job } from 'bullmq'
import type { App } from '../context.ts'
import { within } from './backend.ts'
import { queueNames } from './catalog.ts'

const STATES = ['waiting', 'active', 'delayed', 'prioritized', 'failed'] as const

/**
 * Sets the gauges of every queue: jobs by state, and the age in seconds of the oldest job that could run now. Workers
 * themselves move a delayed job to the waiting ones: with every worker dead it stays delayed, and is counted here.
 */
export async function collectQueueDepths(app: App): Promise<void> {
  await Promise.all(
    queueNames.map(async name => {
      const queue = app.producer.queue(name)
      const [counts, waiting, delayed] = await within(
        3000,
        Promise.all([
          queue.getJobCounts(...STATES),
          queue.getJobs(['waiting'], 0, 0, true),
          queue.getJobs(['delayed'], 0, 0, true)
        ])
      )
      for (const state of STATES) app.metrics.queueJobs.set({ queue: name, state }, counts[state] ?? 0)
      const now = app.now().getTime()
      const since = Math.min(now, ...[...waiting, ...delayed].filter(Boolean).map(dueAt))
      app.metrics.queueOldestSeconds.set({ queue: name }, (now - since) / 1000)
    })
  )
}

/** From when a job could run, in ms. A ring that was moved to another time counts from its first one: that is seconds. */
function dueAt({ timestamp, processedOn, delay, opts }: Job): number {
  return processedOn ? processedOn + delay : timestamp + (delay || opts.delay || 0)
}
