import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq'
import type { App } from '../shared/context.ts'
import { sqlState } from '../shared/database.ts'
import { framesOf } from '../shared/log.ts'
import { entryOf, kindOf, type QueueName } from '../shared/queues/catalog.ts'
import { problemsOf } from '../shared/validate.ts'
import type { Outcome } from './outcome.ts'
import type { Handlers, JobApp } from './registry.ts'

type AnyHandler = (app: JobApp, data: unknown) => Promise<Outcome>

/**
 * Runs one job: parse, context, time limit, handler, outcome. The only place that reads an outcome. Nothing is returned
 * to the queue: what a run found out is in our rows.
 */
export async function runJob<Q extends QueueName>(
  app: App,
  queue: Q,
  handlers: Handlers<Q>,
  job: Job,
  token: string,
  stop: AbortSignal
): Promise<void> {
  const started = performance.now()
  const log = app.log.child({ queue, job: job.name, job_id: job.id, ...shownFields(queue, job) })
  try {
    const handler = parse(queue, handlers, job)
    const outcome = await limited(entryOf(queue).timeoutMs, stop, signal => handler({ ...app, log, signal }, job.data))
    await settle(outcome, job, token, app.now())
    app.metrics.jobs.inc({ queue, outcome: outcome.kind })
    log.debug({ ms: Math.round(performance.now() - started) }, outcome.kind)
  } catch (error) {
    if (error instanceof DelayedError) {
      app.metrics.jobs.inc({ queue, outcome: 'snooze' })
      throw error
    }
    if (stop.aborted) return await handBack(job, token)
    report(app, queue, job, log, error)
    throw withoutData(error)
  }
}

function parse<Q extends QueueName>(queue: Q, handlers: Handlers<Q>, job: Job): AnyHandler {
  const kind = kindOf(queue, job.name)
  if (!kind) throw new UnrecoverableError(`the queue ${queue} knows no job ${job.name}`)
  const problems = problemsOf(kind.payload, job.data)
  const list = problems.map(problem => `${problem.pointer || '/'} ${problem.message}`).join('; ')
  if (problems.length > 0) throw new UnrecoverableError(`payload of ${queue}/${job.name}: ${list}`)
  return (handlers as unknown as Record<string, AnyHandler>)[job.name] as AnyHandler
}

async function limited<T>(ms: number, stop: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(ms)
  const signal = AbortSignal.any([stop, late])
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  aborted.catch(() => undefined)
  return await Promise.race([run(signal), aborted])
}

async function settle(outcome: Outcome, job: Job, token: string, now: Date): Promise<void> {
  if (outcome.kind === 'cancel') throw new UnrecoverableError(outcome.reason)
  if (outcome.kind !== 'snooze') return
  await job.moveToDelayed(now.getTime() + outcome.ms, token)
  throw new DelayedError()
}

/** On shutdown a job that is not finished goes back to its queue without using up a try. */
async function handBack(job: Job, token: string): Promise<never> {
  await job.moveToWait(token)
  throw new WaitingError()
}

/** A failure that will be tried again is a warning; the last one is an error, once. */
function report(app: App, queue: QueueName, job: Job, log: App['log'], error: unknown): void {
  const last = error instanceof UnrecoverableError || job.attemptsMade + 1 >= (job.opts.attempts ?? 1)
  app.metrics.jobs.inc({ queue, outcome: last ? 'failed' : 'retry' })
  if (last) log.error({ err: error, attempt: job.attemptsMade + 1 }, 'a job failed for good')
  else log.warn({ err: error, attempt: job.attemptsMade + 1 }, 'a job failed and will be tried again')
}

/** The queue's store keeps the message of an error: a database error's message may quote rows, so only its code goes there. */
function withoutData(error: unknown): Error {
  if (error instanceof UnrecoverableError) return new UnrecoverableError(storable(error.message, 1000))
  const code = sqlState(error)
  const text = error instanceof Error ? `${error.name}${code ? ` ${code}` : `: ${error.message}`}` : 'unknown failure'
  const clean = new Error(storable(text, 300))
  const frames = error instanceof Error ? framesOf(error) : []
  clean.stack = [clean.message, ...frames].join('\n')
  return clean
}

/** The Postgres store refuses a message with NUL or half a character: the job would then hang instead of failing. */
const storable = (text: string, longest: number): string => text.replaceAll('\0', '').slice(0, longest).toWellFormed()

/** The payload's fields for the log, if it is what the catalog says: nobody knows what stands in any other. */
function shownFields(queue: QueueName, job: Job): Record<string, unknown> {
  const kind = kindOf(queue, job.name)
  if (!kind || problemsOf(kind.payload, job.data).length > 0) return {}
  return Object.fromEntries(entryOf(queue).logFields.map(field => [field, job.data?.[field]]))
}
