import type { App } from '../context.ts'
import { encrypt } from '../crypto.ts'
import { withTenant } from '../database.ts'
import { DomainError } from '../domain/errors.ts'
import { toPhone } from '../domain/inbound-message.ts'
import { connectWhatsApp as connected, disconnectWhatsApp, type WhatsAppColumns } from '../domain/tenant.ts'
import { append } from '../outbox/append.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import {
  lockConnection,
  releaseAbandonedClaim,
  restoreConnection,
  writeConnection
} from '../repositories/whatsapp-connections.ts'
import { demand, type ProvedWhatsApp, proveWhatsApp, tokenOf, type WhatsAppCredentials } from './prove-whatsapp.ts'

type Attempt = Readonly<{ app: App; tenantId: string; given: WhatsAppCredentials }>
/** What an attempt wrote before Meta was told, and what stood there. */
type Claim = Readonly<{ before: WhatsAppColumns; written: WhatsAppColumns }>

/**
 * Connects a business's number: the row says `connecting` before Meta can send anything for it, Meta is asked outside any
 * transaction, and only what it has confirmed is saved (DESIGN rule 3, RULINGS 6). A connection that works is kept until
 * the new one does. Throws `number_in_use`, `invalid_whatsapp_config`, `meta_api_error`, `tenant_not_found`.
 */
export async function connectWhatsApp(app: App, tenantId: string, given: WhatsAppCredentials): Promise<void> {
  const attempt = { app, tenantId, given }
  let claim = await claimEarly(attempt)
  try {
    const token = await tokenOf(app, given)
    const proved = await proveWhatsApp(app, given, token)
    if (!claim) claim = await claimNumber(attempt, proved.number.id, proved.wabaId, proved.appId)
    await subscribe(attempt, proved)
    await save(attempt, proved)
  } catch (error) {
    if (claim) await giveBack(attempt, claim)
    throw error
  }
}

/** Claims the number before Meta is called, unless a connection works that must not be cut for an attempt. */
async function claimEarly(attempt: Attempt): Promise<Claim | undefined> {
  const { app, tenantId, given } = attempt
  const status = await withTenant(app, tenantId, async context => (await lockConnection(context))?.whatsappStatus)
  if (!status) throw new DomainError('tenant_not_found', 'There is no such business')
  if (status === 'connected' || !given.phoneNumberId || !given.wabaId) return undefined
  return await claimNumber(attempt, given.phoneNumberId, given.wabaId, given.appId ?? null)
}

/** Writes `connecting`, with all that is needed to take the first webhooks in. Returns what stood there before. */
async function claimNumber(
  attempt: Attempt,
  numberId: string,
  wabaId: string,
  appId: string | null
): Promise<Claim | undefined> {
  const claim = () => writeClaim(attempt, numberId, wabaId, appId)
  try {
    return await claim()
  } catch (error) {
    const inUse = error instanceof DomainError && error.code === 'number_in_use'
    if (inUse && (await releaseAbandonedClaim(attempt.app, numberId))) return await claim()
    throw error
  }
}

function writeClaim(
  { app, tenantId, given }: Attempt,
  numberId: string,
  wabaId: string,
  appId: string | null
): Promise<Claim | undefined> {
  return withTenant(app, tenantId, async context => {
    const before = await lockConnection(context)
    if (!before) throw new DomainError('tenant_not_found', 'There is no such business')
    const secret = seal(app, given.appSecret)
    // the same number with a new token: it goes on with the old one until the new one is proved
    const goesOn = before.whatsappStatus === 'connected' && before.whatsappPhoneNumberId === numberId
    if (goesOn && secret === null) return undefined
    const written: WhatsAppColumns = goesOn
      ? { ...before, whatsappAppId: appId, whatsappAppSecret: secret }
      : {
          ...disconnectWhatsApp(),
          whatsappPhoneNumberId: numberId,
          whatsappWabaId: wabaId,
          whatsappWebhookVerifyToken: given.webhookVerifyToken ?? null,
          whatsappAppId: appId,
          whatsappAppSecret: secret,
          whatsappStatus: 'connecting'
        }
    await writeConnection(context, written)
    return { before: before.whatsappStatus === 'connecting' ? disconnectWhatsApp() : before, written }
  })
}

/** Webhooks come to the app's own address; those of an app of the business's own to one that knows its secret. */
async function subscribe({ app, tenantId, given }: Attempt, { wabaId, accessToken }: ProvedWhatsApp): Promise<void> {
  const override = {
    webhookUrl: `${app.config.PUBLIC_URL.replace(/\/$/, '')}/api/v1/webhooks/whatsapp/${tenantId}`,
    verifyToken: app.config.META_VERIFY_TOKEN
  }
  demand('subscribe', await app.meta.subscribeToWebhooks(wabaId, accessToken, given.appSecret ? override : undefined))
}

function save({ app, tenantId, given }: Attempt, proved: ProvedWhatsApp): Promise<void> {
  return withTenant(app, tenantId, async context => {
    await writeConnection(
      context,
      connected({
        whatsappPhoneNumber: toPhone(proved.number.displayPhoneNumber.replace(/\D/g, '')),
        whatsappPhoneNumberId: proved.number.id,
        whatsappAccessToken: encrypt(proved.accessToken, app.config.ENCRYPTION_KEYS),
        whatsappWabaId: proved.wabaId,
        whatsappWebhookVerifyToken: given.webhookVerifyToken ?? null,
        whatsappAppId: proved.appId,
        whatsappAppSecret: seal(app, given.appSecret)
      })
    )
    await recordEvent(context, 'whatsapp_connected', { type: 'tenant', id: tenantId }, 'owner', {
      phone_number_id: proved.number.id,
      waba_id: proved.wabaId,
      own_app: given.appSecret !== undefined
    })
    await append(context, { queue: 'outbound', job: 'templates', data: { tenant_id: tenantId } })
  })
}

async function giveBack({ app, tenantId }: Attempt, { before, written }: Claim): Promise<void> {
  try {
    await withTenant(app, tenantId, context => restoreConnection(context, before, written))
  } catch (error) {
    // the claim is then released as an abandoned one; the owner hears why the connection itself failed
    app.log.error({ err: error, tenant_id: tenantId }, 'a failed WhatsApp connection could not be taken back')
  }
}

const seal = (app: App, secret: string | undefined): string | null =>
  secret === undefined ? null : encrypt(secret, app.config.ENCRYPTION_KEYS)
