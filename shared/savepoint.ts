import type { Context } from './context.ts'

/**
 * Runs `work` so that a refusal takes back what it wrote and nothing else: the caller's transaction goes on. For a use case
 * that may refuse halfway while what led to it (a message, a tap) must be kept. Rethrows.
 */
export function inSavepoint<T>(context: Context, work: (context: Context) => Promise<T>): Promise<T> {
  return context.db.transaction(db => work({ ...context, db: db as Context['db'] }))
}
