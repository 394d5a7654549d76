import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import type { TSchema } from 'typebox'

// the package is CommonJS: its callable default is the module itself at run time
const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default
const ajv = new Ajv2020({ allErrors: true, strict: true })
addFormats(ajv)
const compiled = new WeakMap<object, ValidateFunction>()

/** One thing wrong with a value: `pointer` is a JSON pointer to the field. */
export type Problem = Readonly<{ pointer: string; message: string }>

/** Checks `value` against a TypeBox schema. Returns what is wrong, field by field; an empty list means that it is valid. */
export function problemsOf(schema: TSchema, value: unknown): Problem[] {
  let validate = compiled.get(schema)
  if (!validate) {
    validate = ajv.compile(schema)
    compiled.set(schema, validate)
  }
  return validate(value) ? [] : (validate.errors ?? []).map(toProblem)
}

function toProblem(error: ErrorObject): Problem {
  const property = error.params.missingProperty ?? error.params.additionalProperty
  const pointer =
    property === undefined ? error.instancePath : `${error.instancePath}/${escapePointer(String(property))}`
  return { pointer, message: error.message ?? 'is not valid' }
}

const escapePointer = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')
