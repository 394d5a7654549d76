import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import { lockUser, noteLogIn, type SignInUser } from '../repositories/auth-users.ts'
import { issueTokens, type Tokens } from './issue-tokens.ts'

/**
 * Begins a sign-in of a user whose password was right. Throws `invalid_credentials` when she was deactivated, or her
 * password changed, while it was checked.
 */
export async function logIn(context: Context, checked: SignInUser): Promise<Tokens> {
  const user = await lockUser(context, checked.tenantId, checked.id)
  if (!user?.isActive || user.hashedPassword !== checked.hashedPassword)
    throw new DomainError('invalid_credentials', 'The email or the password is wrong')
  await noteLogIn(context, user)
  return await issueTokens(context, user)
}
