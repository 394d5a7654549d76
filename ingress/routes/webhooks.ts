import Router from '@koa/router'
import type { Context as KoaContext } from 'koa'
import type { App } from '../../shared/context.ts'
import { equalInConstantTime } from '../../shared/crypto.ts'
import { withSystem } from '../../shared/database.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import type { LedgerEvent } from '../../shared/domain/ledger-event.ts'
import { isVerifyTokenOfATenant } from '../../shared/repositories/tenants.ts'
import { readRawBody } from '../middleware/raw-body.ts'
import { createOwnApps } from '../own-apps.ts'
import type { Receiver } from '../receiver.ts'
import { isSignedByMeta, splitSecrets } from '../signature.ts'
import { keepOwnEvents } from '../webhooks/keep-own-events.ts'
import { splitWhatsApp } from '../webhooks/whatsapp.ts'

/** Meta sends at most 3 MB (its webhook overview). */
const LONGEST_BODY = 3 * 1024 * 1024
const UNSIGNED = 'X-Hub-Signature-256 is missing or does not match the body'

export function webhookRoutes(app: App, receiver: Receiver): Router {
  const router = new Router({ prefix: '/api/v1/webhooks' })
  const secrets = splitSecrets(app.config.META_APP_SECRET)
  const ownApps = createOwnApps(app)
  const isSigned = (ctx: KoaContext, body: Buffer, keys: readonly string[]) =>
    isSignedByMeta(keys, body, ctx.get('X-Hub-Signature-256') || undefined)

  router.get('/whatsapp', ctx => answerChallenge(ctx, token => isKnown(app, token)))

  router.get('/whatsapp/:connection', ctx =>
    answerChallenge(ctx, async token => {
      const own = await ownApps.find(String(ctx.params.connection))
      const expected = [app.config.META_VERIFY_TOKEN, own?.verifyToken ?? app.config.META_VERIFY_TOKEN]
      return own !== undefined && expected.map(each => equalInConstantTime(token, each)).includes(true)
    })
  )

  router.post('/whatsapp', async ctx => {
    const body = await readRawBody(ctx.req, LONGEST_BODY)
    if (!isSigned(ctx, body, secrets)) await receiver.refuse(ctx, 'meta', UNSIGNED)
    await receiver.take(ctx, 'meta', parse(body))
  })

  router.post('/whatsapp/:connection', async ctx => {
    const body = await readRawBody(ctx.req, LONGEST_BODY)
    const connection = String(ctx.params.connection).toLowerCase()
    const own = await ownApps.find(connection)
    if (!own || !isSigned(ctx, body, [own.appSecret])) return await receiver.refuse(ctx, 'meta', UNSIGNED)
    await receiver.take(ctx, 'meta', keepOwnEvents(parse(body), own, connection))
  })
  return router
}

/** Meta's handshake: repeats the challenge as plain text when the token is one of ours. */
async function answerChallenge(ctx: KoaContext, isOurs: (token: string) => Promise<boolean>): Promise<void> {
  const mode = ctx.query['hub.mode']
  const token = ctx.query['hub.verify_token']
  const challenge = ctx.query['hub.challenge']
  if (mode !== 'subscribe' || typeof token !== 'string' || typeof challenge !== 'string' || !(await isOurs(token)))
    throw new DomainError('invalid_verify_token', 'hub.verify_token is neither ours nor a connected business’s')
  ctx.type = 'text/plain'
  ctx.body = challenge
}

async function isKnown(app: App, token: string): Promise<boolean> {
  if (equalInConstantTime(token, app.config.META_VERIFY_TOKEN)) return true
  return await withSystem(app, 'verify-webhook', context => isVerifyTokenOfATenant(context, token))
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
