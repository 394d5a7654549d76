import type { Context } from '../context.ts'
import { equalInConstantTime } from '../crypto.ts'
import { findUserByEmail, lockUser } from '../repositories/auth-users.ts'
import { countTry, findOpenReset } from '../repositories/password-resets.ts'
import { hashResetCode } from './request-password-reset.ts'
import { setPassword } from './set-password.ts'

/** Wrong tries before a code is worthless. */
const TRIES = 5

/**
 * Sets a new password (its hash) with the code that was sent. Returns whether the code was right; a wrong try is counted,
 * which the caller must commit. System scope.
 */
export async function resetPassword(
  context: Context,
  given: Readonly<{ email: string; code: string; hashedPassword: string }>
): Promise<boolean> {
  const found = await findUserByEmail(context, given.email)
  const user = found && (await lockUser(context, found.tenantId, found.id))
  if (!user?.isActive) return false
  const reset = await findOpenReset(context, user)
  if (!reset || reset.attempts >= TRIES || reset.expiresAt <= context.now()) return false
  const right = equalInConstantTime(hashResetCode(context, reset.id, given.code), reset.codeHash)
  await countTry(context, user, reset.id, right)
  if (right) await setPassword(context, user, given.hashedPassword, 'reset')
  return right
}
