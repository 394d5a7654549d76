import { randomBytes } from 'node:crypto'
import type { CalcomEventType, CalcomUser, CalcomWebhook } from '../clients/calcom.ts'
import type { CalcomAccount, CalcomResult } from '../clients/calcom-call.ts'
import type { App } from '../context.ts'
import { decrypt, encrypt } from '../crypto.ts'
import { withTenant } from '../database.ts'
import { isPublicAddress } from '../domain/calcom-config.ts'
import { DomainError, invalidField } from '../domain/errors.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { prepareConnection, type StoredCalcom, saveConnection } from '../repositories/calcom-connections.ts'

export type CalcomCredentials = Readonly<{
  apiKey: string
  username?: string | undefined
  /** `https://api.cal.eu`, or her own server; without it the installation's default. */
  baseUrl?: string | undefined
}>

type Found = Readonly<{ user: CalcomUser; eventTypes: readonly CalcomEventType[] }>

/**
 * Connects a business's Cal.com: the key is proved, the event types are read and the webhook is made outside any
 * transaction; only then is the key saved, sealed (DESIGN rule 3). Throws `invalid_calcom_api_key`, `calcom_api_error`,
 * `validation_failed` for an address that is not public, `tenant_not_found`.
 */
export async function connectCalcom(app: App, tenantId: string, given: CalcomCredentials): Promise<Found> {
  const account = { baseUrl: addressOf(app, given.baseUrl), apiKey: given.apiKey }
  const found = await prove(app, account, given.username)
  const fresh = encrypt(randomBytes(32).toString('hex'), app.config.ENCRYPTION_KEYS)
  const stored = await withTenant(app, tenantId, context => prepareConnection(context, account.baseUrl, fresh))
  if (!stored) throw new DomainError('tenant_not_found', 'There is no such business')
  const webhookId = await ensureWebhook(app, account, stored)
  await save(app, tenantId, account, found, stored, webhookId)
  const isOther = stored.baseUrl !== account.baseUrl || stored.userId !== found.user.id
  if (isOther && stored.webhookId !== webhookId) await forgetWebhook(app, tenantId, stored)
  return found
}

function addressOf(app: App, baseUrl: string | undefined): string {
  const standard = trimmed(app.config.CALCOM_API_URL)
  const address = trimmed(baseUrl ?? standard)
  if (address !== standard && !isPublicAddress(address))
    throw invalidField('/base_url', 'must be a public https address without query')
  return address
}

const trimmed = (address: string): string => address.replace(/\/+$/, '').replace(/\/v2$/, '')

async function prove(app: App, account: CalcomAccount, username: string | undefined): Promise<Found> {
  const me = await app.calcom.validateApiKey(account)
  if (me.kind === 'refused' && (me.status === 401 || me.status === 403))
    throw new DomainError('invalid_calcom_api_key', 'Cal.com does not know this key, or it has expired')
  const user = demand('me', me)
  if (username && user.username && username.toLowerCase() !== user.username.toLowerCase())
    throw new DomainError('invalid_calcom_api_key', 'The key belongs to another username')
  return { user, eventTypes: demand('event_types', await app.calcom.getEventTypes(account, user)) }
}

/** One webhook per address: when Cal.com has it already (409) it is found and set right. */
async function ensureWebhook(app: App, account: CalcomAccount, stored: StoredCalcom): Promise<string> {
  const subscriberUrl = `${trimmed(app.config.PUBLIC_URL)}/api/v1/webhooks/calcom/${stored.connectionId}`
  const webhook = { subscriberUrl, secret: decrypt(stored.webhookSecret, app.config.ENCRYPTION_KEYS) }
  const created = await app.calcom.createWebhook(account, webhook)
  if (created.kind !== 'refused' || created.status !== 409) return demand<CalcomWebhook>('create_webhook', created).id
  const existing = demand('list_webhooks', await app.calcom.listWebhooks(account))
  const same = existing.find(each => each.subscriberUrl === subscriberUrl)
  if (!same) return demand<CalcomWebhook>('create_webhook', created).id
  return demand('update_webhook', await app.calcom.updateWebhook(account, same.id, webhook)).id
}

function save(
  app: App,
  tenantId: string,
  { baseUrl, apiKey }: CalcomAccount,
  { user, eventTypes }: Found,
  stored: StoredCalcom,
  webhookId: string
): Promise<void> {
  return withTenant(app, tenantId, async context => {
    await saveConnection(
      context,
      {
        calcomApiKey: encrypt(apiKey, app.config.ENCRYPTION_KEYS),
        calcomUsername: user.username,
        calcomBaseUrl: baseUrl === trimmed(app.config.CALCOM_API_URL) ? null : baseUrl,
        calcomUser: { ...user }
      },
      { id: webhookId, baseUrl, secret: stored.webhookSecret }
    )
    await recordEvent(context, 'calcom_connected', { type: 'tenant', id: tenantId }, 'owner', {
      calcom_user_id: user.id,
      event_types: eventTypes.length
    })
  })
}

/** Another account took its place: its webhook would send events that nobody can place. */
async function forgetWebhook(app: App, tenantId: string, stored: StoredCalcom): Promise<void> {
  const { apiKey, webhookId, baseUrl } = stored
  if (apiKey && webhookId) await deleteCalcomWebhook(app, tenantId, { apiKey, webhookId, baseUrl })
}

/** Tells Cal.com to stop sending. If it cannot be told, its events find no connection and that is all. */
export async function deleteCalcomWebhook(
  app: App,
  tenantId: string,
  known: Readonly<{ apiKey: string; webhookId: string; baseUrl: string }>
): Promise<void> {
  try {
    const apiKey = decrypt(known.apiKey, app.config.ENCRYPTION_KEYS)
    const result = await app.calcom.deleteWebhook({ baseUrl: known.baseUrl, apiKey }, known.webhookId)
    if (result.kind === 'ok' || (result.kind === 'refused' && result.status === 404)) return
    app.log.warn({ tenant_id: tenantId, kind: result.kind }, 'a webhook at Cal.com could not be deleted')
  } catch (error) {
    app.log.warn({ err: error, tenant_id: tenantId }, 'a webhook at Cal.com could not be deleted')
  }
}

function demand<T>(step: string, result: CalcomResult<T>): T {
  if (result.kind === 'ok') return result.value
  const reason = result.kind === 'refused' ? `http_${result.status}` : result.reason
  throw new DomainError('calcom_api_error', `Cal.com did not do its part (${step}): try again later`, {
    calcom: { step, reason },
    ...(result.kind === 'unavailable' && result.retryAfterSeconds && { retryAfterSeconds: result.retryAfterSeconds })
  })
}
