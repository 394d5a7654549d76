import { createTask, type ScheduledTask } from 'node-cron'
import type { App } from '../shared/context.ts'
import type { WakeUp } from '../shared/queues/catalog.ts'
import type { Loop } from './relay-loop.ts'

/** When each clock job is due. Two clocks make one job of a tick: its id is the tick's time. */
const ticks = [
  { cron: '*/10 * * * * *', wakeUp: { queue: 'expiry', job: 'sweep', data: {} } },
  { cron: '0 * * * * *', wakeUp: { queue: 'expiry', job: 'conversations', data: {} } },
  { cron: '30 * * * * *', wakeUp: { queue: 'expiry', job: 'holds', data: {} } },
  { cron: '0 17 * * * *', wakeUp: { queue: 'expiry', job: 'retention', data: {} } }
] as const satisfies readonly { cron: string; wakeUp: WakeUp }[]

/** Starts the clock: it only enqueues; what is due is decided by rows. Any number of clocks may run. */
export function startClock(app: App): Loop {
  const tasks: ScheduledTask[] = ticks.map(({ cron, wakeUp }) => {
    const task = createTask(cron, () => tick(app, wakeUp), { timezone: 'UTC', noOverlap: true, name: wakeUp.job })
    void task.start()
    return task
  })
  return {
    stop: async () => {
      for (const task of tasks) await task.destroy()
    }
  }
}

async function tick(app: App, wakeUp: WakeUp): Promise<void> {
  const stamp = app.now().toISOString().replace(/\D/g, '').slice(0, 14)
  try {
    await app.producer.add([{ ...wakeUp, jobId: `${wakeUp.queue}-${wakeUp.job}-${stamp}` }], app.now())
  } catch (error) {
    app.log.warn({ err: error, job: wakeUp.job }, 'a tick of the clock was not taken; the next one does the same')
  }
}
