import type { Knex } from 'knex'

type Close = () => Promise<unknown>

const closers = new WeakMap<Knex, Close[]>()

/** Has something closed together with this process's database pool: for what is made when first used. */
export function closeWith(knex: Knex, close: Close): void {
  closers.set(knex, [...(closers.get(knex) ?? []), close])
}

/** Closes all that was made so far. */
export async function closeMade(knex: Knex): Promise<void> {
  await Promise.allSettled((closers.get(knex) ?? []).map(close => close()))
  closers.delete(knex)
}
