import type { App } from '../context.ts'
import { within } from './backend.ts'
import { queueNames } from './catalog.ts'

const STATES = ['waiting', 'active', 'delayed', 'prioritized', 'failed'] as const

/** Sets the gauges of every queue: jobs by state, and the age in seconds of the oldest job that could run now. */
export async function collectQueueDepths(app: App): Promise<void> {
  await Promise.all(
    queueNames.map(async name => {
      const queue = app.producer.queue(name)
      const [counts, oldest] = await within(
        3000,
        Promise.all([queue.getJobCounts(...STATES), queue.getJobs(['waiting'], 0, 0, true)])
      )
      for (const state of STATES) app.metrics.queueJobs.set({ queue: name, state }, counts[state] ?? 0)
      const since = oldest[0] ? oldest[0].timestamp + (oldest[0].delay ?? 0) : app.now().getTime()
      app.metrics.queueOldestSeconds.set({ queue: name }, Math.max(0, (app.now().getTime() - since) / 1000))
    })
  )
}
