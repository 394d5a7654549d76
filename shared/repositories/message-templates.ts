import type { Context } from '../context.ts'
import { type TemplateStatus, templateLanguages } from '../domain/message-template.ts'
import { MessageTemplateModel } from '../models/message-template-model.ts'

/** What is known of a template. `metaTemplateId` undefined leaves it as it is. */
export type TemplateState = Readonly<{
  wabaId: string
  name: string
  language: string
  category: string
  status: TemplateStatus
  metaTemplateId?: string | null
  reason?: string | null
}>

/** The templates of one account. */
export async function listTemplates(context: Context, wabaId: string): Promise<MessageTemplateModel[]> {
  return await MessageTemplateModel.query(context.db)
    .where({ tenantId: context.tenantId, wabaId })
    .orderBy(['name', 'language'])
}

/** Writes how a template stands. Returns its status before; null when it is new here. */
export async function saveTemplate(context: Context, state: TemplateState): Promise<TemplateStatus | null> {
  const { wabaId, name, language } = state
  const key = { tenantId: context.tenantId, wabaId, name, language }
  const before = await MessageTemplateModel.query(context.db).where(key).forUpdate().first()
  const now = context.now()
  await context.db.raw(
    `insert into message_templates as t (id, tenant_id, waba_id, name, language, category, meta_template_id, status, reason,
       checked_at, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (tenant_id, waba_id, name, language) do update set
       category = excluded.category, meta_template_id = coalesce(excluded.meta_template_id, t.meta_template_id),
       status = excluded.status, reason = excluded.reason, checked_at = excluded.checked_at,
       updated_at = excluded.updated_at`,
    [
      context.newId(),
      context.tenantId,
      wabaId,
      name,
      language,
      state.category,
      state.metaTemplateId ?? null,
      state.status,
      state.reason?.slice(0, 500) ?? null,
      now,
      now,
      now
    ] as never
  )
  return before?.status ?? null
}

/** The language in which a template can be sent now, the best first; null when in none. */
export async function findSendable(context: Context, wabaId: string | null, name: string): Promise<string | null> {
  if (!wabaId) return null
  const rows = await MessageTemplateModel.query(context.db).where({
    tenantId: context.tenantId,
    wabaId,
    name,
    status: 'approved'
  })
  return templateLanguages.find(language => rows.some(row => row.language === language)) ?? null
}
