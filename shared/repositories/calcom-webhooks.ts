import type { Context } from '../context.ts'

/** Whose connection this is and what its webhooks are signed with; null when there is none. System scope. */
export async function findWebhookSecret(
  context: Context,
  connectionId: string
): Promise<Readonly<{ tenantId: string; sealedSecret: string }> | null> {
  const { rows } = await context.db.raw<{ rows: { tenant_id: string; webhook_secret: string | null }[] }>(
    'select tenant_id, webhook_secret from calcom_connections where id = ?',
    [connectionId]
  )
  const row = rows[0]
  return row?.webhook_secret ? { tenantId: row.tenant_id, sealedSecret: row.webhook_secret } : null
}

/** The business that connected this Cal.com user; null when none did, or several share the account. System scope. */
export async function findTenantOfCalcomUser(context: Context, userId: number): Promise<string | null> {
  const { rows } = await context.db.raw<{ rows: { tenant_id: string }[] }>(
    `select tenant_id from calcom_connections where calcom_user->>'id' = ? and status <> 'disconnected' limit 2`,
    [String(userId)]
  )
  return rows.length === 1 && rows[0] ? rows[0].tenant_id : null
}
