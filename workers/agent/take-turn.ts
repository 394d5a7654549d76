import { sqlState, withTenant } from '../../shared/database.ts'
import type { Refusal } from '../../shared/domain/agent.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import type { Turn } from '../../shared/use-cases/begin-turn.ts'
import { commitTurn } from '../../shared/use-cases/commit-turn.ts'
import { loadFacts } from '../../shared/use-cases/load-facts.ts'
import { loadOffers } from '../../shared/use-cases/load-offers.ts'
import type { JobApp } from '../registry.ts'
import { runTurn, type TurnInput, type TurnOutput } from './turn-graph.ts'
import type { Understander } from './understander.ts'

/** Postgres ended one of two transactions that waited for each other: retried once (RULINGS 1). */
const DEADLOCK = '40P01'

/**
 * Runs a turn and commits it. What the rows refuse is rolled back and decided again, with the refusal as a fact and without
 * asking anew what was meant (RULINGS 7); the policy hands over to a person at the third, so this ends.
 */
export async function takeTurn(
  app: JobApp,
  tenantId: string,
  turn: Turn,
  options: Readonly<{ understander: Understander; anyInbound: boolean }>
): Promise<'committed' | 'stale'> {
  const { understander, anyInbound } = options
  const started = performance.now()
  let input: TurnInput = turn
  for (;;) {
    const output = await runTurn(input, {
      understander,
      signal: app.signal,
      loadFacts: () => withTenant(app, tenantId, context => loadFacts(context, turn.customerId)),
      loadOffers: query => withTenant(app, tenantId, context => loadOffers(context, query))
    })
    const latencyMs = Math.round(performance.now() - started)
    const result = { ...output, understander: understander.name, latencyMs }
    const commit = () => withTenant(app, tenantId, context => commitTurn(context, turn, result, anyInbound))
    try {
      return await commit().catch(error => (sqlState(error) === DEADLOCK ? commit() : Promise.reject(error)))
    } catch (error) {
      const refusal = refusalOf(output, error)
      if (!refusal) throw error
      app.log.info({ code: refusal.code, effect: refusal.effect.kind }, 'a turn is decided again')
      const refusals = [...(input.refusals ?? []), refusal]
      input = { ...input, understanding: output.understanding, refusals }
    }
  }
}

/** What was refused, when a use case did; null for every other failure. */
function refusalOf({ decision }: TurnOutput, error: unknown): Refusal | null {
  const effect = decision.effects.find(({ kind }) => kind !== 'hand_off' && kind !== 'name_customer')
  return effect && error instanceof DomainError ? { effect, code: error.code } : null
}
