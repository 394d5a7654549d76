import { createHash } from 'node:crypto'
import type { App, Context } from '../../shared/context.ts'
import { withSystem, withTenant } from '../../shared/database.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import {
  giveKeyBack,
  type KeptUse,
  type KeyUse,
  keepAnswer,
  takeKey
} from '../../shared/repositories/idempotency-keys.ts'
import { findTenantIdBySlug } from '../../shared/repositories/tenants.ts'
import type { Endpoint, Session } from '../endpoint.ts'
import type { CheckedInput } from '../read-input.ts'

/** What an endpoint answered, now or when the same request came before. */
export type Answer = Readonly<{ body: unknown; replayed: boolean }>

/** Whether an endpoint honours Idempotency-Key: authenticated POSTs and whoever asks for it; auth does not (RULINGS 39). */
export function honoursKey(endpoint: Endpoint): boolean {
  if (endpoint.method !== 'post' || endpoint.tag === 'auth') return false
  return endpoint.access === 'owner' || (endpoint.idempotent ?? endpoint.access === 'owner_outside')
}

/** The use of a key that a request asks for; null without the header. Throws `validation_failed` for an unusable key. */
export function readKeyUse(endpoint: Endpoint, app: App, header: string, input: CheckedInput): KeyUse | null {
  if (header === '' || !honoursKey(endpoint)) return null
  if (!/^[\x20-\x7e]{1,255}$/.test(header)) {
    const message = 'must be 1 to 255 printable ASCII characters'
    throw new DomainError('validation_failed', `Idempotency-Key ${message}`, {
      errors: [{ in: 'header', pointer: '/idempotency-key', message }]
    })
  }
  const requestHash = createHash('sha256').update(canonical(input)).digest('hex')
  return { key: header, operation: endpoint.name, requestHash, runId: app.newId() }
}

/** Runs `work` once per key inside the caller's transaction: the key is written with the effect or not at all. */
export async function onceInside(context: Context, use: KeyUse | null, work: () => Promise<unknown>): Promise<Answer> {
  if (!use) return { body: await work(), replayed: false }
  const kept = await takeKey(context, use, 'answered')
  if (kept) return replay(kept, use)
  const body = await work()
  await keepAnswer(context, use, body)
  return { body, replayed: false }
}

/**
 * Runs `work`, which has transactions of its own, once per key: the key is taken before and the answer is kept after.
 * Meanwhile the same key answers `idempotency_key_in_use`. A process that dies in between leaves the key taken for two
 * minutes; then the request runs again, so such work must bear being done twice.
 */
export async function onceOutside(
  app: App,
  tenantId: string,
  use: KeyUse,
  work: () => Promise<unknown>
): Promise<Answer> {
  const kept = await withTenant(app, tenantId, context => takeKey(context, use, 'running'))
  if (kept) return replay(kept, use)
  try {
    const body = await work()
    await withTenant(app, tenantId, context => keepAnswer(context, use, body))
    return { body, replayed: false }
  } catch (error) {
    await withTenant(app, tenantId, context => giveKeyBack(context, use)).catch(failure => {
      app.log.warn({ err: failure }, 'an idempotency key was not given back; it is free again in two minutes')
    })
    throw error
  }
}

/** Whose keys a request without a transaction uses: the session's tenant, else that of the body's `tenant_slug`. */
export async function findKeyOwner(app: App, session: Session | null, body: unknown): Promise<string | null> {
  if (session) return session.tenantId
  const slug = (body as { tenant_slug?: unknown }).tenant_slug
  if (typeof slug !== 'string') return null
  return (await withSystem(app, 'find-tenant', context => findTenantIdBySlug(context, slug))) ?? null
}

function replay(kept: KeptUse, use: KeyUse): Answer {
  if (kept.requestHash !== use.requestHash)
    throw new DomainError('idempotency_key_reused', 'This Idempotency-Key came before with another request')
  if (!kept.answer)
    throw new DomainError('idempotency_key_in_use', 'The first request with this Idempotency-Key still runs', {
      retryAfterSeconds: 1
    })
  return { body: kept.answer.body, replayed: true }
}

/** JSON whose members are sorted: the same request written in another order is the same request. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`
}
