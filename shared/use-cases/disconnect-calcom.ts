import type { App } from '../context.ts'
import { withTenant } from '../database.ts'
import { disconnectCalCom } from '../domain/tenant.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { removeConnection } from '../repositories/calcom-connections.ts'
import { deleteCalcomWebhook } from './connect-calcom.ts'

/** Forgets a business's Cal.com, here first and then there. Bookings keep what they know of it. Works twice. */
export async function disconnectCalcom(app: App, tenantId: string): Promise<void> {
  const before = await withTenant(app, tenantId, async context => {
    const removed = await removeConnection(context, disconnectCalCom())
    if (removed) await recordEvent(context, 'calcom_disconnected', { type: 'tenant', id: tenantId }, 'owner')
    return removed
  })
  if (!before?.apiKey || !before.webhookId) return
  const { apiKey, webhookId, baseUrl } = before
  await deleteCalcomWebhook(app, tenantId, { apiKey, webhookId, baseUrl })
}
