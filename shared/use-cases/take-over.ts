import type { Context } from '../context.ts'
import { policiesOf } from '../domain/policies.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { takeEpoch } from '../repositories/conversations.ts'
import { setHandler } from '../repositories/customers.ts'
import { yieldToHuman } from '../repositories/messages.ts'
import { getTenant } from '../repositories/tenants.ts'

/** Why a person has the conversation: she wrote from her phone, wrote in the app, pressed take-over, or the customer asked. */
export type TakeOverReason = 'echo' | 'owner_message' | 'owner_request' | 'customer_asked'

/**
 * Gives a customer to a person of the business: the bot keeps silent for the tenant's mute time from now, turns under way
 * become stale, unanswered messages are hers, unsent bot messages stay unsent. The caller holds the conversation's lock.
 */
export async function takeOver(
  context: Context,
  conversation: Readonly<{ id: string; customerId: string | null }>,
  reason: TakeOverReason
): Promise<void> {
  if (!conversation.customerId) return
  const { mute_hours } = policiesOf((await getTenant(context))?.policies)
  const until = new Date(context.now().getTime() + mute_hours * 3_600_000)
  await takeEpoch(context, conversation.id)
  await yieldToHuman(context, conversation.id)
  await setHandler(context, conversation.customerId, 'human', until)
  await recordEvent(context, 'conversation_taken_over', { type: 'conversation', id: conversation.id }, 'owner', {
    reason,
    until
  })
}
