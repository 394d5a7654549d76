import { createHash } from 'node:crypto'
import type { App, Context } from '../../shared/context.ts'
import { withSystem } from '../../shared/database.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import { countUp, type Limit } from '../../shared/repositories/rate-limits.ts'

/** What is counted: a name of the limit, and whom it concerns (an address, an email); only their hash is stored. */
export type Counted = Readonly<{ name: string; whom: string; limit: Limit }>

/** The key under which something is counted. */
export const hashOf = ({ name, whom }: Pick<Counted, 'name' | 'whom'>): string =>
  createHash('sha256').update(`${name}:${whom}`).digest('hex')

/**
 * Counts a request, across all processes (RULINGS 36). Throws `rate_limited` with `retryAfterSeconds` when one of the
 * limits is exceeded; the count stands all the same, so that hammering does not shorten the wait.
 */
export async function countOrRefuse(app: App, counted: readonly Counted[]): Promise<void> {
  const wait = await withSystem(app, 'rate-limit', context => countAll(context, counted))
  refuseIf(wait)
}

/** The same inside a transaction that must commit: returns the seconds to wait, 0 when the request is allowed. */
export function countAll(context: Context, counted: readonly Counted[]): Promise<number> {
  return countUp(
    context,
    counted.map(each => ({ hash: hashOf(each), limit: each.limit }))
  )
}

/** Throws `rate_limited` unless `wait` is 0. */
export function refuseIf(wait: number): void {
  if (wait > 0) throw new DomainError('rate_limited', 'Too many requests: wait', { retryAfterSeconds: wait })
}
