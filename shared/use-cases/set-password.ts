import type { Context } from '../context.ts'
import { recordEventOf } from '../repositories/audit-log.ts'
import { endAccessTokens, lockUser, type SignInUser, storePassword } from '../repositories/auth-users.ts'
import { revokeAllFamilies } from '../repositories/refresh-tokens.ts'

/** How the password came to change. */
export type PasswordChange = 'changed' | 'reset' | 'reset_by_operator'

/**
 * Stores a new password (its hash) and ends every sign-in of the user (RULINGS 34). Returns the locked user, undefined
 * when she is gone. Tenant or system scope.
 */
export async function setPassword(
  context: Context,
  user: Pick<SignInUser, 'id' | 'tenantId'>,
  hashedPassword: string,
  how: PasswordChange
): Promise<SignInUser | undefined> {
  const locked = await lockUser(context, user.tenantId, user.id)
  if (!locked) return undefined
  await storePassword(context, locked, hashedPassword)
  await revokeAllFamilies(context, locked)
  await endAccessTokens(context, locked)
  const actor = how === 'reset_by_operator' ? 'system' : 'owner'
  await recordEventOf(context, locked.tenantId, `password_${how}`, { type: 'user', id: locked.id }, actor, {})
  return { ...locked, hashedPassword }
}
