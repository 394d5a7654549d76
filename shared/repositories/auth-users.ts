import type { Context } from '../context.ts'
import { AuthUserModel } from '../models/auth-user-model.ts'
import { TenantModel } from '../models/tenant-model.ts'

export type Role = 'owner' | 'staff'

/** A person who signs in, as logging in needs her. */
export type SignInUser = Readonly<{
  id: string
  tenantId: string
  email: string
  role: Role
  isActive: boolean
  hashedPassword: string
}>

const COLUMNS = `id, tenant_id as "tenantId", email, role, is_active as "isActive", hashed_password as "hashedPassword"`

/** The user with this email (in lower case), of whatever tenant. System scope. */
export async function findUserByEmail(context: Context, email: string): Promise<SignInUser | undefined> {
  const { rows } = await context.db.raw<{ rows: SignInUser[] }>(`select ${COLUMNS} from auth_users where email = ?`, [
    email
  ])
  return rows[0]
}

/**
 * The role of an active user of this tenant, if a token issued at `issuedAt` still counts: one that is older than the
 * last change of password does not. Undefined otherwise.
 */
export async function findActiveRole(context: Context, userId: string, issuedAt: Date): Promise<Role | undefined> {
  const { rows } = await context.db.raw<{ rows: { role: Role }[] }>(
    `select role from auth_users
     where tenant_id = ? and id = ? and is_active and (tokens_valid_from is null or tokens_valid_from <= ?)`,
    [context.tenantId, userId, issuedAt]
  )
  return rows[0]?.role
}

/**
 * The user under her row lock: everything that begins, continues or ends a sign-in takes it first, so that a token made
 * meanwhile does not slip through a revocation. Tenant or system scope.
 */
export async function lockUser(context: Context, tenantId: string, userId: string): Promise<SignInUser | undefined> {
  const { rows } = await context.db.raw<{ rows: SignInUser[] }>(
    `select ${COLUMNS} from auth_users where tenant_id = ? and id = ? for update`,
    [tenantId, userId]
  )
  return rows[0]
}

export async function noteLogIn(context: Context, user: Pick<SignInUser, 'id' | 'tenantId'>): Promise<void> {
  await context.db.raw('update auth_users set last_login_at = ?, updated_at = ? where tenant_id = ? and id = ?', [
    context.now(),
    context.now(),
    user.tenantId,
    user.id
  ])
}

/** Makes every access token issued so far worthless. */
export async function endAccessTokens(context: Context, user: Pick<SignInUser, 'id' | 'tenantId'>): Promise<void> {
  await context.db.raw('update auth_users set tokens_valid_from = ?, updated_at = ? where tenant_id = ? and id = ?', [
    context.now(),
    context.now(),
    user.tenantId,
    user.id
  ])
}

export async function storePassword(
  context: Context,
  user: Pick<SignInUser, 'id' | 'tenantId'>,
  hashedPassword: string
): Promise<void> {
  await context.db.raw('update auth_users set hashed_password = ?, updated_at = ? where tenant_id = ? and id = ?', [
    hashedPassword,
    context.now(),
    user.tenantId,
    user.id
  ])
}

/** A user and her business, as `GET auth/me` shows them. */
export async function findAccount(
  context: Context,
  userId: string
): Promise<Readonly<{ user: AuthUserModel; tenant: TenantModel }> | undefined> {
  const user = await AuthUserModel.query(context.db).findOne({ tenantId: context.tenantId, id: userId })
  const tenant = await TenantModel.query(context.db).findById(context.tenantId)
  return user && tenant && { user, tenant }
}
