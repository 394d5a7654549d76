/** A JSON Schema as it stands in the document. */
export type JsonSchema = { [name: string]: unknown }

/** Named schemas of the document, filled while operations are described. */
export type Components = Readonly<{
  schemas: Record<string, JsonSchema>
  /** The schema as it goes into the document: what has a name is moved to the components and referred to. */
  place: (schema: unknown) => JsonSchema
}>

/** What holds values, not schemas. */
const VALUES = ['examples', 'default', 'const', 'enum']
const NAME = /^[A-Z][A-Za-z0-9]*$/

/** A fresh set of components. `place` throws when two different schemas claim one name. */
export function createComponents(): Components {
  const schemas: Record<string, JsonSchema> = {}
  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewrite)
    if (typeof value !== 'object' || value === null) return value
    const plain = Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, VALUES.includes(key) ? inner : rewrite(inner)])
    )
    const { title, ...rest } = plain
    if (typeof title !== 'string' || !NAME.test(title)) return plain
    const known = schemas[title]
    if (known && JSON.stringify(known) !== JSON.stringify(rest))
      throw new Error(`two different schemas have the title ${title}`)
    schemas[title] = rest
    return { $ref: `#/components/schemas/${title}` }
  }
  return { schemas, place: schema => rewrite(schema) as JsonSchema }
}
