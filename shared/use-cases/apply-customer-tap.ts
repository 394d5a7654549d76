import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import type { TapRefusal } from '../domain/owner-action.ts'
import { policiesOf } from '../domain/policies.ts'
import type { OwnerActionModel } from '../models/owner-action-model.ts'
import { getApproval } from '../repositories/approvals.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { nextSeq } from '../repositories/conversations.ts'
import { insertContent } from '../repositories/notices.ts'
import { useAction } from '../repositories/owner-actions.ts'
import { getTenant } from '../repositories/tenants.ts'
import { inSavepoint } from '../savepoint.ts'
import { customerRefusalText } from '../texts/offer-notices.ts'
import { acceptCounterOffer } from './accept-counter-offer.ts'
import { readAction, refusalOf, refuse } from './apply-owner-tap.ts'
import { declineCounterOffer } from './decline-counter-offer.ts'
import { textMessage } from './interactive.ts'
import { ringOutbound } from './record-status.ts'

/** The message of a customer in which she tapped: its id makes the key of the answer. */
export type CustomerTap = Readonly<{ customerId: string; conversationId: string; messageId: string; buttonId: string }>

/**
 * Applies a customer's tap on a signed button in the transaction of her message: once. What it changes tells her itself;
 * where it changes nothing she is told why.
 */
export async function applyCustomerTap(context: Context, tap: CustomerTap): Promise<void> {
  const action = await readAction(context, tap.buttonId, tap.customerId)
  if (!action) return await answerRefusal(context, tap, 'not_yours', null)
  try {
    await inSavepoint(context, inner => act(inner, action))
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) throw error
    const status = (await getApproval(context, action.approvalId))?.status
    const replaced = error instanceof DomainError && error.details.offer_replaced === true
    const why = status === 'expired' ? 'expired' : replaced ? 'offer_replaced' : refusal
    await answerRefusal(context, tap, why, action)
  }
}

async function act(context: Context, { id, approvalId, kind, data }: OwnerActionModel): Promise<void> {
  if (!(await useAction(context, id))) refuse('used')
  const offer = { approvalId, startTime: String(data.start_time) }
  if (kind === 'accept_offer') await acceptCounterOffer(context, offer)
  else if (kind === 'decline_offer') await declineCounterOffer(context, offer)
  else refuse('not_possible')
}

async function answerRefusal(
  context: Context,
  { customerId, conversationId, messageId }: CustomerTap,
  reason: TapRefusal,
  action: OwnerActionModel | null
): Promise<void> {
  await recordEvent(context, 'tap_refused', { type: 'customer', id: customerId }, 'customer', {
    reason,
    approval_id: action?.approvalId ?? null
  })
  const { treatment } = policiesOf((await getTenant(context))?.policies)
  const content = textMessage(customerRefusalText(reason, treatment))
  const seq = await nextSeq(context, conversationId)
  await insertContent(context, { conversationId, seq, content, dedupeKey: `customer:${messageId}:tap` })
  await ringOutbound(context, conversationId)
}
