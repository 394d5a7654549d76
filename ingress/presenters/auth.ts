import type { Static } from 'typebox'
import type { AuthUserModel } from '../../shared/models/auth-user-model.ts'
import type { TenantModel } from '../../shared/models/tenant-model.ts'
import type { Tokens } from '../../shared/use-cases/issue-tokens.ts'
import type { AccountSchema, TokensSchema, UserSchema } from '../schemas/auth.ts'
import { presentTenant } from './tenant.ts'

export const presentTokens = (tokens: Tokens): Static<typeof TokensSchema> => ({
  access_token: tokens.accessToken,
  refresh_token: tokens.refreshToken,
  token_type: 'Bearer',
  expires_in: tokens.expiresIn
})

export const presentUser = (user: AuthUserModel): Static<typeof UserSchema> => ({
  id: user.id,
  email: user.email,
  role: user.role,
  email_verified: user.emailVerified,
  last_login_at: user.lastLoginAt?.toISOString() ?? null,
  created_at: user.createdAt.toISOString()
})

export const presentAccount = (user: AuthUserModel, tenant: TenantModel): Static<typeof AccountSchema> => ({
  ...presentUser(user),
  tenant: presentTenant(tenant)
})
