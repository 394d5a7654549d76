import type { Context } from '../context.ts'

/** Tables of which nothing is wanted once `expires_at` is past. */
const perishable = ['refresh_tokens', 'idempotency_keys', 'password_resets', 'rate_limits'] as const

/**
 * Deletes up to `limit` expired rows of each perishable table, skipping what others hold. Returns whether there may be
 * more. System scope.
 */
export async function deleteExpired(context: Context, limit: number): Promise<boolean> {
  let more = false
  for (const table of perishable) {
    const { rowCount } = await context.db.raw<{ rowCount: number }>(
      `delete from ?? where ctid in (
         select ctid from ?? where expires_at <= ? order by expires_at limit ? for update skip locked)`,
      [table, table, context.now(), limit]
    )
    more ||= rowCount === limit
  }
  return more
}
