import { withSystem, withTenant } from '../../shared/database.ts'
import { findTenantOfApproval } from '../../shared/repositories/approval-follow-ups.ts'
import { findTenantOfConversation } from '../../shared/repositories/tenants.ts'
import { beginTurn } from '../../shared/use-cases/begin-turn.ts'
import { guidedUnderstander } from '../agent/guided-understander.ts'
import { runApproval } from '../agent/run-approval.ts'
import { takeTurn } from '../agent/take-turn.ts'
import { done } from '../outcome.ts'
import type { Handlers } from '../registry.ts'

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
      const options = { understander: guidedUnderstander, anyInbound: run === MOST_RUNS }
      if ((await takeTurn(app, tenantId, turn, options)) === 'committed') return done
    }
    return done
  },

  /** What follows from an approval: the question to the owner, or what comes after her decision. */
  approval: async (app, { approval_id }) => {
    const tenantId = await withSystem(app, 'find-tenant', context => findTenantOfApproval(context, approval_id))
    if (tenantId) await runApproval(app, tenantId, approval_id)
    return done
  }
}
