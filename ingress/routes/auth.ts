import { DomainError } from '../../shared/domain/errors.ts'
import { findAccount } from '../../shared/repositories/auth-users.ts'
import { logOut } from '../../shared/use-cases/log-out.ts'
import { Empty, type Endpoint, Nothing, openEndpoint, ownerEndpoint } from '../endpoint.ts'
import { bearerOf } from '../middleware/authenticate.ts'
import { presentAccount, presentTokens, presentUser } from '../presenters/auth.ts'
import { presentTenant } from '../presenters/tenant.ts'
import {
  AcceptedSchema,
  AccountSchema,
  ChangePasswordBody,
  ForgotBody,
  LogInBody,
  LogOutBody,
  RegisterBody,
  RegisteredSchema,
  ResetBody,
  TokensSchema
} from '../schemas/auth.ts'
import { changePassword, forgotPassword, refresh, register, signIn, useResetCode } from '../sign-in.ts'

const registerEndpoint = openEndpoint({
  access: 'public',
  method: 'post',
  path: '/auth/register',
  name: 'register',
  tag: 'auth',
  summary: 'Registers a business with its owner and signs her in',
  params: Nothing,
  query: Nothing,
  body: RegisterBody,
  success: { status: 201, schema: RegisteredSchema },
  errors: ['slug_exists', 'email_exists', 'rate_limited'],
  run: async (app, { body, address }) => {
    const given = { slug: body.slug, businessName: body.business_name, email: body.email, password: body.password }
    const { tenant, user, tokens } = await register(app, given, address)
    return { tenant: presentTenant(tenant), user: presentUser(user), ...presentTokens(tokens) }
  }
})

const logInEndpoint = openEndpoint({
  access: 'public',
  method: 'post',
  path: '/auth/login',
  name: 'logIn',
  tag: 'auth',
  summary: 'Signs in with email and password',
  params: Nothing,
  query: Nothing,
  body: LogInBody,
  success: { status: 200, schema: TokensSchema },
  errors: ['invalid_credentials', 'rate_limited'],
  run: async (app, { body, address }) => presentTokens(await signIn(app, body, address))
})

const refreshEndpoint = openEndpoint({
  access: 'public',
  method: 'post',
  path: '/auth/refresh',
  name: 'refreshTokens',
  tag: 'auth',
  summary: 'Exchanges the refresh token (sent as the bearer) for new tokens; each one works once',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  bearer: 'refresh token',
  success: { status: 200, schema: TokensSchema },
  errors: ['unauthorized'],
  run: async (app, { request }) => presentTokens(await refresh(app, bearerOf(request)))
})

const logOutEndpoint = ownerEndpoint({
  method: 'post',
  path: '/auth/logout',
  name: 'logOut',
  tag: 'auth',
  summary: 'Ends the sign-in of this refresh token; without one, every sign-in of the user',
  params: Nothing,
  query: Nothing,
  body: LogOutBody,
  success: { status: 204, schema: Empty },
  errors: [],
  run: async (context, { session, body }) => {
    await logOut(context, session.userId, body.refresh_token ?? null)
    return null
  }
})

const meEndpoint = ownerEndpoint({
  method: 'get',
  path: '/auth/me',
  name: 'getAccount',
  tag: 'auth',
  summary: 'Who is signed in, and her business in short',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  success: { status: 200, schema: AccountSchema },
  errors: [],
  run: async (context, { session }) => {
    const account = await findAccount(context, session.userId)
    if (!account) throw new DomainError('unauthorized', 'This user is gone')
    return presentAccount(account.user, account.tenant)
  }
})

const changePasswordEndpoint = openEndpoint({
  access: 'owner_outside',
  method: 'post',
  path: '/auth/change-password',
  name: 'changePassword',
  tag: 'auth',
  summary: 'Changes the password; every sign-in ends, and the answer begins a new one',
  params: Nothing,
  query: Nothing,
  body: ChangePasswordBody,
  success: { status: 200, schema: TokensSchema },
  errors: ['wrong_password', 'rate_limited'],
  run: async (app, { session, body }) => {
    if (!session) throw new DomainError('unauthorized', 'Log in first')
    const given = { currentPassword: body.current_password, password: body.password }
    return presentTokens(await changePassword(app, session, given))
  }
})

const forgotEndpoint = openEndpoint({
  access: 'public',
  method: 'post',
  path: '/auth/forgot',
  name: 'forgotPassword',
  tag: 'auth',
  summary: 'Sends a one-time code to the verified WhatsApp of the owner with this email, if there is one',
  params: Nothing,
  query: Nothing,
  body: ForgotBody,
  success: { status: 202, schema: AcceptedSchema },
  errors: ['rate_limited'],
  run: async (app, { body, address }) => {
    await forgotPassword(app, body.email, address)
    return { status: 'accepted' as const }
  }
})

const resetEndpoint = openEndpoint({
  access: 'public',
  method: 'post',
  path: '/auth/reset',
  name: 'resetPassword',
  tag: 'auth',
  summary: 'Sets a new password with the one-time code; every sign-in ends',
  params: Nothing,
  query: Nothing,
  body: ResetBody,
  success: { status: 204, schema: Empty },
  errors: ['invalid_code', 'rate_limited'],
  run: async (app, { body, address }) => {
    await useResetCode(app, body, address)
    return null
  }
})

export const authEndpoints: readonly Endpoint[] = [
  registerEndpoint,
  logInEndpoint,
  refreshEndpoint,
  logOutEndpoint,
  meEndpoint,
  changePasswordEndpoint,
  forgotEndpoint,
  resetEndpoint
]
