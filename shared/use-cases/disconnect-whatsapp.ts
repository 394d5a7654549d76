import type { App } from '../context.ts'
import { decrypt } from '../crypto.ts'
import { withSystem, withTenant } from '../database.ts'
import { disconnectWhatsApp as disconnected, type WhatsAppColumns } from '../domain/tenant.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { isAccountShared, lockConnection, writeConnection } from '../repositories/whatsapp-connections.ts'

/**
 * Disconnects a business's number: first here, so that nothing comes in or goes out, then at Meta, so that it stops
 * sending. If Meta cannot be told, its webhooks find no business and that is all. Works twice.
 */
export async function disconnectWhatsApp(app: App, tenantId: string): Promise<void> {
  const before = await withTenant(app, tenantId, async context => {
    const connection = await lockConnection(context)
    if (!connection || connection.whatsappStatus === 'not_connected') return undefined
    await writeConnection(context, disconnected())
    await recordEvent(context, 'whatsapp_disconnected', { type: 'tenant', id: tenantId }, 'owner', {
      phone_number_id: connection.whatsappPhoneNumberId
    })
    return connection
  })
  if (before) await unsubscribe(app, tenantId, before)
}

async function unsubscribe(app: App, tenantId: string, before: WhatsAppColumns): Promise<void> {
  const { whatsappWabaId: wabaId, whatsappAccessToken: sealed } = before
  if (!wabaId || !sealed) return
  try {
    if (await withSystem(app, 'find-tenant', context => isAccountShared(context, wabaId, tenantId))) return
    const result = await app.meta.unsubscribeFromWebhooks(wabaId, decrypt(sealed, app.config.ENCRYPTION_KEYS))
    if (result.kind === 'ok') return
    const reason = result.kind === 'refused' ? `meta_error_${result.code}` : result.reason
    app.log.warn({ tenant_id: tenantId, reason }, 'Meta was not told that a number is disconnected')
  } catch (error) {
    app.log.warn({ err: error, tenant_id: tenantId }, 'Meta was not told that a number is disconnected')
  }
}
