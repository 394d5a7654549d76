import { withSystem, withTenant } from '../../shared/database.ts'
import { findTenantOfConversation } from '../../shared/repositories/tenants.ts'
import { beginTurn, type Turn } from '../../shared/use-cases/begin-turn.ts'
import { commitTurn } from '../../shared/use-cases/commit-turn.ts'
import { loadFacts } from '../../shared/use-cases/load-facts.ts'
import { guidedUnderstander } from '../agent/guided-understander.ts'
import { runTurn } from '../agent/turn-graph.ts'
import { done } from '../outcome.ts'
import type { Handlers, JobApp } from '../registry.ts'

/** A turn that newer messages made stale starts again with everything, this often; then it answers what it has. */
const MOST_RUNS = 3

export const agent: Handlers<'agent'> = {
  /** One turn over all unanswered messages of a conversation. */
  turn: async (app, { conversation_id }) => {
    const tenantId = await withSystem(app, 'find-tenant', context => findTenantOfConversation(context, conversation_id))
    if (!tenantId) return done
    for (let run = 1; run <= MOST_RUNS; run += 1) {
      const turn = await withTenant(app, tenantId, context => beginTurn(context, conversation_id))
      if (!turn) return done
      if ((await takeTurn(app, tenantId, turn, run === MOST_RUNS)) === 'committed') return done
    }
    return done
  }
}

async function takeTurn(
  app: JobApp,
  tenantId: string,
  turn: Turn,
  anyInbound: boolean
): Promise<'committed' | 'stale'> {
  const started = performance.now()
  const understander = guidedUnderstander
  const output = await runTurn(turn, {
    understander,
    signal: app.signal,
    loadFacts: () => withTenant(app, tenantId, context => loadFacts(context, turn.customerId))
  })
  const result = {
    understander: understander.name,
    understanding: output.understanding,
    decision: output.decision,
    contents: output.contents,
    latencyMs: Math.round(performance.now() - started)
  }
  return await withTenant(app, tenantId, context => commitTurn(context, turn, result, anyInbound))
}
