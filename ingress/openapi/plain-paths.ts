import type { ErrorCode } from '../../shared/domain/errors.ts'
import { statusOf } from '../problem.ts'
import type { Components, JsonSchema } from './components.ts'
import { describeProblem } from './describe-operation.ts'

type Problems = (...codes: ErrorCode[]) => Record<string, object>

const META = 'X-Hub-Signature-256'
const CALCOM = 'X-Cal-Signature-256'

/** What is served beside the endpoints, by hand: other people's webhooks, and what hosts and operators look at. */
export function describePlainPaths(components: Components): Record<string, JsonSchema> {
  const problems: Problems = (...codes) =>
    Object.fromEntries(
      [...Map.groupBy(codes, statusOf)].map(([status, group]) => [status, describeProblem(status, group, components)])
    )
  return { ...describeWebhooks(problems), ...describePages(problems), ...describeHealth(problems) }
}

function describeWebhooks(problems: Problems): Record<string, JsonSchema> {
  const connection = parameter('connection', 'path')
  const verify = (operationId: string, summary: string, more: object[] = []) => ({
    ...operation(operationId, 'webhooks', summary, {
      200: text('The challenge'),
      ...problems('invalid_verify_token', 'internal_error')
    }),
    parameters: [...more, ...['hub.mode', 'hub.verify_token', 'hub.challenge'].map(name => parameter(name, 'query'))]
  })
  const receive = (operationId: string, summary: string, header: string, more: object[] = []) => ({
    ...operation(operationId, 'webhooks', summary, {
      200: json('Stored', { received: { type: 'integer' } }),
      ...problems('validation_failed', 'invalid_signature', 'payload_too_large', 'rate_limited'),
      ...problems('store_unavailable', 'internal_error')
    }),
    parameters: [...more, parameter(header, 'header')],
    requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } }
  })
  return {
    '/api/v1/webhooks/whatsapp': {
      get: verify('verifyWhatsappWebhook', 'Meta asks whether this address is ours'),
      post: receive('receiveWhatsappWebhook', 'Meta delivers events; 200 means that they are stored', META)
    },
    '/api/v1/webhooks/whatsapp/{connection}': {
      get: verify('verifyOwnAppWebhook', 'The same for a business with a Meta app of its own', [connection]),
      post: receive('receiveOwnAppWebhook', 'The same, signed with that app’s secret', META, [connection])
    },
    '/api/v1/webhooks/calcom': {
      post: receive('receiveCalcomWebhook', 'Cal.com delivers an event; 200 means that it is stored', CALCOM)
    },
    '/api/v1/webhooks/calcom/{connection}': {
      post: receive('receiveConnectionWebhook', 'The same, signed with one connection’s secret', CALCOM, [connection])
    }
  }
}

function describePages(problems: Problems): Record<string, JsonSchema> {
  const media = operation('getMedia', 'meta', 'A stored file, by a link from an answer, which is good for minutes', {
    200: text('The file', '*/*'),
    ...problems('not_found', 'internal_error')
  })
  return {
    '/api/v1/media/{token}': { get: { ...media, parameters: [parameter('token', 'path')] } },
    '/api/v1/openapi.json': {
      get: operation('getOpenapi', 'meta', 'This document', { 200: json('OpenAPI', { openapi: { type: 'string' } }) })
    },
    '/docs': { get: operation('getDocs', 'meta', 'This document, to be read', { 200: text('A page', 'text/html') }) }
  }
}

function describeHealth(problems: Problems): Record<string, JsonSchema> {
  const states = { enum: ['up', 'down', 'migrations_missing'] }
  const status = { enum: ['ready', 'not_ready'] }
  const readiness = { status, database: states, queue: states, queue_backend: { type: 'string' } }
  const metrics = operation('getMetrics', 'meta', 'Prometheus metrics, for the operator', {
    200: text('Metrics'),
    ...problems('unauthorized', 'internal_error')
  })
  return {
    '/healthz': {
      get: operation('getHealth', 'meta', 'The process answers', { 200: json('Alive', { status: { const: 'ok' } }) })
    },
    '/readyz': {
      get: operation('getReadiness', 'meta', 'It can store what it is sent; the queue is reported, not demanded', {
        200: json('Ready', readiness),
        503: json('Postgres does not answer, or migrations are missing', readiness)
      })
    },
    '/metrics': { get: { ...metrics, security: [{ operator: [] }] } }
  }
}

const operation = (operationId: string, tag: string, summary: string, responses: object): JsonSchema => ({
  operationId,
  tags: [tag],
  summary,
  security: [],
  responses
})

const parameter = (name: string, place: 'path' | 'query' | 'header') => ({
  name,
  in: place,
  required: true,
  schema: { type: 'string' }
})

const text = (description: string, type = 'text/plain') => ({
  description,
  content: { [type]: { schema: { type: 'string' } } }
})

const json = (description: string, properties: JsonSchema) => ({
  description,
  content: { 'application/json': { schema: { type: 'object', required: Object.keys(properties), properties } } }
})
