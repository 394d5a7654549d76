import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import { addMinutes } from '../domain/time-slot.ts'
import { nextRound } from '../repositories/approval-follow-ups.ts'
import { setSuggestion } from '../repositories/approvals.ts'
import { getHolds, releaseHolds, setHoldExpiry } from '../repositories/slot-holds.ts'
import { changeBooking } from './change-booking.ts'
import { lockOpenApproval } from './decide-approval.ts'
import { ownHold } from './expire-booking.ts'
import { readOffer } from './make-counter-offer.ts'

/**
 * The customer does not take the time that the owner offered: it is free again, her request stands as it was, and the owner
 * is asked anew with the tenant's hold time from now. Throws `approval_not_found`, `approval_already_decided`, and
 * `slot_taken` when no (such) offer is open any more.
 */
export async function declineCounterOffer(
  context: Context,
  input: Readonly<{ approvalId: string; startTime?: string | undefined }>
): Promise<void> {
  const { approval, locked } = await lockOpenApproval(context, input.approvalId)
  const { booking, policies } = locked
  const offer = readOffer(approval)
  if (!offer) throw new DomainError('slot_taken', 'Nothing is offered')
  if (input.startTime && input.startTime !== offer.start_time)
    throw new DomainError('slot_taken', 'Another time is offered now', { offer_replaced: true })
  const own = ownHold(await getHolds(context, booking.id), booking)
  await releaseHolds(context, booking.id, own?.id)
  await setHoldExpiry(context, booking.id, addMinutes(context.now(), policies.hold_minutes))
  const { offer: _declined, ...rest } = approval.aiSuggestedData ?? {}
  await setSuggestion(context, approval.id, { ...rest, declined_offer: offer.start_time })
  await nextRound(context, approval.id)
  await changeBooking(context, locked, {
    patch: {},
    events: ['counter_offer_declined'],
    actor: 'customer',
    facts: { approval_id: approval.id, start_time: offer.start_time },
    notice: { kind: 'offer_declined' }
  })
}
