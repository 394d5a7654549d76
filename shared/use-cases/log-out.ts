import type { Context } from '../context.ts'
import { hashRefreshToken } from '../refresh-token.ts'
import { endAccessTokens, lockUser } from '../repositories/auth-users.ts'
import { findRefreshToken, revokeAllFamilies, revokeFamily } from '../repositories/refresh-tokens.ts'

/**
 * Ends the sign-in that a refresh token belongs to; without one, every sign-in of the user, with their access tokens.
 * A token that is not hers ends nothing.
 */
export async function logOut(context: Context, userId: string, refreshToken: string | null): Promise<void> {
  const user = await lockUser(context, context.tenantId, userId)
  if (!user) return
  if (refreshToken === null) {
    await revokeAllFamilies(context, user)
    await endAccessTokens(context, user)
    return
  }
  const token = await findRefreshToken(context, hashRefreshToken(refreshToken))
  if (token?.userId === user.id) await revokeFamily(context, user, token.familyId)
}
