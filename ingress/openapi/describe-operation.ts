import type { TSchema } from 'typebox'
import type { ErrorCode } from '../../shared/domain/errors.ts'
import type { Endpoint } from '../endpoint.ts'
import { honoursKey } from '../middleware/idempotency.ts'
import { statusOf } from '../problem.ts'
import { problemCodesOf } from '../problem-codes.ts'
import { takesBody } from '../read-input.ts'
import { ProblemSchema } from '../schemas/problem.ts'
import type { Components, JsonSchema } from './components.ts'
import { exampleOf } from './example-of.ts'

type ObjectSchema = Readonly<{ properties?: Record<string, TSchema>; required?: readonly string[] }>

const RETRY_AFTER = [409, 429, 503]
const retryAfter = { description: 'Seconds to wait', schema: { type: 'integer', minimum: 1 } }
const requestId = { description: 'Names this request in the logs', schema: { type: 'string', format: 'uuid' } }

/** The operation object of an endpoint (OpenAPI 3.1). */
export function describeOperation(endpoint: Endpoint, components: Components): JsonSchema {
  return {
    operationId: endpoint.name,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    security: securityOf(endpoint),
    parameters: parametersOf(endpoint, components),
    ...(takesBody(endpoint) && { requestBody: describeBody(endpoint, components) }),
    responses: {
      [endpoint.success.status]: describeSuccess(endpoint, components),
      ...describeProblems(endpoint, components)
    }
  }
}

function securityOf(endpoint: Endpoint): object[] {
  if (endpoint.access !== 'public') return [{ accessToken: [] }]
  if (endpoint.bearer) return [{ refreshToken: [] }]
  // a public endpoint that can miss a token is one where the token may stand in for something else
  return endpoint.errors.includes('unauthorized') ? [{}, { accessToken: [] }] : []
}

function parametersOf(endpoint: Endpoint, components: Components): object[] {
  const describe = (place: 'path' | 'query', schema: ObjectSchema) =>
    Object.entries(schema.properties ?? {}).map(([name, property]) => {
      const { description, ...rest } = components.place(property)
      const required = place === 'path' || (schema.required ?? []).includes(name)
      return { name, in: place, required, ...(description === undefined ? {} : { description }), schema: rest }
    })
  return [
    ...describe('path', endpoint.params as ObjectSchema),
    ...describe('query', endpoint.query as ObjectSchema),
    ...(honoursKey(endpoint) ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : [])
  ]
}

function describeBody(endpoint: Endpoint, components: Components): object {
  const multipart = endpoint.access !== 'owner' && endpoint.bodyKind === 'multipart'
  const required = ((endpoint.body as ObjectSchema).required ?? []).length > 0
  const schema = components.place(named(endpoint.body, `${capitalised(endpoint.name)}Body`))
  if (multipart) return { required, content: { 'multipart/form-data': { schema } } }
  return { required, content: { 'application/json': { schema, example: exampleOf(schema, components.schemas) } } }
}

function describeSuccess(endpoint: Endpoint, components: Components): object {
  const { status, schema } = endpoint.success
  const headers = {
    'X-Request-Id': requestId,
    ...(honoursKey(endpoint) && { 'Idempotent-Replayed': { $ref: '#/components/headers/IdempotentReplayed' } })
  }
  if (status === 204) return { description: 'Done', headers }
  const placed = components.place(named(schema, `${capitalised(endpoint.name)}Answer`))
  return { description: 'Done', headers, content: { 'application/json': { schema: placed } } }
}

/** One response per status, which names the codes that it may carry. */
function describeProblems(endpoint: Endpoint, components: Components): Record<string, object> {
  const byStatus = Map.groupBy(problemCodesOf(endpoint), code => statusOf(code))
  const statuses = [...byStatus].sort(([a], [b]) => a - b)
  return Object.fromEntries(statuses.map(([status, codes]) => [status, describeProblem(status, codes, components)]))
}

/** A problem response with the codes that are possible. */
export function describeProblem(status: number, codes: readonly ErrorCode[], components: Components): object {
  const schema = { allOf: [components.place(ProblemSchema), { properties: { code: { enum: codes } } }] }
  return {
    description: codes.map(code => `\`${code}\``).join(', '),
    headers: { 'X-Request-Id': requestId, ...(RETRY_AFTER.includes(status) && { 'Retry-After': retryAfter }) },
    content: { 'application/problem+json': { schema } }
  }
}

/** A body or an answer without a title of its own is named after its operation, so that generated clients can be read. */
const named = (schema: TSchema, name: string): object =>
  'title' in schema || !('properties' in schema) ? schema : { ...schema, title: name }

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
