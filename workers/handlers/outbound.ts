import { decrypt } from '../../shared/crypto.ts'
import { withSystem, withTenant } from '../../shared/database.ts'
import { opaqueOf } from '../../shared/domain/message-status.ts'
import { POST_WITHIN_MS } from '../../shared/domain/send-line.ts'
import { hasOpenStatus } from '../../shared/repositories/ledger.ts'
import { findTenantOfConversation } from '../../shared/repositories/tenants.ts'
import { type Claim, claimNextMessage } from '../../shared/use-cases/claim-next-message.ts'
import { finishSend, toRequestBody } from '../../shared/use-cases/finish-send.ts'
import { ringOutbound } from '../../shared/use-cases/record-status.ts'
import { keepTemplates } from '../keep-templates.ts'
import { done } from '../outcome.ts'
import type { Handlers, JobApp } from '../registry.ts'

/** How long the status that lies in the ledger gets to be worked before the line is looked at again. */
const LOOK_AGAIN_MS = 1000

export const outbound: Handlers<'outbound'> = {
  /** Sends what is queued in one conversation, in order, one message at a time. */
  conversation: async (app, { conversation_id }) => {
    const tenantId = await withSystem(app, 'find-tenant', context => findTenantOfConversation(context, conversation_id))
    if (!tenantId) return done
    let silent: string | null = null
    while (!app.signal.aborted) {
      const claimedAt = performance.now()
      const result = await withTenant(app, tenantId, context => claimNextMessage(context, conversation_id, silent))
      if (result.kind === 'rest') return done
      if (result.kind === 'claimed') await post(app, tenantId, result.claim, claimedAt)
      if (result.kind === 'unheard') {
        if (await isToldInLedger(app, result)) return await lookAgain(app, tenantId, conversation_id)
        silent = result.opaque
      }
    }
    return done
  },

  /** Submits our templates to the business's account and looks how their review stands. */
  templates: async (app, { tenant_id }) => {
    await keepTemplates(app, tenant_id)
    return done
  }
}

/** Whether the ledger holds a status of this attempt that nobody has worked yet: after an outage there may be thousands. */
function isToldInLedger(app: JobApp, attempt: Readonly<{ opaque: string; phoneNumberId: string }>): Promise<boolean> {
  return withSystem(app, 'ledger', context => hasOpenStatus(context, attempt.phoneNumberId, attempt.opaque))
}

async function lookAgain(app: JobApp, tenantId: string, conversationId: string): Promise<typeof done> {
  const dueAt = new Date(app.now().getTime() + LOOK_AGAIN_MS)
  await withTenant(app, tenantId, context => ringOutbound(context, conversationId, dueAt))
  return done
}

/** Posts once. The signal is not passed on: a request that is written is never cut off, its answer is worth waiting for. */
async function post(app: JobApp, tenantId: string, claim: Claim, claimedAt: number): Promise<void> {
  const channel = {
    phoneNumberId: claim.phoneNumberId,
    accessToken: decrypt(claim.sealedToken, app.config.ENCRYPTION_KEYS)
  }
  const body = toRequestBody(claim, opaqueOf(claim.messageId, claim.attempt))
  const result = await app.meta.sendMessage(channel, body, claimedAt + POST_WITHIN_MS)
  app.metrics.sends.inc({ result: result.kind })
  await withTenant(app, tenantId, context => finishSend(context, claim, result))
}
