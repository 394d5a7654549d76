import { ACCESS_TOKEN_SECONDS, signAccessToken } from '../access-token.ts'
import type { Context } from '../context.ts'
import { hashRefreshToken, newRefreshToken, REFRESH_TOKEN_MS } from '../refresh-token.ts'
import type { SignInUser } from '../repositories/auth-users.ts'
import { insertRefreshToken } from '../repositories/refresh-tokens.ts'

/** What a client signs in with from now on. `expiresIn` is that of the access token, in seconds. */
export type Tokens = Readonly<{ accessToken: string; refreshToken: string; expiresIn: number }>

/**
 * Issues an access token and the next refresh token of a family; without `familyId` a new sign-in begins. The caller
 * holds the user's row lock, or has just made her.
 */
export async function issueTokens(
  context: Context,
  user: Pick<SignInUser, 'id' | 'tenantId' | 'role'>,
  familyId: string = context.newId()
): Promise<Tokens> {
  const refreshToken = newRefreshToken()
  await insertRefreshToken(context, user, {
    familyId,
    tokenHash: hashRefreshToken(refreshToken),
    expiresAt: new Date(context.now().getTime() + REFRESH_TOKEN_MS)
  })
  const accessToken = await signAccessToken(context.config.JWT_SECRET, user, context.now(), context.newId())
  return { accessToken, refreshToken, expiresIn: ACCESS_TOKEN_SECONDS }
}
