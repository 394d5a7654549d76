import type { Context } from '../context.ts'

/** A limit: at most `points` within `seconds`, counted from the first. */
export type Limit = Readonly<{ points: number; seconds: number }>

/**
 * Counts one more under each key (`{hash, limit}`), in the order of the keys, so that two requests
 * never wait for each other crosswise. Returns for how many seconds the strictest exceeded limit still holds; 0 when all
 * allow it. System scope.
 */
export async function countUp(
  context: Context,
  keys: readonly Readonly<{ hash: string; limit: Limit }>[]
): Promise<number> {
  const now = context.now()
  let wait = 0
  for (const { hash, limit } of [...keys].sort((a, b) => (a.hash < b.hash ? -1 : 1))) {
    const { rows } = await context.db.raw<{ rows: { points: number; expires_at: Date }[] }>(
      `insert into rate_limits as r (key, points, expires_at) values (?, 1, ?)
       on conflict (key) do update set
         points = case when r.expires_at <= ? then 1 else least(r.points + 1, 1000000) end,
         expires_at = case when r.expires_at <= ? then excluded.expires_at else r.expires_at end
       returning points, expires_at`,
      [hash, new Date(now.getTime() + limit.seconds * 1000), now, now]
    )
    const row = rows[0]
    if (row && row.points > limit.points)
      // another process may have begun the count a moment after this one's clock was read
      wait = Math.max(wait, Math.min(limit.seconds, Math.ceil((row.expires_at.getTime() - now.getTime()) / 1000)))
  }
  return wait
}

/** Takes one back under a key: what was counted beforehand turned out to be no failure. System scope. */
export async function countDown(context: Context, hash: string): Promise<void> {
  await context.db.raw('update rate_limits set points = greatest(points - 1, 0) where key = ?', [hash])
}

/** Forgets a key. System scope. */
export async function clearCount(context: Context, hash: string): Promise<void> {
  await context.db.raw('delete from rate_limits where key = ?', [hash])
}
