import type { Context } from '../context.ts'
import type { CalComColumns } from '../domain/tenant.ts'
import { CalcomConnectionModel } from '../models/calcom-connection-model.ts'
import { TenantModel } from '../models/tenant-model.ts'

/** What is known of a business and its Cal.com before a change. Key and secret are sealed. */
export type StoredCalcom = Readonly<{
  connectionId: string
  webhookSecret: string
  webhookId: string | null
  baseUrl: string
  userId: unknown
  apiKey: string | null
}>

/** The connection of this tenant under lock; undefined when it never had one. */
async function lockConnection(context: Context): Promise<CalcomConnectionModel | undefined> {
  return await CalcomConnectionModel.query(context.db).findOne({ tenantId: context.tenantId }).forUpdate()
}

/**
 * Makes sure that there is a row whose id and secret a webhook can be made with, before Cal.com hears of it. A secret that
 * is in use stays: events under way are still signed with it.
 */
export async function prepareConnection(
  context: Context,
  baseUrl: string,
  freshSecret: string
): Promise<StoredCalcom | undefined> {
  const tenant = await TenantModel.query(context.db).findById(context.tenantId).select('calcomApiKey').forUpdate()
  if (!tenant) return undefined
  const known = (await lockConnection(context)) ?? (await insertConnection(context, baseUrl))
  const webhookSecret = known.webhookSecret ?? freshSecret
  if (!known.webhookSecret)
    await CalcomConnectionModel.query(context.db)
      .findById(known.id)
      .where({ tenantId: context.tenantId })
      .patch({ webhookSecret, status: 'connecting', updatedAt: context.now() })
  return {
    connectionId: known.id,
    webhookSecret,
    webhookId: known.webhookId,
    baseUrl: known.baseUrl,
    userId: known.calcomUser?.id,
    apiKey: tenant.calcomApiKey
  }
}

async function insertConnection(context: Context, baseUrl: string): Promise<CalcomConnectionModel> {
  return await CalcomConnectionModel.query(context.db).insertAndFetch({
    id: context.newId(),
    tenantId: context.tenantId,
    baseUrl,
    status: 'connecting',
    createdAt: context.now(),
    updatedAt: context.now()
  })
}

/** Saves a proved connection: the key and the user in the tenant's row, the webhook in its own. */
export async function saveConnection(
  context: Context,
  columns: CalComColumns,
  webhook: Readonly<{ id: string; baseUrl: string; secret: string }>
): Promise<void> {
  await TenantModel.query(context.db)
    .findById(context.tenantId)
    .patch({ ...columns, updatedAt: context.now() })
  await CalcomConnectionModel.query(context.db).where({ tenantId: context.tenantId }).patch({
    baseUrl: webhook.baseUrl,
    username: columns.calcomUsername,
    calcomUser: columns.calcomUser,
    webhookId: webhook.id,
    webhookSecret: webhook.secret,
    status: 'connected',
    updatedAt: context.now()
  })
}

/** Takes the connection away and returns what stood there; undefined when nothing did. */
export async function removeConnection(
  context: Context,
  empty: CalComColumns
): Promise<Pick<StoredCalcom, 'apiKey' | 'baseUrl' | 'webhookId'> | undefined> {
  const tenant = await TenantModel.query(context.db).findById(context.tenantId).select('calcomApiKey').forUpdate()
  const connection = await lockConnection(context)
  if (!tenant?.calcomApiKey && connection?.status !== 'connected') return undefined
  await TenantModel.query(context.db)
    .findById(context.tenantId)
    .patch({ ...empty, updatedAt: context.now() })
  await CalcomConnectionModel.query(context.db)
    .where({ tenantId: context.tenantId })
    .patch({ status: 'disconnected', webhookId: null, webhookSecret: null, updatedAt: context.now() })
  return {
    apiKey: tenant?.calcomApiKey ?? null,
    baseUrl: connection?.baseUrl ?? '',
    webhookId: connection?.webhookId ?? null
  }
}
