import type { Context as KoaContext } from 'koa'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { App } from '../shared/context.ts'
import { DomainError } from '../shared/domain/errors.ts'
import type { LedgerEvent } from '../shared/domain/ledger-event.ts'
import { within } from '../shared/queues/backend.ts'
import { insertEvents } from '../shared/repositories/ledger.ts'
import { createBatcher } from './batcher.ts'

/** Providers count an answer after a few seconds as a failure and send again; so does ours become a 503. */
const LEDGER_DEADLINE_MS = 5000
const GATHER_MS = 2
/** Wrong signatures per address and minute before they are answered 429. A right one is never counted (RULINGS 36). */
const WRONG_SIGNATURES_PER_MINUTE = 60

type Provider = 'meta' | 'calcom'

/** What every webhook has in common once its provider's shape is dealt with. One per process. */
export type Receiver = Readonly<{
  /** Writes the events to the ledger, answers 200, and wakes the workers. Throws `store_unavailable`. */
  take: (ctx: KoaContext, provider: Provider, events: readonly LedgerEvent[]) => Promise<void>
  /** Throws `invalid_signature`, or `rate_limited` for an address that sends too many wrong ones. */
  refuse: (ctx: KoaContext, provider: Provider, detail: string) => Promise<never>
}>

export function createReceiver(app: App): Receiver {
  const wrong = new RateLimiterMemory({ points: WRONG_SIGNATURES_PER_MINUTE, duration: 60 })
  const ledger = createBatcher<LedgerEvent>(events => insertEvents(app, events, app.now()), GATHER_MS)
  return {
    take: async (ctx, provider, events) => {
      await record(app, provider, events, ledger.write(events))
      ctx.body = { received: events.length }
      ring(app, events)
    },
    refuse: async (ctx, provider, detail) => {
      app.metrics.webhooks.inc({ provider, status: 'bad_signature' })
      await countWrong(wrong, ctx.ip)
      throw new DomainError('invalid_signature', detail)
    }
  }
}

async function countWrong(limiter: RateLimiterMemory, address: string): Promise<void> {
  const { remainingPoints, msBeforeNext } = await limiter.consume(address).catch(refusal => refusal)
  if (remainingPoints > 0) return
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000))
  throw new DomainError('rate_limited', 'Too many wrong signatures from this address', { retryAfterSeconds })
}

async function record(
  app: App,
  provider: Provider,
  events: readonly LedgerEvent[],
  written: Promise<void>
): Promise<void> {
  try {
    await within(LEDGER_DEADLINE_MS, written)
  } catch (error) {
    app.metrics.webhooks.inc({ provider, status: 'not_stored' })
    app.log.error(
      { err: error, events: events.length },
      'events could not be stored; the provider will send them again'
    )
    throw new DomainError('store_unavailable', 'The events were not stored: send them again', { retryAfterSeconds: 5 })
  }
  app.metrics.webhooks.inc({ provider, status: 'stored' })
  for (const event of events) app.metrics.events.inc({ kind: event.kind })
}

/** Wakes the workers for what was just stored. When the queue is away the rows wait for the sweep: nothing is lost. */
function ring(app: App, events: readonly LedgerEvent[]): void {
  const keys = new Set(events.filter(event => event.kind !== 'unknown').map(event => event.mailboxKey))
  const wakeUps = [...keys].map(key => ({ queue: 'inbound', job: 'mailbox', data: { key } }) as const)
  app.producer.add(wakeUps, app.now()).catch(error => {
    app.log.warn({ err: error, mailboxes: keys.size }, 'the queue did not take the wake-ups; the sweep will')
  })
}
