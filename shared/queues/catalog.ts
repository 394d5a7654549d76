import { type Static, type TSchema, Type } from 'typebox'

/**
 * One kind of wake-up. A job names a row and nothing else: the row knows what is left to do (DESIGN rule 1).
 * `doorbell` jobs are coalesced per mailbox: at most one waits and one runs, and a ring during a run is kept.
 */
type JobKind = Readonly<{
  payload: TSchema
  /** The mailbox that a doorbell rings; undefined for jobs that are not doorbells. */
  doorbell?: string
}>

/** Everything there is to know about a queue; nothing about it is configured elsewhere. */
type QueueEntry = Readonly<{
  /** What feeds it and what it does: for people, and shown on the operator board. */
  description: string
  jobs: Readonly<Record<string, JobKind>>
  /** Tries in all, the first one included. */
  attempts: number
  /** Exponential: delay, 2 × delay, 4 × delay… in ms, each shortened at random by up to `jitter` of itself. */
  backoff: Readonly<{ delay: number; jitter: number }>
  /** A run is aborted after this many ms. */
  timeoutMs: number
  /** Runs at once per process; WORKER_CONCURRENCY_<QUEUE> overrides it. */
  concurrencyVariable: `WORKER_CONCURRENCY_${string}`
  /** How long finished jobs stay readable, in seconds. */
  keepCompletedSeconds: number
  keepFailedSeconds: number
  /** The payload fields that a log line may show. */
  logFields: readonly string[]
}>

const days = 86_400
const Id = Type.String({ format: 'uuid' })
const payload = <T extends Record<string, TSchema>>(fields: T) => Type.Object(fields, { additionalProperties: false })

export const catalog = {
  inbound: {
    description: 'Events of the ledger become rows. Fed by the webhook ingress; the sweep rings what was missed.',
    jobs: { mailbox: { payload: payload({ key: Type.String({ minLength: 1, maxLength: 400 }) }), doorbell: 'key' } },
    attempts: 8,
    backoff: { delay: 500, jitter: 0.5 },
    timeoutMs: 60_000,
    concurrencyVariable: 'WORKER_CONCURRENCY_INBOUND',
    keepCompletedSeconds: 600,
    keepFailedSeconds: 14 * days,
    logFields: []
  },
  agent: {
    description:
      'One turn over all unanswered messages of a conversation; what follows from an approval. Fed by inbound and by bookings through the outbox.',
    jobs: {
      turn: { payload: payload({ conversation_id: Id }), doorbell: 'conversation_id' },
      approval: { payload: payload({ approval_id: Id }), doorbell: 'approval_id' }
    },
    attempts: 8,
    backoff: { delay: 1000, jitter: 0.5 },
    timeoutMs: 60_000,
    concurrencyVariable: 'WORKER_CONCURRENCY_AGENT',
    keepCompletedSeconds: 600,
    keepFailedSeconds: 14 * days,
    logFields: ['conversation_id', 'approval_id']
  },
  outbound: {
    description:
      'Sends the queued messages of a conversation in order, and keeps the templates of a business at Meta. Fed by turns, the owner and statuses.',
    jobs: {
      conversation: { payload: payload({ conversation_id: Id }), doorbell: 'conversation_id' },
      templates: { payload: payload({ tenant_id: Id }), doorbell: 'tenant_id' }
    },
    attempts: 8,
    backoff: { delay: 1000, jitter: 0.5 },
    timeoutMs: 60_000,
    concurrencyVariable: 'WORKER_CONCURRENCY_OUTBOUND',
    keepCompletedSeconds: 600,
    keepFailedSeconds: 14 * days,
    logFields: ['conversation_id']
  },
  expiry: {
    description:
      'What time alone brings about: mailboxes that are behind, conversations past their window, rows kept for a time. Fed by the clock.',
    jobs: {
      sweep: { payload: payload({}) },
      conversations: { payload: payload({}) },
      retention: { payload: payload({}) },
      holds: { payload: payload({}) }
    },
    attempts: 3,
    backoff: { delay: 1000, jitter: 0.5 },
    timeoutMs: 120_000,
    concurrencyVariable: 'WORKER_CONCURRENCY_EXPIRY',
    keepCompletedSeconds: 600,
    keepFailedSeconds: 14 * days,
    logFields: []
  }
} as const satisfies Record<string, QueueEntry>

export type QueueName = keyof typeof catalog
export type JobName<Q extends QueueName> = keyof (typeof catalog)[Q]['jobs'] & string
type Payload<Kind> = Kind extends { payload: infer S extends TSchema } ? Static<S> : never
export type JobData<Q extends QueueName, J extends JobName<Q>> = Payload<(typeof catalog)[Q]['jobs'][J]>

/** A wake-up to be put into a queue: due at once unless `dueAt` says later; `jobId` makes the ticks of two clocks one job. */
export type WakeUp = {
  [Q in QueueName]: {
    [J in JobName<Q>]: Readonly<{ queue: Q; job: J; data: JobData<Q, J>; dueAt?: Date; jobId?: string }>
  }[JobName<Q>]
}[QueueName]

export const queueNames = Object.keys(catalog) as QueueName[]

/** The catalog's entry of a queue in its general shape. */
export const entryOf = (queue: QueueName): QueueEntry => catalog[queue]

/** What a job is called in its queue, or undefined for a name that the catalog does not know. */
export const kindOf = (queue: QueueName, job: string): JobKind | undefined =>
  Object.hasOwn(catalog[queue].jobs, job) ? (entryOf(queue).jobs[job] as JobKind) : undefined
