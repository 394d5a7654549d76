import fc from 'fast-check'

/** A JSON Schema, as far as our request schemas use it. */
export type Schema = Readonly<Record<string, unknown>>

/** Where ids and instants come from: random ones alone would never meet a row. */
export type World = Readonly<{
  /** Ids that a field of this name may mean. */
  ids: (field: string) => readonly string[]
  /** Words that exist, for a field of this name: a slug, an email. Half of the values come from here. */
  words?: (field: string) => readonly string[]
  now: number
}>

const DAY = 86_400_000
const HALF_HOUR = 1_800_000

/** Values that a schema allows; `field` is the name under which it stands. */
export function arbitraryOf(schema: Schema, world: World, field = ''): fc.Arbitrary<unknown> {
  const { anyOf, allOf, enum: words } = schema as { anyOf?: Schema[]; allOf?: Schema[]; enum?: unknown[] }
  if ('const' in schema) return fc.constant(schema.const)
  if (words) return fc.constantFrom(...words)
  if (anyOf) return fc.oneof(...anyOf.map(each => arbitraryOf(each, world, field)))
  if (allOf)
    return fc.tuple(...allOf.map(each => arbitraryOf(each, world))).map(all => Object.assign({}, ...(all as object[])))
  switch (schema.type) {
    case 'object':
      return objectOf(schema, world)
    case 'array':
      return listOf(schema, world, field)
    case 'string':
      return textOf(schema, world, field)
    case 'integer':
      return fc.integer(rangeOf(schema, -1000, 100_000))
    case 'number':
      return fc
        .integer(rangeOf(schema, -1000, 100_000))
        .map(cents => cents + 0.25 * (cents % 2))
        .filter(value => value <= Number(schema.maximum ?? Infinity))
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

const rangeOf = ({ minimum, maximum }: Schema, low: number, high: number) => ({
  min: Math.ceil(Number(minimum ?? low)),
  max: Math.floor(Math.min(Number(maximum ?? high), 2_000_000_000))
})

function objectOf(schema: Schema, world: World): fc.Arbitrary<unknown> {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Schema>; required?: string[] }
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, arbitraryOf(inner, world, name)])
  )
  const least = Number(schema.minProperties ?? 0)
  const optional = Object.keys(fields).filter(name => !required.includes(name))
  const full = fc.record(fields, { requiredKeys: required, noNullPrototype: true })
  // few of the optional fields, half of the time: many of them exclude each other
  const few = fc
    .tuple(full, fc.subarray(optional, { maxLength: Math.min(1, optional.length) }))
    .map(([value, kept]) => {
      const entries = Object.entries(value as object)
      return Object.fromEntries(entries.filter(([name]) => required.includes(name) || kept.includes(name)))
    })
  return fc.oneof(few, full).filter(value => Object.keys(value as object).length >= least)
}

function listOf(schema: Schema, world: World, field: string): fc.Arbitrary<unknown> {
  const minLength = Number(schema.minItems ?? 0)
  const limits = { minLength, maxLength: Math.min(Number(schema.maxItems ?? 5), Math.max(5, minLength)) }
  const items = arbitraryOf((schema.items ?? {}) as Schema, world, field)
  return schema.uniqueItems
    ? fc.uniqueArray(items, { ...limits, selector: each => JSON.stringify(each) })
    : fc.array(items, limits)
}

function textOf(schema: Schema, world: World, field: string): fc.Arbitrary<string> {
  const words = world.words?.(field) ?? []
  const made = madeTextOf(schema, world, field)
  return words.length === 0 ? made : fc.oneof(made, fc.constantFrom(...words))
}

function madeTextOf(schema: Schema, world: World, field: string): fc.Arbitrary<string> {
  const minLength = Number(schema.minLength ?? 0)
  const maxLength = Number(schema.maxLength ?? 200)
  const fits = (text: string) => [...text].length >= minLength && [...text].length <= maxLength
  const soon = fc
    .integer({ min: -10 * DAY, max: 50 * DAY })
    .map(ms => new Date(Math.round((world.now + ms) / HALF_HOUR) * HALF_HOUR))
  if (schema.format === 'uuid') {
    const ids = world.ids(field)
    const known = { weight: ids.length > 0 ? 9 : 0, arbitrary: fc.constantFrom(...(ids.length > 0 ? ids : [''])) }
    return fc.oneof(known, { weight: 1, arbitrary: fc.uuid() })
  }
  if (schema.format === 'date-time') return soon.map(date => date.toISOString())
  if (schema.format === 'date') return soon.map(date => date.toISOString().slice(0, 10))
  if (schema.format === 'email') return fc.stringMatching(/^[a-z]{1,12}@[a-z]{1,9}\.(com|co)$/)
  // a port that nobody listens on: what the server fetches must not leave this machine
  if (schema.format === 'uri' || schema.format === 'url') return fc.constant('https://127.0.0.1:1/a')
  if (typeof schema.pattern === 'string') {
    const pattern = new RegExp(schema.pattern, 'u')
    const anything = fc.string({ minLength, maxLength: Math.min(maxLength, 40), unit: 'grapheme' })
    const made = /^\^/.test(schema.pattern) ? fc.stringMatching(pattern) : anything
    return made.map(text => text.replaceAll('\0', 'x')).filter(text => fits(text) && pattern.test(text))
  }
  const text = fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 60), unit: 'grapheme' })
  return fc
    .oneof({ weight: 4, arbitrary: text }, fc.constantFrom(...AWKWARD))
    .map(given => given.replaceAll('\0', ''))
    .filter(fits)
}

/** Texts that have broken programs before. */
const AWKWARD = [
  `'; drop table bookings; --`,
  '%',
  '\\',
  '_',
  '{{7*7}}',
  '<script>alert(1)</script>',
  'ñandú 🦩',
  '../../etc/passwd',
  '\u202e',
  'null',
  '-1',
  '1e309'
]

/** Values of the wrong kind for anything. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    -1,
    0.1,
    1e308,
    '',
    ' ',
    '\u0000',
    '\ud800',
    [],
    {},
    [[]],
    'x'.repeat(20_000),
    '2026-02-30',
    '2026-12-31T23:59:60Z',
    '0000-01-01T00:00:00Z',
    'urn:uuid:3fa85f64-5717-4562-b3fc-2c963f66afa6',
    Number.MAX_SAFE_INTEGER,
    JSON.parse('{"__proto__":{"admin":true},"constructor":1}')
  ),
  fc.string({ maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 })
)

/** Takes a valid object and spoils it: a field of the wrong kind, one too many, one too few, or something else instead. */
export function spoiled(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(valid, fc.nat(), fc.nat({ max: 3 }), junk, fc.string({ maxLength: 10 }))
    .map(([value, at, how, bad, name]) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value) || how === 3) return bad
      const keys = Object.keys(value)
      const key = keys[at % Math.max(1, keys.length)]
      if (how === 0 || key === undefined) return { ...value, [name]: bad }
      if (how === 1) return { ...value, [key]: bad }
      const { [key]: _, ...rest } = value as Record<string, unknown>
      return rest
    })
}
