import type { App, Context } from '../context.ts'
import { violatedConstraint, withSystem } from '../database.ts'
import { DomainError } from '../domain/errors.ts'
import { disconnectWhatsApp, type WhatsAppColumns } from '../domain/tenant.ts'
import { TenantModel } from '../models/tenant-model.ts'

/** A connection attempt that wrote nothing for this long belongs to a process that died. */
const ABANDONED_AFTER_MS = 600_000

const COLUMNS = [
  'whatsappPhoneNumber',
  'whatsappPhoneNumberId',
  'whatsappAccessToken',
  'whatsappWabaId',
  'whatsappWebhookVerifyToken',
  'whatsappAppId',
  'whatsappAppSecret',
  'whatsappStatus',
  'whatsappStatusReason',
  'whatsappPausedUntil'
] as const

/** The tenant's connection as it stands, locked; undefined when the tenant is gone. */
export async function lockConnection(context: Context): Promise<WhatsAppColumns | undefined> {
  return await TenantModel.query(context.db).findById(context.tenantId).select(COLUMNS).forUpdate()
}

/** Writes a connection. Throws `number_in_use` when another business has the number. */
export async function writeConnection(context: Context, columns: WhatsAppColumns): Promise<void> {
  try {
    await TenantModel.query(context.db)
      .findById(context.tenantId)
      .patch({ ...columns, updatedAt: context.now() })
  } catch (error) {
    if (violatedConstraint(error) !== 'tenants_whatsapp_phone_number_id_key') throw error
    throw new DomainError('number_in_use', 'Another business here has connected this number', {}, { cause: error })
  }
}

/** Puts back what stood before an attempt that failed, unless somebody has written meanwhile. */
export async function restoreConnection(
  context: Context,
  before: WhatsAppColumns,
  written: WhatsAppColumns
): Promise<void> {
  const { whatsappStatus, whatsappPhoneNumberId, whatsappAppSecret } = written
  const query = TenantModel.query(context.db)
    .findById(context.tenantId)
    .where({ whatsappStatus, whatsappPhoneNumberId })
  // sealed anew each time, so that it tells attempts apart
  if (whatsappAppSecret === null) query.whereNull('whatsappAppSecret')
  else query.where({ whatsappAppSecret })
  await query.patch({ ...before, updatedAt: context.now() })
}

/** Frees a number whose claim was abandoned. True when there was such a claim. */
export function releaseAbandonedClaim(app: App, phoneNumberId: string): Promise<boolean> {
  const before = new Date(app.now().getTime() - ABANDONED_AFTER_MS)
  return withSystem(app, 'sweep', async context => {
    const released = await TenantModel.query(context.db)
      .where({ whatsappPhoneNumberId: phoneNumberId, whatsappStatus: 'connecting' })
      .where('updatedAt', '<', before)
      .patch({ ...disconnectWhatsApp(), updatedAt: context.now() })
    return released > 0
  })
}

/** Whether another business here has a number in this account: its webhooks must not be switched off. System scope. */
export async function isAccountShared(context: Context, wabaId: string, tenantId: string): Promise<boolean> {
  const other = await TenantModel.query(context.db)
    .where({ whatsappWabaId: wabaId })
    .whereNot({ id: tenantId })
    .select('id')
    .first()
  return other !== undefined
}

/** What a webhook address of a business's own Meta app needs: its sealed secret, its verify token, what it may speak for. */
export type OwnApp = Readonly<{
  appSecret: string
  verifyToken: string | null
  phoneNumberId: string | null
  wabaId: string | null
}>

/** The Meta app of its own that this tenant has brought; undefined when there is none. System scope. */
export async function findOwnApp(context: Context, tenantId: string): Promise<OwnApp | undefined> {
  const tenant = await TenantModel.query(context.db)
    .findById(tenantId)
    .whereNotNull('whatsappAppSecret')
    .select('whatsappAppSecret', 'whatsappWebhookVerifyToken', 'whatsappPhoneNumberId', 'whatsappWabaId')
  if (!tenant?.whatsappAppSecret) return undefined
  return {
    appSecret: tenant.whatsappAppSecret,
    verifyToken: tenant.whatsappWebhookVerifyToken,
    phoneNumberId: tenant.whatsappPhoneNumberId,
    wabaId: tenant.whatsappWabaId
  }
}
