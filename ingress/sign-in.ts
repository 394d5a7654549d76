import type { App } from '../shared/context.ts'
import { withSystem, withTenant } from '../shared/database.ts'
import { toEmail } from '../shared/domain/email.ts'
import { DomainError } from '../shared/domain/errors.ts'
import type { AuthUserModel } from '../shared/models/auth-user-model.ts'
import type { TenantModel } from '../shared/models/tenant-model.ts'
import { hashPassword, isRightPassword } from '../shared/passwords.ts'
import { findUserByEmail, lockUser } from '../shared/repositories/auth-users.ts'
import { clearCount, countDown } from '../shared/repositories/rate-limits.ts'
import { handOverResetCodes } from '../shared/use-cases/hand-over-reset-codes.ts'
import { issueTokens, type Tokens } from '../shared/use-cases/issue-tokens.ts'
import { logIn } from '../shared/use-cases/log-in.ts'
import { refreshSession } from '../shared/use-cases/refresh-session.ts'
import { registerTenant } from '../shared/use-cases/register-tenant.ts'
import { requestPasswordReset } from '../shared/use-cases/request-password-reset.ts'
import { resetPassword } from '../shared/use-cases/reset-password.ts'
import { setPassword } from '../shared/use-cases/set-password.ts'
import type { Session } from './endpoint.ts'
import { type Counted, countAll, countOrRefuse, hashOf, refuseIf } from './middleware/rate-limit.ts'

// Passwords are hashed between transactions: for a quarter of a second no connection waits for a computation.

const QUARTER_HOUR = 900
const PER_ACCOUNT = { points: 10, seconds: QUARTER_HOUR }
const PER_ADDRESS = { points: 30, seconds: QUARTER_HOUR }
const CODES_PER_ACCOUNT = { points: 3, seconds: QUARTER_HOUR }

type Registered = Readonly<{ tenant: TenantModel; user: AuthUserModel; tokens: Tokens }>

/** Creates a business with its owner and signs her in. Throws `slug_exists`, `email_exists`, `rate_limited`. */
export async function register(
  app: App,
  given: Readonly<{ slug: string; businessName: string; email: string; password: string }>,
  address: string
): Promise<Registered> {
  const limit = { points: app.config.SIGN_UPS_PER_HOUR, seconds: 3600 }
  await countOrRefuse(app, [{ name: 'register', whom: address, limit }])
  const hashedPassword = await hashPassword(given.password, app.config.BCRYPT_COST)
  const email = toEmail(given.email).address
  return await withTenant(app, app.newId(), async context => {
    const made = await registerTenant(context, { ...given, email, hashedPassword })
    return { ...made, tokens: await issueTokens(context, made.user) }
  })
}

/**
 * Signs in. Every try is counted before the password is looked at, so that a hundred at once are not a hundred guesses;
 * a right one takes itself back. Throws `invalid_credentials`, whatever of it is wrong, and `rate_limited`.
 */
export async function signIn(
  app: App,
  given: Readonly<{ email: string; password: string }>,
  address: string
): Promise<Tokens> {
  const email = toEmail(given.email).address
  const [account, from] = counted('login', email, address, PER_ACCOUNT)
  const { wait, user } = await withSystem(app, 'sign-in', async context => ({
    wait: await countAll(context, [account, from]),
    user: await findUserByEmail(context, email)
  }))
  refuseIf(wait)
  const right = await isRightPassword(given.password, user?.hashedPassword ?? null, app.config.BCRYPT_COST)
  if (!user || !right) throw new DomainError('invalid_credentials', 'The email or the password is wrong')
  const tokens = await withTenant(app, user.tenantId, context => logIn(context, user))
  await withSystem(app, 'rate-limit', async context => {
    await clearCount(context, hashOf(account))
    await countDown(context, hashOf(from))
  })
  return tokens
}

/** Exchanges a refresh token. Throws `unauthorized`. */
export async function refresh(app: App, refreshToken: string | null): Promise<Tokens> {
  const tokens = refreshToken && (await withSystem(app, 'sign-in', context => refreshSession(context, refreshToken)))
  if (!tokens) throw new DomainError('unauthorized', 'The refresh token is not valid: log in again')
  return tokens
}

/** Changes the password of a signed-in user; every sign-in ends and a new one begins. Throws `wrong_password`, `rate_limited`. */
export async function changePassword(
  app: App,
  session: Session,
  given: Readonly<{ currentPassword: string; password: string }>
): Promise<Tokens> {
  const tries = { name: 'change-password', whom: session.userId, limit: PER_ACCOUNT }
  await countOrRefuse(app, [tries])
  const user = await withTenant(app, session.tenantId, context => lockUser(context, session.tenantId, session.userId))
  if (!(await isRightPassword(given.currentPassword, user?.hashedPassword ?? null, app.config.BCRYPT_COST)) || !user)
    throw new DomainError('wrong_password', 'The current password is not this one')
  const hashedPassword = await hashPassword(given.password, app.config.BCRYPT_COST)
  const tokens = await withTenant(app, session.tenantId, async context => {
    const changed = await setPassword(context, user, hashedPassword, 'changed')
    if (!changed?.isActive) throw new DomainError('unauthorized', 'This user may no longer sign in')
    return await issueTokens(context, changed)
  })
  await withSystem(app, 'rate-limit', context => clearCount(context, hashOf(tries)))
  return tokens
}

/** Sends a one-time code, if there is somebody to send it to; the answer is the same in any case. Throws `rate_limited`. */
export async function forgotPassword(app: App, given: string, address: string): Promise<void> {
  const email = toEmail(given).address
  await countOrRefuse(app, counted('forgot', email, address, CODES_PER_ACCOUNT))
  const waiting = await withSystem(app, 'sign-in', context => requestPasswordReset(context, email))
  if (!waiting) return
  await withTenant(app, waiting.tenantId, context => handOverResetCodes(context, waiting.contactId))
}

/** Sets a new password with a one-time code. Throws `invalid_code`, whatever of it is wrong, and `rate_limited`. */
export async function useResetCode(
  app: App,
  given: Readonly<{ email: string; code: string; password: string }>,
  address: string
): Promise<void> {
  const email = toEmail(given.email).address
  await countOrRefuse(app, counted('reset', email, address, PER_ACCOUNT))
  const hashedPassword = await hashPassword(given.password, app.config.BCRYPT_COST)
  const right = await withSystem(app, 'sign-in', async context => {
    const done = await resetPassword(context, { email, code: given.code, hashedPassword })
    if (done) await clearCount(context, hashOf({ name: 'login-account', whom: email }))
    return done
  })
  if (!right) throw new DomainError('invalid_code', 'The code is wrong, was used or has expired')
}

const counted = (
  name: string,
  email: string,
  address: string,
  perAccount: Counted['limit']
): readonly [Counted, Counted] => [
  { name: `${name}-account`, whom: email, limit: perAccount },
  { name: `${name}-address`, whom: address, limit: PER_ADDRESS }
]
