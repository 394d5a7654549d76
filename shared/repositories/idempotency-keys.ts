import type { Context } from '../context.ts'

/** One use of an Idempotency-Key: which key, for which operation, and what was asked (SHA-256, hex). */
export type KeyUse = Readonly<{ key: string; operation: string; requestHash: string; runId: string }>

/** What stands under a key already: `answer` is null while the first request still runs. */
export type KeptUse = Readonly<{ requestHash: string; answer: Readonly<{ body: unknown }> | null }>

/** An answer is kept this long (RULINGS 39). */
const KEPT_MS = 24 * 3_600_000
/** A request that is still running after this long has died with its process. */
const RUNNING_MS = 120_000

/**
 * Takes a key for this request, or returns what stands under it. When another transaction has just taken it, this waits
 * for its end: after a rollback the key is free. `fate` says what a commit of the row means: `answered` rows are written
 * together with the effect, `running` rows before it.
 */
export async function takeKey(context: Context, use: KeyUse, fate: 'answered' | 'running'): Promise<KeptUse | null> {
  const now = context.now()
  const until = new Date(now.getTime() + (fate === 'running' ? RUNNING_MS : KEPT_MS))
  const { rowCount } = await context.db.raw<{ rowCount: number }>(
    `insert into idempotency_keys (tenant_id, key, operation, request_hash, run_id, created_at, expires_at)
     values (?, ?, ?, ?, ?, ?, ?)
     on conflict (tenant_id, key, operation) do update
       set request_hash = excluded.request_hash, run_id = excluded.run_id, answer = null,
         created_at = excluded.created_at, expires_at = excluded.expires_at
       where idempotency_keys.expires_at <= ?`,
    [context.tenantId, use.key, use.operation, use.requestHash, use.runId, now, until, now]
  )
  if (rowCount === 1) return null
  const { rows } = await context.db.raw<{ rows: { request_hash: string; answer: { body: unknown } | null }[] }>(
    'select request_hash, answer from idempotency_keys where tenant_id = ? and key = ? and operation = ?',
    [context.tenantId, use.key, use.operation]
  )
  const row = rows[0]
  // gone between the two statements: a failed request gave it back, and the client may try again
  return row ? { requestHash: row.request_hash, answer: row.answer } : { requestHash: use.requestHash, answer: null }
}

/** Keeps the answer of the request that holds the key, for 24 hours. */
export async function keepAnswer(context: Context, use: KeyUse, body: unknown): Promise<void> {
  await context.db.raw(
    `update idempotency_keys set answer = ?::json, expires_at = ?
     where tenant_id = ? and key = ? and operation = ? and run_id = ?`,
    [
      JSON.stringify({ body }),
      new Date(context.now().getTime() + KEPT_MS),
      context.tenantId,
      use.key,
      use.operation,
      use.runId
    ]
  )
}

/** Gives a key back after a failure: only successes are kept. */
export async function giveKeyBack(context: Context, use: KeyUse): Promise<void> {
  await context.db.raw(
    'delete from idempotency_keys where tenant_id = ? and key = ? and operation = ? and run_id = ?',
    [context.tenantId, use.key, use.operation, use.runId]
  )
}
