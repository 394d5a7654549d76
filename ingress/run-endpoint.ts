import type { IncomingMessage } from 'node:http'
import type { AccessClaims } from '../shared/access-token.ts'
import type { App } from '../shared/context.ts'
import { sqlState, withTenant } from '../shared/database.ts'
import type { KeyUse } from '../shared/repositories/idempotency-keys.ts'
import type { Endpoint, OpenEndpoint, OwnerEndpoint, Session } from './endpoint.ts'
import { confirmSession, requireSession } from './middleware/authenticate.ts'
import { type Answer, findKeyOwner, onceInside, onceOutside } from './middleware/idempotency.ts'
import { assertMay } from './policies.ts'
import type { CheckedInput } from './read-input.ts'

/** A checked request, and who sent it. */
export type Call = Readonly<{
  claims: AccessClaims | null
  keyUse: KeyUse | null
  input: CheckedInput & Readonly<{ address: string; request: IncomingMessage }>
}>

const DEADLOCK = '40P01'

/** Runs an endpoint as its `access` says, once per Idempotency-Key. Throws what `run` throws, and `unauthorized`. */
export function runEndpoint(app: App, endpoint: Endpoint, call: Call): Promise<Answer> {
  return endpoint.access === 'owner' ? runForOwner(app, endpoint, call) : runOpen(app, endpoint, call)
}

async function runForOwner(app: App, endpoint: OwnerEndpoint, { claims, keyUse, input }: Call): Promise<Answer> {
  if (!claims) throw new Error(`${endpoint.name} runs without claims`)
  const attempt = () =>
    withTenant(app, claims.tenantId, async context => {
      const session = await requireSession(context, claims)
      assertMay(session, endpoint)
      return await onceInside(context, keyUse, () => endpoint.run(context, { ...input, session } as never))
    })
  try {
    return await attempt()
  } catch (error) {
    // the loser of a deadlock has changed nothing: it is run again once (RULINGS 1)
    if (sqlState(error) !== DEADLOCK) throw error
    return await attempt()
  }
}

async function runOpen(app: App, endpoint: OpenEndpoint, { claims, keyUse, input }: Call): Promise<Answer> {
  const session = await findSession(app, endpoint, claims)
  const work = () => endpoint.run(app, { ...input, session } as never)
  const keyOwner = keyUse ? await findKeyOwner(app, session, input.body) : null
  if (!keyUse || !keyOwner) return { body: await work(), replayed: false }
  return await onceOutside(app, keyOwner, keyUse, work)
}

async function findSession(app: App, endpoint: OpenEndpoint, claims: AccessClaims | null): Promise<Session | null> {
  if (!claims) return null
  return await withTenant(app, claims.tenantId, async context => {
    if (endpoint.access === 'public') return await confirmSession(context, claims)
    const session = await requireSession(context, claims)
    assertMay(session, endpoint)
    return session
  })
}
