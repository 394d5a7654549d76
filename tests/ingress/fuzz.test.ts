import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import test from 'ava'
import fc from 'fast-check'
import type { TSchema } from 'typebox'
import { signAccessToken } from '../../shared/access-token.ts'
import { coerceAndCheck, problemsOf } from '../../shared/validate.ts'
import { withApp } from '../helpers/app.ts'
import { arbitraryOf, junk, type Schema, spoiled, type World } from '../helpers/arbitrary.ts'
import { addressOf, type Document, loadDocument, type Operation, operationsOf } from '../helpers/operations.ts'
import { ownerPassword } from '../helpers/owner.ts'
import { collectionOf, idsNamed, type Planted, plant } from '../helpers/plant.ts'

// What a request would call outside leads nowhere; the pool is that of a busy process.
const OVERRIDES = { META_GRAPH_URL: 'http://127.0.0.1:1', CALCOM_API_URL: 'http://127.0.0.1:1', DATABASE_POOL: '8' }
const api = withApp(test, OVERRIDES)

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 5000)
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_123)
const AT_ONCE = 8
/** A business is used up after so many: its bookings are cancelled, its services deleted. */
const PER_BUSINESS = 400
/** Operations that hash a password take a hundred times as long as others. */
const SLOW = ['register', 'logIn', 'changePassword', 'resetPassword']

type Json = Record<string, unknown>
type Draft = Readonly<{ params: Json; query: Json; body: unknown; how: string }>
type Sent = Readonly<{ operation: Operation; draft: Draft; status: number; text: string; token: boolean }>

/** The requests of one business, drawn in advance: the same seed gives the same requests. */
function drawRequests(operations: readonly Operation[], world: World, count: number, seed: number) {
  const weighted = operations.flatMap(operation => {
    const weight = SLOW.includes(operation.id) ? 1 : operation.body ? 6 : 4
    return Array<Operation>(weight).fill(operation)
  })
  const arbitraries = new Map(operations.map(operation => [operation, draftOf(operation, world)]))
  const order = fc.sample(fc.constantFrom(...weighted), { seed, numRuns: count })
  const tokens = fc.sample(fc.nat({ max: 11 }), { seed, numRuns: count })
  const drafts = new Map(
    [...Map.groupBy(order, each => each)].map(([operation, uses]) => [
      operation,
      // a seed of its own: the same one would spoil every operation in the same way
      fc.sample(arbitraries.get(operation) as fc.Arbitrary<Draft>, {
        seed: seed + 7919 * operations.indexOf(operation),
        numRuns: uses.length
      })
    ])
  )
  return order.map((operation, index) => ({
    operation,
    draft: drafts.get(operation)?.pop() as Draft,
    // one in twelve comes without a token, one with a wrong one
    token: tokens[index] === 0 ? 'none' : tokens[index] === 1 ? 'wrong' : 'right'
  }))
}

/** Optional fields that only go together: drawn one by one they would hardly ever meet. */
const TOGETHER: Readonly<Record<string, readonly (readonly string[])[]>> = {
  createBooking: [['customer'], ['customer_id'], ['tenant_slug', 'customer', 'consent']]
}

function togetherIn({ id, body }: Operation): Schema[] {
  const { properties = {}, required = [] } = (body?.schema ?? {}) as { properties?: Json; required?: string[] }
  return (TOGETHER[id] ?? []).map(names => {
    const wanted = [...required, ...names]
    const kept = Object.entries(properties).filter(([name]) => wanted.includes(name))
    return { type: 'object', required: wanted, properties: Object.fromEntries(kept) }
  })
}

/** What exists of a business and is no id. */
const wordsOf =
  ({ slug, email, refreshToken }: Planted) =>
  (field: string): string[] => {
    if (field === 'slug' || field === 'tenant_slug') return [slug]
    if (field === 'email') return [email]
    if (field === 'phone') return ['+573001234567', '3001234568', '+573001234569']
    if (field === 'refresh_token') return [refreshToken]
    return field === 'password' || field === 'current_password' ? [ownerPassword] : []
  }

function draftOf(operation: Operation, world: World): fc.Arbitrary<Draft> {
  const ofPath = { ...world, ids: () => world.ids(collectionOf(operation.path)) }
  const params = arbitraryOf(operation.pathSchema, ofPath) as fc.Arbitrary<Json>
  const query = arbitraryOf(operation.querySchema, world) as fc.Arbitrary<Json>
  const bodies = operation.body ? [operation.body.schema, ...togetherIn(operation)] : []
  const body = bodies.length > 0 ? fc.oneof(...bodies.map(each => arbitraryOf(each, world))) : fc.constant(undefined)
  const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
  const good = fc.record({ params, query, body, how: fc.constant('valid') })
  const badBody = fc.record({ params, query, body: spoiled(body), how: fc.constant('bad body') })
  const badQuery = fc.record({ params, query: spoiled(query).map(asObject), body, how: fc.constant('bad query') })
  const badPath = fc.record({
    params: fc
      .tuple(params, junk)
      .map(([all, bad]) =>
        Object.fromEntries(Object.keys(all).map(name => [name, typeof bad === 'string' ? bad.slice(0, 2000) : bad]))
      ),
    query,
    body,
    how: fc.constant('bad path')
  })
  return fc.oneof(
    { weight: 5, arbitrary: good },
    { weight: operation.body ? 3 : 1, arbitrary: badBody },
    { weight: 1, arbitrary: badQuery },
    { weight: operation.path.includes('{') ? 1 : 0, arbitrary: badPath }
  )
}

async function send(operation: Operation, draft: Draft, token: string | null): Promise<Omit<Sent, 'token'>> {
  const { body } = draft
  const multipart = operation.body?.type === 'multipart/form-data'
  const response = await fetch(`${api.url}/api/v1${addressOf(operation, draft.params, draft.query)}`, {
    method: operation.method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !multipart && operation.method !== 'GET' && { 'content-type': 'application/json' })
    },
    ...(body !== undefined && operation.method !== 'GET' && { body: multipart ? formOf(body) : JSON.stringify(body) })
  })
  return { operation, draft, status: response.status, text: await response.text() }
}

/** A form with a file that may or may not be what it says. */
function formOf(value: unknown): FormData {
  const form = new FormData()
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  for (const [name, field] of Object.entries(typeof value === 'object' && value !== null ? value : { file: value })) {
    const isFile = /file|image|screenshot|proof/.test(name)
    const content = new Blob([new Uint8Array(png), (JSON.stringify(field) ?? '').toWellFormed()], { type: 'image/png' })
    if (isFile) form.set(name, content, 'comprobante.png')
    else form.set(name.toWellFormed(), typeof field === 'string' ? field.toWellFormed() : JSON.stringify(field))
  }
  return form
}

/** Checks answers against the served document itself, not against what the server was made of. */
function checker(document: Document) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema(document, 'openapi')
  const compiled = new Map<string, ValidateFunction | null>()
  return ({ operation, status, text }: Sent): string | null => {
    const described = operation.responses[status] as { content?: Record<string, unknown> } | undefined
    if (!described) return `answers ${status}, which is not in the document`
    const type = Object.keys(described.content ?? {})[0]
    if (!type) return text === '' ? null : 'answers a body where the document has none'
    const at = [
      'paths',
      `/api/v1${operation.path}`,
      operation.method.toLowerCase(),
      'responses',
      String(status),
      'content',
      type,
      'schema'
    ]
    const pointer = at.map(part => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
    if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile({ $ref: `openapi#/${pointer}` }))
    const validate = compiled.get(pointer)
    return validate?.(JSON.parse(text))
      ? null
      : `answers what is not in the document: ${JSON.stringify(validate?.errors?.slice(0, 3))}`
  }
}

/** Whether a draft breaks its schema, so that it must be refused. JSON loses what JSON cannot say. */
function breaksSchema({ pathSchema, querySchema, body }: Operation, draft: Draft): boolean {
  const texts = (all: Json) =>
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
    )
  const broken = (schema: Schema, all: Json) => coerceAndCheck(schema as unknown as TSchema, texts(all)).length > 0
  if (Object.keys(draft.params).length > 0 && broken(pathSchema, draft.params)) return true
  if (broken(querySchema, draft.query)) return true
  if (body?.type !== 'application/json' || draft.body === undefined) return false
  return problemsOf(body.schema as unknown as TSchema, JSON.parse(JSON.stringify(draft.body))).length > 0
}

function problemWith(sent: Sent, check: (sent: Sent) => string | null, other: Planted): string | null {
  const { operation, draft, status, text, token } = sent
  // 502 is Meta's or Cal.com's, who cannot be reached here
  if (status === 500 || status === 503) return `answers ${status}`
  // an empty segment, or one with dots only, makes another path
  if (Object.values(draft.params).some(value => typeof value === 'string' && /^\.{0,2}$/.test(value))) return null
  const undocumented = check(sent)
  if (undocumented) return undocumented
  if (status < 400 && breaksSchema(operation, draft)) return `takes what its schema refuses (${draft.how})`
  if (operation.security === 'token' && !token && status !== 401) return `answers ${status} without a token`
  return text.includes(other.marker) ? 'shows a row of another business' : null
}

test(`${REQUESTS} requests made from the document get documented answers and never a 500`, async t => {
  t.timeout(300_000)
  const document = await loadDocument(api)
  const operations = operationsOf(document)
  const check = checker(document)
  const other = await plant(api)
  const failures: string[] = []
  const counts = new Map<string, number>()
  const succeeded = new Set<string>()
  for (let done = 0; done < REQUESTS; done += PER_BUSINESS) {
    const mine = await plant(api)
    // nine of her own of the right kind, one of another business
    const ids = (field: string) => {
      const own = idsNamed(mine, field)
      return [...own, ...idsNamed(other, field).slice(0, Math.ceil(own.length / 9))]
    }
    const world = { ids, words: wordsOf(mine), now: api.clock.now().getTime() }
    const requests = drawRequests(operations, world, Math.min(PER_BUSINESS, REQUESTS - done), SEED + done)
    const work = async () => {
      for (let next = requests.pop(); next; next = requests.pop()) {
        const { operation, draft } = next
        const user = { id: mine.userId, tenantId: mine.tenantId, role: 'owner' }
        const right = await signAccessToken(api.app.config.JWT_SECRET, user, api.clock.now(), mine.userId)
        const own = operation.security === 'refresh' ? mine.refreshToken : right
        const token = next.token === 'none' ? null : next.token === 'wrong' ? `${own}x` : own
        const answer = await send(operation, draft, token).catch(error => {
          failures.push(
            `${operation.id} answers nothing: ${error}\n  sent ${JSON.stringify(draft).slice(0, 600)}\n  got ${error.cause}`
          )
        })
        if (!answer) continue
        const sent = { ...answer, token: next.token === 'right' }
        counts.set(String(sent.status), (counts.get(String(sent.status)) ?? 0) + 1)
        if (sent.status < 300) succeeded.add(operation.id)
        const problem = problemWith(sent, check, other)
        if (problem)
          failures.push(
            `${operation.id} ${problem}\n  sent ${JSON.stringify(draft).slice(0, 600)}\n  got ${sent.text.slice(0, 600)}`
          )
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  }
  const never = operations.filter(({ id }) => !succeeded.has(id)).map(({ id }) => id)
  const summary = [...counts].sort().map(([status, count]) => `${status}: ${count}`)
  const seldom = never.length > 0 ? ` Never succeeded: ${never.join(', ')}.` : ''
  process.stderr.write(`Fuzzer: FUZZ_SEED=${SEED}, statuses ${summary.join(', ')}.${seldom}\n`)
  t.deepEqual(failures.slice(0, 20), [], `${failures.length} failures with seed ${SEED}`)
})
