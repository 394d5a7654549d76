import type { JsonSchema } from './components.ts'
import { escapeHtml, inline } from './html.ts'

const LIMITS = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern', 'default'] as const

/** A schema for people: its type and limits in one line, its fields as a list below. */
export function showSchema(schema: JsonSchema): string {
  const { properties, required, description } = schema as {
    properties?: Record<string, JsonSchema>
    required?: readonly string[]
    description?: string
  }
  const line = `<span class="type">${typeOf(schema)}</span>${description ? ` ${inline(description)}` : ''}`
  const inner = properties ?? ((schema.items ?? {}) as { properties?: Record<string, JsonSchema> }).properties
  if (!inner) return line
  const fields = Object.entries(inner).map(([name, field]) => {
    const must = (required ?? []).includes(name) ? ' <em>required</em>' : ''
    return `<li><code>${escapeHtml(name)}</code>${must} ${showSchema(field)}</li>`
  })
  return `${line}<ul class="fields">${fields.join('')}</ul>`
}

function typeOf(schema: JsonSchema): string {
  const { $ref, anyOf, allOf, items, format, type } = schema as {
    anyOf?: JsonSchema[]
    allOf?: JsonSchema[]
    items?: JsonSchema
  } & Record<string, unknown>
  if (typeof $ref === 'string') {
    const name = escapeHtml($ref.split('/').pop() ?? '')
    return `<a href="#schema-${name}">${name}</a>`
  }
  if ('const' in schema) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`
  if (Array.isArray(schema.enum)) return schema.enum.map(each => `<code>${escapeHtml(String(each))}</code>`).join(' | ')
  const parts = anyOf ?? allOf
  if (parts) return parts.map(typeOf).join(anyOf ? ' | ' : ' &amp; ')
  if (items) return `list of ${typeOf(items)}${limitsOf(schema)}`
  return `${escapeHtml(String(format ?? type ?? 'any'))}${limitsOf(schema)}`
}

function limitsOf(schema: JsonSchema): string {
  const limits = LIMITS.filter(name => schema[name] !== undefined).map(
    name => `${name} ${JSON.stringify(schema[name])}`
  )
  return limits.length === 0 ? '' : ` (${escapeHtml(limits.join(', '))})`
}
