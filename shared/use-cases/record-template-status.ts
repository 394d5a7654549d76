import type { Context } from '../context.ts'
import { asObject, cleanText } from '../domain/inbound-message.ts'
import { templateLanguageOf, templateStatusOf } from '../domain/message-template.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import type { OpenEvent } from '../repositories/ledger.ts'
import { saveTemplate, type TemplateState } from '../repositories/message-templates.ts'
import { getTenant } from '../repositories/tenants.ts'
import type { EventResult } from './process-incoming-message.ts'

/** Meta reviewed a template, or changed its mind later. Null for events that are about something else. */
export async function recordTemplateStatus(context: Context, event: OpenEvent): Promise<EventResult | null> {
  const { field, value } = asObject(event.payload)
  if (field !== 'message_template_status_update') return null
  const update = asObject(value)
  const name = cleanText(update.message_template_name, 512)
  const language = cleanText(update.message_template_language, 20)
  const status = templateStatusOf(update.event)
  const wabaId = (await getTenant(context))?.whatsappWabaId
  if (!name || !language || !status || !wabaId) return { fate: 'ignored', reason: 'no_known_template_status' }
  const reason = cleanText(update.reason, 500)
  await keepTemplateStatus(context, {
    wabaId,
    name,
    language: templateLanguageOf(language),
    category: cleanText(update.message_template_category, 40) ?? 'UTILITY',
    status,
    metaTemplateId: update.message_template_id === undefined ? null : String(update.message_template_id).slice(0, 100),
    reason: reason === 'NONE' ? null : reason
  })
  return { fate: 'processed' }
}

/** Writes how a template stands, and the event where that is new. */
export async function keepTemplateStatus(context: Context, state: TemplateState): Promise<void> {
  const before = await saveTemplate(context, state)
  if (before === state.status) return
  const { name, language, status, reason } = state
  await recordEvent(context, 'template_status_changed', { type: 'tenant', id: context.tenantId }, 'meta', {
    name,
    language,
    from: before,
    to: status,
    ...(reason && { reason })
  })
}
