import { asObject, cleanText } from '../domain/inbound-message.ts'
import { callGraph, type GraphConfig, type GraphResult } from './meta-graph.ts'

/** A template as Meta reports it, in its own words. */
export type MetaTemplate = Readonly<{
  id: string
  name: string
  language: string
  status: string
  category: string
  reason: string | null
}>

export type MetaTemplateClient = Readonly<{
  /** The templates of an account whose names begin with `prefix`: up to `MOST_TEMPLATES`. */
  listTemplates: (wabaId: string, accessToken: string, prefix: string) => Promise<GraphResult<readonly MetaTemplate[]>>
  /** Submits a template for review. Not repeated blindly: one that exists already is refused by its name. */
  createTemplate: (
    wabaId: string,
    accessToken: string,
    body: Readonly<Record<string, unknown>>
  ) => Promise<GraphResult<Readonly<{ id: string; status: string; category: string }>>>
}>

/** Ours are a handful in two languages; the page is larger than that. */
const MOST_TEMPLATES = 100

/** The calls about message templates. Source: Meta, WhatsApp Business Management API, message_templates. */
export function createMetaTemplateClient(config: GraphConfig): MetaTemplateClient {
  return {
    listTemplates: (wabaId, token, prefix) =>
      callGraph(
        config,
        {
          method: 'GET',
          path: `/${wabaId}/message_templates`,
          token,
          query: {
            fields: 'id,name,language,status,category,rejected_reason',
            name: prefix,
            limit: String(MOST_TEMPLATES)
          }
        },
        answer => (Array.isArray(answer.data) ? answer.data.map(readTemplate).filter(isTemplate) : null)
      ),
    createTemplate: (wabaId, token, body) =>
      callGraph(config, { method: 'POST', path: `/${wabaId}/message_templates`, token, body }, answer => {
        const id = cleanText(answer.id, 100)
        return id ? { id, status: String(answer.status ?? 'PENDING'), category: String(answer.category ?? '') } : null
      })
  }
}

const isTemplate = (template: MetaTemplate | null): template is MetaTemplate => template !== null

function readTemplate(item: unknown): MetaTemplate | null {
  const { id, name, language, status, category, rejected_reason } = asObject(item)
  const [known, called, spoken] = [cleanText(id, 100), cleanText(name, 512), cleanText(language, 20)]
  if (!known || !called || !spoken) return null
  return {
    id: known,
    name: called,
    language: spoken,
    status: String(status ?? ''),
    category: String(category ?? ''),
    reason: cleanText(rejected_reason, 500)
  }
}
