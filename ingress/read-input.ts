import type { IncomingMessage } from 'node:http'
import type { Context as KoaContext } from 'koa'
import type { TSchema } from 'typebox'
import { DomainError } from '../shared/domain/errors.ts'
import { coerceAndCheck, type Problem, problemsOf } from '../shared/validate.ts'
import type { Endpoint } from './endpoint.ts'
import { readRawBody } from './middleware/raw-body.ts'

const MEGABYTE = 1024 * 1024

/** The checked parts of a request. */
export type CheckedInput = Readonly<{ params: unknown; query: unknown; body: unknown }>

type Place = 'path' | 'query' | 'body'
type Parts = Readonly<Record<Place, unknown>>

/**
 * Reads a request and checks it against its endpoint's schemas. Throws `unsupported_media_type`, `payload_too_large`,
 * `invalid_json` or `validation_failed` with every wrong field (`errors: [{in, pointer, message}]`).
 */
export async function readInput(endpoint: Endpoint, ctx: KoaContext): Promise<CheckedInput> {
  const parts: Parts = { path: { ...ctx.params }, query: { ...ctx.query }, body: await readBody(endpoint, ctx) }
  const errors = [
    ...problemsIn('path', parts.path, value => coerceAndCheck(endpoint.params, value as Record<string, unknown>)),
    ...problemsIn('query', parts.query, value => coerceAndCheck(endpoint.query, value as Record<string, unknown>)),
    ...(isMultipart(endpoint) ? [] : problemsIn('body', parts.body, value => problemsOf(endpoint.body, value)))
  ]
  if (errors.length > 0) throw new DomainError('validation_failed', sentenceOf(errors), { errors: errors.slice(0, 50) })
  return { params: parts.path, query: parts.query, body: parts.body }
}

const isMultipart = (endpoint: Endpoint): boolean => endpoint.access !== 'owner' && endpoint.bodyKind === 'multipart'

async function readBody(endpoint: Endpoint, ctx: KoaContext): Promise<unknown> {
  if (endpoint.method === 'get' || !bringsBody(ctx.req)) return {}
  if (isMultipart(endpoint)) {
    if (!ctx.is('multipart/form-data')) throw refuseType(ctx, 'multipart/form-data')
    return {}
  }
  const charset = ctx.request.charset
  if (!ctx.is('application/json') || (charset && charset.toLowerCase() !== 'utf-8'))
    throw refuseType(ctx, 'application/json in UTF-8')
  if (!['', 'identity'].includes(ctx.get('Content-Encoding'))) throw refuseType(ctx, 'a body that is not compressed')
  const bytes = await readRawBody(ctx.req, MEGABYTE)
  return bytes.length === 0 ? {} : parse(bytes)
}

const bringsBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

function refuseType(ctx: KoaContext, wanted: string): DomainError {
  // what was sent is read and thrown away, so that the client still gets its answer
  ctx.req.resume()
  return new DomainError('unsupported_media_type', `Send ${wanted}`)
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError)
      throw new DomainError('invalid_json', 'The body is not JSON in UTF-8')
    throw error
  }
}

function problemsIn(
  place: Place,
  value: unknown,
  check: (value: unknown) => readonly Problem[]
): (Problem & { in: Place })[] {
  const found = check(value)
  // texts are looked at only once their shape is known: it bounds their number
  const problems = found.length > 0 ? found : findUnstorable(value, '')
  return problems.map(problem => ({ in: place, ...problem }))
}

/** Postgres stores neither NUL nor half of a surrogate pair; a name or a note with one is a mistake of the client. */
function findUnstorable(value: unknown, pointer: string): Problem[] {
  if (typeof value === 'string')
    return value.includes('\0') || !value.isWellFormed()
      ? [{ pointer, message: 'must not hold NUL characters or lone surrogates' }]
      : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    ...findUnstorable(key, pointer),
    ...findUnstorable(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  ])
}

function sentenceOf(errors: readonly (Problem & { in: Place })[]): string {
  const shown = errors.slice(0, 3).map(error => `${error.in} ${error.pointer || '/'} ${error.message}`)
  return `${shown.join('; ')}${errors.length > 3 ? '; …' : ''}`
}

/** For the document and its tests: whether an endpoint reads a JSON body at all. */
export function takesBody(endpoint: Endpoint): boolean {
  const properties = (endpoint.body as TSchema & { properties?: object }).properties
  return endpoint.method !== 'get' && !(properties && Object.keys(properties).length === 0)
}
