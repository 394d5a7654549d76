import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import type { TSchema } from 'typebox'

// the package is CommonJS: its callable default is the module itself at run time
const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default

const strict = createAjv({})
const lenient = createAjv({ coerceTypes: true, useDefaults: true })

/** One thing wrong with a value: `pointer` is a JSON pointer to the field. */
export type Problem = Readonly<{ pointer: string; message: string }>

/** Checks `value` against a TypeBox schema. Returns what is wrong, field by field; an empty list means that it is valid. */
export function problemsOf(schema: TSchema, value: unknown): Problem[] {
  return check(strict, schema, value)
}

/**
 * The same for what comes as text (a query, a path): numbers and booleans are read from it and defaults are filled in,
 * in `value` itself, which the caller owns.
 */
export function coerceAndCheck(schema: TSchema, value: Record<string, unknown>): Problem[] {
  return check(lenient, schema, value)
}

type Checker = Readonly<{ ajv: Ajv2020; compiled: WeakMap<object, ValidateFunction> }>

function createAjv(options: Readonly<Record<string, boolean>>): Checker {
  const ajv = new Ajv2020({ allErrors: true, strict: true, ...options })
  addFormats(ajv)
  for (const name of ['date', 'date-time'] as const) ajv.addFormat(name, isInstant(name))
  // the package's own also takes `urn:uuid:…`, which Postgres does not
  ajv.addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)
  return { ajv, compiled: new WeakMap() }
}

/** RFC 3339, and an instant that JavaScript and Postgres both have: no leap second, years in which people make plans. */
function isInstant(name: 'date' | 'date-time'): (text: string) => boolean {
  const format = addFormats.get(name) as unknown as { validate: (text: string) => boolean }
  return text => /^(19|20|21)\d\d-/.test(text) && format.validate(text) && !Number.isNaN(Date.parse(text))
}

function check({ ajv, compiled }: Checker, schema: TSchema, value: unknown): Problem[] {
  let validate = compiled.get(schema)
  if (!validate) {
    validate = ajv.compile(schema)
    compiled.set(schema, validate)
  }
  return validate(value) ? [] : joinAlternatives(validate.errors ?? []).map(toProblem)
}

/** Of a choice (`anyOf`), one error says it all: what its branches say one by one is noise, unless they go deeper. */
function joinAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter(error => error.keyword === 'anyOf')
  return errors.flatMap(error => {
    const choice = choices.find(({ instancePath }) => instancePath === error.instancePath)
    if (!choice) return [error]
    if (error !== choice) return []
    const values = errors.filter(each => each.instancePath === error.instancePath && each.keyword === 'const')
    const names = values.map(each => JSON.stringify(each.params.allowedValue))
    return [
      { ...error, message: names.length > 0 ? `must be one of ${names.join(', ')}` : 'has none of the known forms' }
    ]
  })
}

function toProblem(error: ErrorObject): Problem {
  const property = error.params.missingProperty ?? error.params.additionalProperty
  const pointer =
    property === undefined ? error.instancePath : `${error.instancePath}/${escapePointer(String(property))}`
  return { pointer, message: messageOf(error) }
}

function messageOf({ keyword, message = 'is not valid' }: ErrorObject): string {
  if (keyword === 'required') return 'is required'
  return keyword === 'additionalProperties' ? 'is not a known field' : message
}

const escapePointer = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')
