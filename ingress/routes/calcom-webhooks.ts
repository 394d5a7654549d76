import Router from '@koa/router'
import type { App } from '../../shared/context.ts'
import { decrypt } from '../../shared/crypto.ts'
import { withSystem } from '../../shared/database.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import { findTenantOfCalcomUser, findWebhookSecret } from '../../shared/repositories/calcom-webhooks.ts'
import { readRawBody } from '../middleware/raw-body.ts'
import type { Receiver } from '../receiver.ts'
import { isSignedByCalcom, splitSecrets } from '../signature.ts'
import { type CalcomDelivery, readCalcomDelivery } from '../webhooks/calcom.ts'

const LONGEST_BODY = 1024 * 1024
const UNSIGNED = 'X-Cal-Signature-256 is missing or does not match the body'
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/**
 * `POST /webhooks/calcom/{connection_id}`: the address that connecting registers, signed with that connection's own secret.
 * `POST /webhooks/calcom`: one address for a whole installation, signed with CALCOM_WEBHOOK_SECRET; the organizer says whose.
 */
export function calcomWebhookRoutes(app: App, receiver: Receiver): Router {
  const router = new Router({ prefix: '/api/v1/webhooks/calcom' })

  router.post('/', async ctx => {
    const body = await readRawBody(ctx.req, LONGEST_BODY)
    const secrets = splitSecrets(app.config.CALCOM_WEBHOOK_SECRET ?? '')
    if (!isSignedByCalcom(secrets, body, ctx.get('X-Cal-Signature-256')))
      return await receiver.refuse(ctx, 'calcom', UNSIGNED)
    const { event, organizerId } = requireDelivery(body, 'installation')
    const tenantId = organizerId === null ? null : await ownerOf(app, organizerId)
    await receiver.take(ctx, 'calcom', [{ ...event, tenantId }])
  })

  router.post('/:connection', async ctx => {
    const body = await readRawBody(ctx.req, LONGEST_BODY)
    const id = String(ctx.params.connection).toLowerCase()
    const found = UUID.test(id)
      ? await withSystem(app, 'verify-webhook', context => findWebhookSecret(context, id))
      : null
    const secrets = found ? [decrypt(found.sealedSecret, app.config.ENCRYPTION_KEYS)] : []
    if (!found || !isSignedByCalcom(secrets, body, ctx.get('X-Cal-Signature-256')))
      return await receiver.refuse(ctx, 'calcom', UNSIGNED)
    const { event } = requireDelivery(body, id)
    await receiver.take(ctx, 'calcom', [{ ...event, tenantId: found.tenantId }])
  })
  return router
}

function requireDelivery(body: Buffer, source: string): CalcomDelivery {
  const delivery = readCalcomDelivery(body, source)
  if (!delivery)
    throw new DomainError('validation_failed', 'This is no delivery of Cal.com', {
      errors: [{ in: 'body', pointer: '/triggerEvent', message: 'must be a string' }]
    })
  return delivery
}

const ownerOf = (app: App, organizerId: number): Promise<string | null> =>
  withSystem(app, 'find-tenant', context => findTenantOfCalcomUser(context, organizerId))
