import type { Context } from '../context.ts'
import { hashRefreshToken } from '../refresh-token.ts'
import { recordEventOf } from '../repositories/audit-log.ts'
import { lockUser } from '../repositories/auth-users.ts'
import { findRefreshToken, markRotated, type RefreshToken, revokeFamily } from '../repositories/refresh-tokens.ts'
import { issueTokens, type Tokens } from './issue-tokens.ts'

/** Two tabs, or a client whose answer was lost, may use one token twice within this time; later it counts as stolen. */
const DOUBLE_USE_MS = 10_000

/**
 * Exchanges a refresh token for new tokens; it is worth nothing afterwards. Null when it is not valid. Using one again
 * gives a theft away: the whole family is revoked, which the caller must commit. System scope.
 */
export async function refreshSession(context: Context, refreshToken: string): Promise<Tokens | null> {
  const tokenHash = hashRefreshToken(refreshToken)
  const known = await findRefreshToken(context, tokenHash)
  if (!known) return null
  const user = await lockUser(context, known.tenantId, known.userId)
  // read again under the lock: another request may have used or revoked it
  const token = await findRefreshToken(context, tokenHash)
  const now = context.now()
  if (!user?.isActive || !token || token.revokedAt || token.expiresAt <= now) return null
  if (token.rotatedAt) {
    if (now.getTime() - token.rotatedAt.getTime() > DOUBLE_USE_MS) await endStolenFamily(context, token)
    return null
  }
  await markRotated(context, token)
  return await issueTokens(context, user, token.familyId)
}

async function endStolenFamily(context: Context, token: RefreshToken): Promise<void> {
  await revokeFamily(context, { id: token.userId, tenantId: token.tenantId }, token.familyId)
  const entity = { type: 'user', id: token.userId }
  await recordEventOf(context, token.tenantId, 'refresh_token_reused', entity, 'system', {})
}
