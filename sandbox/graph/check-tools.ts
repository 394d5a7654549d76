import type { JsonObject } from '../types.ts'
import { type GraphError, graphError } from './graph-error.ts'

/** The first problem of a body, as the refusal Meta would send; undefined when it is fine. */
export type Refusal = GraphError | undefined

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const objects = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])

export const first = (...refusals: readonly (() => Refusal)[]): Refusal => {
  for (const refusal of refusals) {
    const refused = refusal()
    if (refused !== undefined) return refused
  }
  return undefined
}

/** (#131009) Parameter value is not valid, with what is wrong. */
export const badValue = (details: string): GraphError => graphError(131009, { details })
/** (#131008) Required parameter is missing. */
export const missing = (details: string): GraphError => graphError(131008, { details })
/** (#100) with a whole sentence as message. */
export const badParam = (message: string): GraphError => graphError(100, { message: `(#100) ${message}` })

type Bounds = { readonly max: number; readonly min?: number }

/** Text within bounds, counted in UTF-16 units; Meta does not say how it counts emoji. */
export const checkText = (value: unknown, name: string, { max, min = 1 }: Bounds): Refusal => {
  if (value === undefined) return min > 0 ? missing(`Parameter '${name}' is mandatory`) : undefined
  if (typeof value !== 'string') return badParam(`Param ${name} must be a string.`)
  if (value.length >= min && value.length <= max) return undefined
  return badValue(`${name} length invalid. Min length: ${min}, Max length: ${max}`)
}

export const hasDuplicates = (values: readonly unknown[]): boolean => new Set(values).size < values.length
