import type { GraphResult } from '../shared/clients/meta-graph.ts'
import type { MetaTemplate } from '../shared/clients/meta-templates.ts'
import type { Context } from '../shared/context.ts'
import { decrypt } from '../shared/crypto.ts'
import { withTenant } from '../shared/database.ts'
import {
  type TemplateDraft,
  templateLanguages,
  templateStatusOf,
  toCreateBody
} from '../shared/domain/message-template.ts'
import { append } from '../shared/outbox/append.ts'
import { listTemplates } from '../shared/repositories/message-templates.ts'
import { getTenant } from '../shared/repositories/tenants.ts'
import { standardTemplates } from '../shared/texts/templates.ts'
import { keepTemplateStatus } from '../shared/use-cases/record-template-status.ts'
import type { JobApp } from './registry.ts'

/** Ours begin with this; the business's own templates are none of our business. */
const PREFIX = 'cuadra_'
/** Review takes up to a day; webhooks say it sooner, this is for those that were lost. */
const LOOK_AGAIN_MS = 3_600_000

type Account = Readonly<{ tenantId: string; wabaId: string; token: string }>

/**
 * Brings our templates of one business in line with Meta: reads how each stands, submits what is missing, and comes back
 * while a review is open. May run any number of times. Throws when Meta does not answer: the queue comes back.
 */
export async function keepTemplates(app: JobApp, tenantId: string): Promise<void> {
  const account = await withTenant(app, tenantId, context => accountOf(context))
  if (!account) return
  const { wabaId, token } = account
  const known = demand(await app.meta.listTemplates(wabaId, token, PREFIX))
  await withTenant(app, tenantId, async context => {
    for (const { id, name, language, status, category, reason } of known) {
      const ours = standardTemplates.some(draft => draft.name === name)
      const stands = templateStatusOf(status)
      if (!ours || !stands) continue
      const state = { wabaId, name, language, category, status: stands, metaTemplateId: id }
      await keepTemplateStatus(context, { ...state, reason: reason === 'NONE' ? null : reason })
    }
  })
  for (const draft of standardTemplates) await submitMissing(app, account, draft, known)
  await withTenant(app, tenantId, context => lookAgain(context, account))
}

async function accountOf(context: Context): Promise<Account | null> {
  const tenant = await getTenant(context)
  if (tenant?.whatsappStatus !== 'connected' || !tenant.whatsappWabaId || !tenant.whatsappAccessToken) return null
  const token = decrypt(tenant.whatsappAccessToken, context.config.ENCRYPTION_KEYS)
  return { tenantId: tenant.id, wabaId: tenant.whatsappWabaId, token }
}

/** Submits a template in its first language, and in the next one only where Meta said no to that. */
async function submitMissing(
  app: JobApp,
  { tenantId, wabaId, token }: Account,
  draft: TemplateDraft,
  known: readonly MetaTemplate[]
): Promise<void> {
  const rows = await withTenant(app, tenantId, context => listTemplates(context, wabaId))
  for (const language of templateLanguages) {
    const isThis = (each: Readonly<{ name: string; language: string }>) =>
      each.name === draft.name && each.language === language
    const stands = known.find(isThis)
    if (stands && templateStatusOf(stands.status) !== 'rejected') return
    if (stands || rows.find(isThis)?.status === 'refused') continue
    const result = await app.meta.createTemplate(wabaId, token, toCreateBody(draft, language))
    if (result.kind === 'unavailable') throw new Error(`Meta does not take templates now: ${result.reason}`)
    const common = { wabaId, name: draft.name, language, category: draft.category }
    await withTenant(app, tenantId, context =>
      keepTemplateStatus(
        context,
        result.kind === 'ok'
          ? { ...common, status: templateStatusOf(result.value.status) ?? 'pending', metaTemplateId: result.value.id }
          : { ...common, status: 'refused', reason: `meta_error_${result.code}_${result.subcode ?? ''}` }
      )
    )
    if (result.kind === 'ok') return
  }
}

/** A refusal of Meta is about the token or the account: nothing to be repeated, somebody has to act. */
function demand<T>(result: GraphResult<T>): T {
  if (result.kind === 'ok') return result.value
  throw new Error(result.kind === 'refused' ? `Meta refused: error ${result.code}` : `Meta is away: ${result.reason}`)
}

async function lookAgain(context: Context, { tenantId, wabaId }: Account): Promise<void> {
  const rows = await listTemplates(context, wabaId)
  if (!rows.some(row => row.status === 'pending' || row.status === 'paused')) return
  const dueAt = new Date(context.now().getTime() + LOOK_AGAIN_MS)
  await append(context, { queue: 'outbound', job: 'templates', data: { tenant_id: tenantId }, dueAt })
}
