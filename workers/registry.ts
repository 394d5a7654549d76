import type { App } from '../shared/context.ts'
import type { JobData, JobName, QueueName } from '../shared/queues/catalog.ts'
import type { Outcome } from './outcome.ts'

/** What a handler gets besides its payload: the process, a logger that names the job, and a signal to stop. */
export type JobApp = App & Readonly<{ signal: AbortSignal }>

/** One function per job of a queue. */
export type Handlers<Q extends QueueName> = Readonly<{
  [J in JobName<Q>]: (app: JobApp, data: JobData<Q, J>) => Promise<Outcome>
}>

/** Each queue's handler, loaded only by the process that works it. A queue of the catalog without a line here does not compile. */
export const registry: Readonly<{ [Q in QueueName]: () => Promise<Handlers<Q>> }> = {
  inbound: async () => (await import('./handlers/inbound.ts')).inbound,
  agent: async () => (await import('./handlers/agent.ts')).agent,
  outbound: async () => (await import('./handlers/outbound.ts')).outbound,
  expiry: async () => (await import('./handlers/expiry.ts')).expiry
}
