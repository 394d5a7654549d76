import type { Context } from '../context.ts'
import { TenantModel } from '../models/tenant-model.ts'

/** The tenant of this scope. Every row of a tenant scope belongs to it, so it is there unless it was just deleted. */
export async function getTenant(context: Context): Promise<TenantModel | undefined> {
  return await TenantModel.query(context.db).findById(context.tenantId)
}

/** Whether some connected business chose this token for Meta's verification call. System scope. */
export async function isVerifyTokenOfATenant(context: Context, token: string): Promise<boolean> {
  const found = await TenantModel.query(context.db).where('whatsappWebhookVerifyToken', token).select('id').first()
  return found !== undefined
}

/** Which tenant a conversation belongs to; undefined when there is none (any more). System scope. */
export async function findTenantOfConversation(context: Context, conversationId: string): Promise<string | undefined> {
  const { rows } = await context.db.raw<{ rows: { tenant_id: string }[] }>(
    'select tenant_id from conversations where id = ?',
    [conversationId]
  )
  return rows[0]?.tenant_id
}

/** Holds back everything that goes out through this tenant's number until `until`. */
export async function pauseNumber(context: Context, until: Date): Promise<void> {
  await context.db.raw(
    'update tenants set whatsapp_paused_until = greatest(whatsapp_paused_until, ?), updated_at = ? where id = ?',
    [until, context.now(), context.tenantId]
  )
}

/** Marks the channel as unusable until the owner has acted; sends wait meanwhile. `reason` is shown to her. */
export async function blockChannel(context: Context, status: 'token_dead' | 'blocked', reason: string): Promise<void> {
  await context.db.raw(
    'update tenants set whatsapp_status = ?, whatsapp_status_reason = ?, updated_at = ? where id = ?',
    [status, reason, context.now(), context.tenantId]
  )
}

/** The id of the business with this slug, whatever its status. System scope. */
export async function findTenantIdBySlug(context: Context, slug: string): Promise<string | undefined> {
  const { rows } = await context.db.raw<{ rows: { id: string }[] }>('select id from tenants where slug = ?', [slug])
  return rows[0]?.id
}
