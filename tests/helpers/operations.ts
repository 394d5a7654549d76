import type { TestApp } from './app.ts'
import type { Schema } from './arbitrary.ts'

/** One operation of the served document, with every reference in its request resolved. */
export type Operation = Readonly<{
  id: string
  method: string
  path: string
  /** Whether it takes an access token, whether it also works without one, or takes a refresh token instead. */
  security: 'token' | 'optional' | 'refresh' | 'none'
  pathSchema: Schema
  querySchema: Schema
  /** Null when it takes no body. */
  body: Readonly<{ type: string; schema: Schema }> | null
  takesKey: boolean
  responses: Readonly<Record<string, unknown>>
}>

type Json = Record<string, unknown>
type Parameter = { name: string; in: string; required?: boolean; schema: Schema; $ref?: string }
type Described = {
  operationId: string
  security: object[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Json
}

export type Document = Json & { paths: Record<string, Record<string, Described>> }

export const loadDocument = async (testApp: Pick<TestApp, 'url'>): Promise<Document> =>
  (await (await fetch(`${testApp.url}/api/v1/openapi.json`)).json()) as Document

/** Every operation of the REST API: what is below /api/v1 but webhooks, files and the document itself. */
export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths)
    .filter(([path]) => /^\/api\/v1\/(?!webhooks\/|media\/|openapi\.json)/.test(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => toOperation(document, path, method, described))
    )
}

function toOperation(document: Document, path: string, method: string, described: Described): Operation {
  const parameters = described.parameters ?? []
  const objectOf = (place: string): Schema => {
    const own = parameters.filter(each => each.in === place)
    const required = own.filter(each => each.required).map(each => each.name)
    const properties = Object.fromEntries(own.map(each => [each.name, resolve(document, each.schema)]))
    return { type: 'object', additionalProperties: false, required, properties }
  }
  const [type, content] = Object.entries(described.requestBody?.content ?? {})[0] ?? []
  const tokens = described.security.map(way => Object.keys(way)[0])
  return {
    id: described.operationId,
    method: method.toUpperCase(),
    path: path.replace('/api/v1', ''),
    security: securityOf(tokens),
    pathSchema: objectOf('path'),
    querySchema: objectOf('query'),
    body: type && content ? { type, schema: resolve(document, content.schema) } : null,
    takesKey: parameters.some(each => each.$ref?.endsWith('/IdempotencyKey')),
    responses: described.responses
  }
}

function securityOf(tokens: readonly (string | undefined)[]): Operation['security'] {
  if (tokens.includes('refreshToken')) return 'refresh'
  if (!tokens.includes('accessToken')) return 'none'
  return tokens.includes(undefined) ? 'optional' : 'token'
}

/** The schema with what it refers to in place of the references. */
function resolve(document: Document, value: unknown): Schema {
  if (Array.isArray(value)) return value.map(each => resolve(document, each)) as unknown as Schema
  if (typeof value !== 'object' || value === null) return value as unknown as Schema
  if ('$ref' in value && typeof value.$ref === 'string')
    return resolve(
      document,
      value.$ref
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => (at as Json)[key], document)
    )
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(document, inner)]))
}

/** Fills a path's placeholders and appends a query. */
export function addressOf({ path }: Operation, params: Json, query: Json): string {
  const filled = path.replace(/\{([^}]+)\}/g, (_, name) => encodeURIComponent(textOf(params[name])))
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, textOf(value)])
  ).toString()
  return search ? `${filled}?${search}` : filled
}

/** Node itself refuses a request line of more than 16 kB, before anything of ours sees it. */
const textOf = (value: unknown): string =>
  ((typeof value === 'string' ? value : JSON.stringify(value)) ?? '').slice(0, 1000).toWellFormed()
