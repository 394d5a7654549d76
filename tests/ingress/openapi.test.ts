import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { openApiDocument } from '../../ingress/openapi.ts'
import { endpoints } from '../../ingress/routes/endpoints.ts'
import { routers } from '../../ingress/routes/index.ts'
import { withApp } from '../helpers/app.ts'

type Json = Record<string, unknown>
type Operation = {
  operationId: string
  parameters?: Json[]
  responses: Record<string, { content?: Record<string, { schema: Json }> }>
}

const api = withApp(test)
const METHODS = ['get', 'post', 'put', 'patch', 'delete']

const load = async () =>
  (await (await fetch(`${api.url}/api/v1/openapi.json`)).json()) as Json & {
    paths: Record<string, Record<string, Operation>>
    components: Record<string, Record<string, Json>>
  }

/** The shape of an OpenAPI 3.1 document, as far as ours uses the standard (https://spec.openapis.org/oas/v3.1.0). */
const text = { type: 'string' }
const reference = { type: 'object', required: ['$ref'], properties: { $ref: text }, additionalProperties: false }
const orReference = (schema: Json) => ({ oneOf: [reference, schema] })
const mapOf = (schema: Json) => ({ type: 'object', additionalProperties: schema })
const object = (required: string[], properties: Json, more: Json = {}) => ({
  type: 'object',
  required,
  properties,
  additionalProperties: false,
  ...more
})
const schema = { type: ['object', 'boolean'] }
const content = mapOf(object(['schema'], { schema, example: true }))
const header = orReference(object(['schema'], { description: text, required: { type: 'boolean' }, schema }))
const parameter = object(['name', 'in', 'schema'], {
  name: text,
  in: { enum: ['path', 'query', 'header'] },
  required: { type: 'boolean' },
  description: text,
  schema
})
const response = object(['description'], {
  description: { type: 'string', minLength: 1 },
  headers: mapOf(header),
  content
})
const operation = object(['operationId', 'tags', 'summary', 'security', 'responses'], {
  operationId: { type: 'string', pattern: '^[a-z][A-Za-z0-9]*$' },
  tags: { type: 'array', items: text, minItems: 1, maxItems: 1 },
  summary: { type: 'string', minLength: 5 },
  description: text,
  security: { type: 'array', items: mapOf({ type: 'array', items: text }) },
  parameters: { type: 'array', items: orReference(parameter) },
  requestBody: object(['content'], { required: { type: 'boolean' }, content }),
  responses: {
    type: 'object',
    propertyNames: { pattern: '^[1-5][0-9][0-9]$' },
    additionalProperties: response,
    minProperties: 1
  }
})
const documentSchema = object(['openapi', 'info', 'servers', 'tags', 'paths', 'components'], {
  openapi: { const: '3.1.0' },
  info: object(['title', 'version', 'description'], { title: text, version: text, description: text }),
  servers: { type: 'array', items: object(['url'], { url: text }) },
  tags: { type: 'array', items: object(['name'], { name: text, description: text }) },
  paths: {
    type: 'object',
    propertyNames: { pattern: '^/' },
    additionalProperties: {
      type: 'object',
      propertyNames: { enum: METHODS },
      additionalProperties: operation,
      minProperties: 1
    }
  },
  components: object([], {
    schemas: { type: 'object', propertyNames: { pattern: '^[A-Za-z0-9._-]+$' }, additionalProperties: schema },
    parameters: mapOf(parameter),
    headers: mapOf(header),
    securitySchemes: mapOf(object(['type', 'scheme'], { type: { const: 'http' }, scheme: text, bearerFormat: text }))
  })
})

const entries = async () =>
  Object.entries((await load()).paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, each]) => ({ path, method, operation: each }))
  )

const placeholders = (path: string) => [...path.matchAll(/\{([^}]+)\}/g)].map(match => match[1])

test('the document is OpenAPI 3.1', async t => {
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(documentSchema)
  t.true(validate(await load()), JSON.stringify(validate.errors, null, 2))
})

test('every schema in the document is a JSON Schema, and every reference leads somewhere', async t => {
  const document = await load()
  const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false })
  ajv.addSchema(document, 'openapi')
  const visit = (value: unknown, pointer: string): void => {
    if (typeof value !== 'object' || value === null) return
    if ('$ref' in value && typeof value.$ref === 'string') {
      const target = value.$ref
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => (at as Json)?.[key], document)
      t.truthy(target, value.$ref)
    }
    for (const [key, inner] of Object.entries(value)) {
      const path = `${pointer}/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`
      if (key === 'schema') t.notThrows(() => ajv.compile({ $ref: `openapi#${path}` }), path)
      visit(inner, path)
    }
  }
  visit(document, '')
})

test('operation ids are unique, placeholders are declared, and no operation uses the name of another’s path', async t => {
  const all = await entries()
  t.is(new Set(all.map(({ operation: { operationId } }) => operationId)).size, all.length)
  for (const {
    path,
    operation: { operationId, parameters = [] }
  } of all) {
    const inPath = parameters.filter(each => each.in === 'path')
    t.true(
      inPath.every(each => each.required === true),
      operationId
    )
    const declared = inPath.map(each => String(each.name))
    t.deepEqual(declared.sort(), placeholders(path).sort() as string[], operationId)
  }
})

test('every endpoint is in the document, and every route of the application', async t => {
  const all = await entries()
  const documented = new Set(all.map(({ path, method }) => `${method} ${path}`))
  for (const { method, path } of endpoints) t.true(documented.has(`${method} /api/v1${path}`), `${method} ${path}`)
  const paths = new Set(all.map(({ path }) => path))
  for (const router of routers(api.app, endpoints))
    for (const layer of router.stack) {
      const path = String(layer.path).replace(/:([A-Za-z_]+)/g, '{$1}')
      t.true(paths.has(path), path)
      const methods = layer.methods.map(method => method.toLowerCase()).filter(method => METHODS.includes(method))
      if (methods.length < METHODS.length)
        for (const method of methods) t.true(documented.has(`${method} ${path}`), `${method} ${path}`)
    }
})

test('every operation documents its failures as problems, and what needs a token says so', async t => {
  for (const {
    path,
    operation: { operationId, responses }
  } of await entries()) {
    for (const [status, { content: made }] of Object.entries(responses))
      if (Number(status) >= 400 && path !== '/readyz')
        t.deepEqual(Object.keys(made ?? {}), ['application/problem+json'], `${operationId} ${status}`)
    if (path.startsWith('/api/v1') && path !== '/api/v1/openapi.json') t.true('500' in responses, operationId)
  }
  for (const endpoint of endpoints.filter(({ access }) => access !== 'public'))
    t.true(
      '401' in ((await load()).paths[`/api/v1${endpoint.path}`]?.[endpoint.method]?.responses ?? {}),
      endpoint.name
    )
})

test('every request body and parameter is bounded and closed', t => {
  const check = (schema: Json, where: string): void => {
    if (schema.type === 'object' && schema.properties)
      t.is(schema.additionalProperties, false, `${where}: unknown fields pass`)
    // a file is bounded by the one who reads it
    const bounded =
      schema.maxLength ?? schema.contentMediaType ?? schema.format ?? schema.pattern ?? schema.enum ?? schema.const
    if (schema.type === 'string') t.truthy(bounded, `${where}: a text without limit`)
    if (schema.type === 'array') t.truthy(schema.maxItems, `${where}: a list without limit`)
    if (schema.type === 'integer' || schema.type === 'number') t.not(schema.maximum, undefined, `${where}: no maximum`)
    for (const [name, inner] of Object.entries((schema.properties ?? {}) as Record<string, Json>))
      check(inner, `${where}.${name}`)
    for (const inner of (schema.anyOf ?? []) as Json[]) check(inner, where)
    if (schema.items) check(schema.items as Json, `${where}[]`)
  }
  for (const { name, params, query, body } of endpoints)
    for (const schema of [params, query, body]) check(schema as unknown as Json, name)
})

test('two endpoints of one name, and two schemas of one title, are refused', t => {
  const [first] = endpoints
  if (!first) return t.fail()
  t.throws(() => openApiDocument([first, first]), { message: /two endpoints are called/ })
  const other = { ...first, name: 'other', body: { ...first.body, description: 'changed' } }
  t.throws(() => openApiDocument([first, other]), { message: /two different schemas/ })
})

test('the page for people lists every operation, needs nothing from elsewhere and no script', async t => {
  const answer = await fetch(`${api.url}/docs`)
  const html = await answer.text()
  t.is(answer.status, 200)
  t.regex(answer.headers.get('content-type') ?? '', /^text\/html/)
  t.truthy(answer.headers.get('content-security-policy'))
  for (const {
    operation: { operationId }
  } of await entries())
    t.true(html.includes(`id="${operationId}"`), operationId)
  t.notRegex(html, /<script|<link|<img|@import|url\(|src=|https?:\/\/(?!example\.com)/)
  for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) t.true(html.includes(`id="${target}"`), target)
})
