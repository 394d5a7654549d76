import type { JsonSchema } from './components.ts'

const formats: Readonly<Record<string, string>> = {
  uuid: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  'date-time': '2026-11-27T15:00:00.000Z',
  date: '2026-11-27',
  email: 'maria@example.com',
  uri: 'https://example.com'
}

/** A value that a schema could have, for people to read: its own example where it gives one. `schemas` resolves references. */
export function exampleOf(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): unknown {
  const { examples, anyOf, properties, items } = schema as {
    examples?: unknown[]
    anyOf?: JsonSchema[]
    properties?: Record<string, JsonSchema>
    items?: JsonSchema
  }
  if (examples && examples.length > 0) return examples[0]
  if ('const' in schema) return schema.const
  if ('default' in schema) return schema.default
  if (typeof schema.$ref === 'string') return exampleOf(schemas[schema.$ref.split('/').pop() ?? ''] ?? {}, schemas)
  if (anyOf?.[0]) return exampleOf(anyOf[0], schemas)
  if (properties)
    return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, exampleOf(inner, schemas)]))
  if (items) return [exampleOf(items, schemas)]
  return exampleOfScalar(schema)
}

function exampleOfScalar(schema: JsonSchema): unknown {
  if (schema.type === 'string') return formats[String(schema.format)] ?? 'text'
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  if (schema.type === 'boolean') return true
  return schema.type === 'array' ? [] : schema.type === 'object' ? {} : null
}
