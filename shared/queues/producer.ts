import type { JobsOptions, Queue } from 'bullmq'
import type { QueueBackend } from './backend.ts'
import { within } from './backend.ts'
import { entryOf, kindOf, type QueueName, queueNames, type WakeUp } from './catalog.ts'

export type Producer = Readonly<{
  kind: QueueBackend['kind']
  /** Adds wake-ups, one bulk per queue. Rejects when the store does not take them: whoever calls keeps the rows. */
  add: (wakeUps: readonly WakeUp[], now: Date) => Promise<void>
  queue: (name: QueueName) => Queue
  ping: (ms: number) => Promise<void>
  close: () => Promise<void>
}>

const ADD_DEADLINE_MS = 5000

/** The one door into the queues. Queues are made when first used. */
export function createProducer(backend: QueueBackend): Producer {
  const queues = new Map<QueueName, Queue>()
  const queue = (name: QueueName) => {
    const known = queues.get(name)
    if (known) return known
    const made = backend.queue(name)
    queues.set(name, made)
    return made
  }
  return {
    kind: backend.kind,
    queue,
    ping: backend.ping,
    add: async (wakeUps, now) => {
      if (!backend.isReady()) throw new Error('the queue store is away')
      // a row of a newer version of this code: whoever calls keeps it for a process that knows its queue
      const stranger = wakeUps.find(wakeUp => !queueNames.includes(wakeUp.queue))
      if (stranger) throw new Error(`there is no queue ${stranger.queue}`)
      for (const name of queueNames) {
        const bulk = wakeUps.filter(wakeUp => wakeUp.queue === name).map(wakeUp => toJob(wakeUp, now))
        if (bulk.length > 0)
          await within(
            ADD_DEADLINE_MS,
            retryDeadlock(() => queue(name).addBulk(bulk))
          )
      }
    },
    close: async () => {
      // a queue whose store is away refuses to close; there is nothing left to lose in it
      await Promise.allSettled([...queues.values()].map(open => open.close()))
    }
  }
}

function toJob(wakeUp: WakeUp, now: Date): { name: string; data: unknown; opts: JobsOptions } {
  const entry = entryOf(wakeUp.queue)
  const doorbell = kindOf(wakeUp.queue, wakeUp.job)?.doorbell
  const mailbox = doorbell && (wakeUp.data as Record<string, string>)[doorbell]
  return {
    name: wakeUp.job,
    data: wakeUp.data,
    opts: {
      delay: Math.max(1, (wakeUp.dueAt ?? now).getTime() - now.getTime()),
      attempts: entry.attempts,
      backoff: { type: 'exponential', ...entry.backoff },
      removeOnComplete: { age: entry.keepCompletedSeconds },
      removeOnFail: { age: entry.keepFailedSeconds },
      stackTraceLimit: 10,
      ...(wakeUp.jobId && { jobId: wakeUp.jobId }),
      ...(mailbox && {
        deduplication: { id: `${wakeUp.job}-${mailbox}`, keepLastIfActive: true, reschedule: true }
      })
    }
  }
}

/** BullMQ's Postgres functions may deadlock when two producers move the same job: the refused statement stored nothing. */
async function retryDeadlock<T>(add: () => Promise<T>): Promise<T> {
  try {
    return await add()
  } catch (error) {
    if ((error as { code?: unknown }).code !== '40P01') throw error
    return await add()
  }
}
