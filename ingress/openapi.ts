import type { Endpoint } from './endpoint.ts'
import { API_PREFIX } from './mount.ts'
import { createComponents, type JsonSchema } from './openapi/components.ts'
import { describeOperation } from './openapi/describe-operation.ts'
import { describePlainPaths } from './openapi/plain-paths.ts'

export type OpenApiDocument = Readonly<{
  openapi: '3.1.0'
  info: Readonly<{ title: string; version: string; description: string }>
  paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>
  components: Readonly<{ schemas: Readonly<Record<string, JsonSchema>> } & Record<string, object>>
}> &
  Readonly<Record<string, unknown>>

const description = `Bookings over WhatsApp for small businesses.

**Signing in.** \`POST /api/v1/auth/login\` answers an access token (15 minutes, \`Authorization: Bearer …\`) and a refresh
token (30 days, works once, sent as the bearer of \`POST /api/v1/auth/refresh\`).

**Errors** are \`application/problem+json\` (RFC 9457) with a stable \`code\`. With \`validation_failed\`, \`errors\` names every
wrong field: \`in\` and a JSON pointer.

**Lists** take \`page\` (from 1) and \`page_size\` (1 to 100, 20 by default) and answer \`{items, total, page, page_size}\`.

**Retrying.** POSTs that list the header \`Idempotency-Key\` do their work once per key: for 24 hours the same request with
the same key gets the first one's answer, with \`Idempotent-Replayed: true\`. Another request under that key is 422
\`idempotency_key_reused\`; while the first one still runs, 409 \`idempotency_key_in_use\`, or a wait for its end. Only
successes are kept: after an error the same key may be sent again.

**Money** is a number with at most two decimals; **instants** are RFC 3339.`

const tags = {
  auth: 'Signing up, in and out',
  meta: 'This document, health and metrics',
  webhooks: 'What Meta and Cal.com call'
}

/** The OpenAPI 3.1 document of the endpoints and of what is served beside them. Throws when two claim one name. */
export function openApiDocument(endpoints: readonly Endpoint[]): OpenApiDocument {
  const components = createComponents()
  const paths: Record<string, Record<string, JsonSchema>> = {}
  const names = new Set<string>()
  for (const endpoint of endpoints) {
    if (names.has(endpoint.name)) throw new Error(`two endpoints are called ${endpoint.name}`)
    names.add(endpoint.name)
    const path = `${API_PREFIX}${endpoint.path}`
    paths[path] = { ...paths[path], [endpoint.method]: describeOperation(endpoint, components) }
  }
  Object.assign(paths, describePlainPaths(components))
  return {
    openapi: '3.1.0',
    info: { title: 'Cuadra', version: '1.0.0', description },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, text]) => ({ name, description: text })),
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        refreshToken: { type: 'http', scheme: 'bearer' },
        operator: { type: 'http', scheme: 'basic' }
      },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'A value of your own (a UUID, say) that makes it safe to send this request again for 24 hours',
          schema: { type: 'string', minLength: 1, maxLength: 255 }
        }
      },
      headers: {
        IdempotentReplayed: {
          description: 'Present when this is the answer of an earlier request with the same Idempotency-Key',
          schema: { const: 'true' }
        }
      }
    }
  }
}
