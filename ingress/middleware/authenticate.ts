import type { IncomingMessage } from 'node:http'
import { type AccessClaims, readAccessToken } from '../../shared/access-token.ts'
import type { App, Context } from '../../shared/context.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import { findActiveRole } from '../../shared/repositories/auth-users.ts'
import type { Session } from '../endpoint.ts'

/** The token of `Authorization: Bearer …`, whatever it is; null without one. */
export function bearerOf(request: IncomingMessage): string | null {
  return /^bearer +([^\s]+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
}

/** What the request's access token says; null when there is none or it is not valid. Nothing is looked up. */
export async function readClaims(app: App, request: IncomingMessage): Promise<AccessClaims | null> {
  const token = bearerOf(request)
  return token === null ? null : await readAccessToken(app.config.JWT_SECRET, token, app.now())
}

/** The same, for endpoints that need a session: without valid claims it throws `unauthorized`. */
export async function requireClaims(app: App, request: IncomingMessage): Promise<AccessClaims> {
  const claims = await readClaims(app, request)
  if (!claims) throw new DomainError('unauthorized', 'A valid access token is needed: Authorization: Bearer …')
  return claims
}

/** Confirms in the request's own transaction that the user is active and belongs to the tenant; null when not. */
export async function confirmSession(context: Context, claims: AccessClaims): Promise<Session | null> {
  const role = await findActiveRole(context, claims.userId, claims.issuedAt)
  return role === undefined ? null : { userId: claims.userId, tenantId: claims.tenantId, role }
}

/** The same; a user who is gone or was deactivated throws `unauthorized`. */
export async function requireSession(context: Context, claims: AccessClaims): Promise<Session> {
  const session = await confirmSession(context, claims)
  if (!session) throw new DomainError('unauthorized', 'This user may no longer sign in, or the token was revoked')
  return session
}
