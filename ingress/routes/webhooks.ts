import Router from '@koa/router'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { App } from '../../shared/context.ts'
import { equalInConstantTime } from '../../shared/crypto.ts'
import { withSystem } from '../../shared/database.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import type { LedgerEvent } from '../../shared/domain/ledger-event.ts'
import { within } from '../../shared/queues/backend.ts'
import { insertEvents } from '../../shared/repositories/ledger.ts'
import { isVerifyTokenOfATenant } from '../../shared/repositories/tenants.ts'
import { type Batcher, createBatcher } from '../batcher.ts'
import { readRawBody } from '../middleware/raw-body.ts'
import { isSignedByMeta, splitSecrets } from '../signature.ts'
import { splitWhatsApp } from '../webhooks/whatsapp.ts'

/** Meta sends at most 3 MB (its webhook overview). */
const LONGEST_BODY = 3 * 1024 * 1024
/** Meta counts an answer after a few seconds as a failure and sends again; so does ours become a 503. */
const LEDGER_DEADLINE_MS = 5000
const GATHER_MS = 2
/** Wrong signatures per address and minute before they are answered 429. A right one is never counted (RULINGS 36). */
const WRONG_SIGNATURES_PER_MINUTE = 60

export function webhookRoutes(app: App): Router {
  const router = new Router({ prefix: '/api/v1/webhooks' })
  const secrets = splitSecrets(app.config.META_APP_SECRET)
  const wrong = new RateLimiterMemory({ points: WRONG_SIGNATURES_PER_MINUTE, duration: 60 })
  const ledger = createBatcher<LedgerEvent>(events => insertEvents(app, events, app.now()), GATHER_MS)

  router.get('/whatsapp', async ctx => {
    const mode = ctx.query['hub.mode']
    const token = ctx.query['hub.verify_token']
    const challenge = ctx.query['hub.challenge']
    if (
      mode !== 'subscribe' ||
      typeof token !== 'string' ||
      typeof challenge !== 'string' ||
      !(await isKnown(app, token))
    )
      throw new DomainError('invalid_verify_token', 'hub.verify_token is neither ours nor a connected business’s')
    ctx.type = 'text/plain'
    ctx.body = challenge
  })

  router.post('/whatsapp', async ctx => {
    const body = await readRawBody(ctx.req, LONGEST_BODY)
    if (!isSignedByMeta(secrets, body, ctx.get('X-Hub-Signature-256') || undefined)) {
      app.metrics.webhooks.inc({ provider: 'meta', status: 'bad_signature' })
      await countWrong(wrong, ctx.ip)
      throw new DomainError('invalid_signature', 'X-Hub-Signature-256 is missing or does not match the body')
    }
    const events = parse(body)
    await record(app, ledger, events)
    ctx.body = { received: events.length }
    ring(app, events)
  })
  return router
}

async function isKnown(app: App, token: string): Promise<boolean> {
  if (equalInConstantTime(token, app.config.META_VERIFY_TOKEN)) return true
  return await withSystem(app, 'verify-webhook', context => isVerifyTokenOfATenant(context, token))
}

async function countWrong(limiter: RateLimiterMemory, address: string): Promise<void> {
  const { remainingPoints, msBeforeNext } = await limiter.consume(address).catch(refusal => refusal)
  if (remainingPoints > 0) return
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000))
  throw new DomainError('rate_limited', 'Too many wrong signatures from this address', { retryAfterSeconds })
}

function parse(body: Buffer): LedgerEvent[] {
  const text = body.toString('utf8')
  try {
    return splitWhatsApp(JSON.parse(text), text)
  } catch (error) {
    // signed, so it is Meta's: kept for a person to look at, never refused
    if (error instanceof SyntaxError || error instanceof RangeError) return splitWhatsApp(null, text)
    throw error
  }
}

async function record(app: App, ledger: Batcher<LedgerEvent>, events: readonly LedgerEvent[]): Promise<void> {
  try {
    await within(LEDGER_DEADLINE_MS, ledger.write(events))
  } catch (error) {
    app.metrics.webhooks.inc({ provider: 'meta', status: 'not_stored' })
    app.log.error(
      { err: error, events: events.length },
      'events could not be stored; the provider will send them again'
    )
    throw new DomainError('store_unavailable', 'The events were not stored: send them again', { retryAfterSeconds: 5 })
  }
  app.metrics.webhooks.inc({ provider: 'meta', status: 'stored' })
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
