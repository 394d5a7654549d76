import type { Context } from '../context.ts'

/** A refresh token as it is stored. */
export type RefreshToken = Readonly<{
  id: string
  tenantId: string
  userId: string
  familyId: string
  expiresAt: Date
  rotatedAt: Date | null
  revokedAt: Date | null
}>

type Owner = Readonly<{ id: string; tenantId: string }>

export async function insertRefreshToken(
  context: Context,
  user: Owner,
  row: Readonly<{ familyId: string; tokenHash: string; expiresAt: Date }>
): Promise<void> {
  await context.db.raw(
    `insert into refresh_tokens (id, tenant_id, user_id, family_id, token_hash, expires_at, created_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
    [context.newId(), user.tenantId, user.id, row.familyId, row.tokenHash, row.expiresAt, context.now()]
  )
}

/** The token with this hash, of whatever tenant. System scope. */
export async function findRefreshToken(context: Context, tokenHash: string): Promise<RefreshToken | undefined> {
  const { rows } = await context.db.raw<{ rows: RefreshToken[] }>(
    `select id, tenant_id as "tenantId", user_id as "userId", family_id as "familyId", expires_at as "expiresAt",
       rotated_at as "rotatedAt", revoked_at as "revokedAt"
     from refresh_tokens where token_hash = ?`,
    [tokenHash]
  )
  return rows[0]
}

export async function markRotated(context: Context, token: RefreshToken): Promise<void> {
  await context.db.raw('update refresh_tokens set rotated_at = ? where tenant_id = ? and id = ?', [
    context.now(),
    token.tenantId,
    token.id
  ])
}

/** Ends one sign-in: no token of its family counts any more. The caller holds the user's row lock. */
export async function revokeFamily(context: Context, user: Owner, familyId: string): Promise<void> {
  await context.db.raw(
    `update refresh_tokens set revoked_at = ?
     where tenant_id = ? and user_id = ? and family_id = ? and revoked_at is null`,
    [context.now(), user.tenantId, user.id, familyId]
  )
}

/** Ends every sign-in of a user. The caller holds the user's row lock. */
export async function revokeAllFamilies(context: Context, user: Owner): Promise<void> {
  await context.db.raw(
    'update refresh_tokens set revoked_at = ? where tenant_id = ? and user_id = ? and revoked_at is null',
    [context.now(), user.tenantId, user.id]
  )
}
