import type { Context } from '../context.ts'

/** An open one-time code. */
export type PasswordReset = Readonly<{ id: string; codeHash: string; attempts: number; expiresAt: Date }>

type NewReset = Readonly<{
  id: string
  ownerContactId: string
  codeHash: string
  sealedCode: string
  expiresAt: Date
}>

type Owner = Readonly<{ id: string; tenantId: string }>

/** Stores a code; the ones before it no longer count. System scope. */
export async function insertPasswordReset(context: Context, user: Owner, reset: NewReset): Promise<void> {
  await context.db.raw(
    `update password_resets set used_at = ?, sealed_code = null where tenant_id = ? and user_id = ? and used_at is null`,
    [context.now(), user.tenantId, user.id]
  )
  await context.db.raw(
    `insert into password_resets (id, tenant_id, user_id, owner_contact_id, code_hash, sealed_code, expires_at, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      reset.id,
      user.tenantId,
      user.id,
      reset.ownerContactId,
      reset.codeHash,
      reset.sealedCode,
      reset.expiresAt,
      context.now()
    ]
  )
}

/** The code that a user may use now. The caller holds her row lock. System scope. */
export async function findOpenReset(context: Context, user: Owner): Promise<PasswordReset | undefined> {
  const { rows } = await context.db.raw<{ rows: PasswordReset[] }>(
    `select id, code_hash as "codeHash", attempts, expires_at as "expiresAt" from password_resets
     where tenant_id = ? and user_id = ? and used_at is null order by created_at desc, id limit 1`,
    [user.tenantId, user.id]
  )
  return rows[0]
}

/** Counts a try; the right one uses the code up. System scope. */
export async function countTry(context: Context, user: Owner, resetId: string, right: boolean): Promise<void> {
  await context.db.raw(
    `update password_resets set attempts = attempts + 1, used_at = case when ? then ?::timestamptz end,
       sealed_code = case when ? then null else sealed_code end
     where tenant_id = ? and id = ?`,
    [right, context.now(), right, user.tenantId, resetId]
  )
}

/** The contact of the business to which codes go: the first one that was verified. System scope. */
export async function findVerifiedContact(context: Context, tenantId: string): Promise<string | undefined> {
  const { rows } = await context.db.raw<{ rows: { id: string }[] }>(
    `select id from owner_contacts where tenant_id = ? and verified_at is not null order by verified_at, id limit 1`,
    [tenantId]
  )
  return rows[0]?.id
}

/** The codes that wait for this contact's window, taken: they are no longer stored but as hashes. Tenant scope. */
export async function takeSealedCodes(
  context: Context,
  contactId: string
): Promise<readonly Readonly<{ id: string; sealed: string }>[]> {
  const { rows } = await context.db.raw<{ rows: { id: string; sealed: string }[] }>(
    `update password_resets r set sealed_code = null from (
       select id, sealed_code from password_resets
       where tenant_id = ? and owner_contact_id = ? and used_at is null and sealed_code is not null and expires_at > ?
       for update) waiting
     where r.tenant_id = ? and r.id = waiting.id returning r.id, waiting.sealed_code as sealed`,
    [context.tenantId, contactId, context.now(), context.tenantId]
  )
  return rows
}
