import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { getHolds, releaseHolds } from '../repositories/slot-holds.ts'
import { settleApproval } from './approve-booking.ts'
import { changeBooking } from './change-booking.ts'
import { lockOpenApproval } from './decide-approval.ts'
import { ownHold } from './expire-booking.ts'
import { readOffer } from './make-counter-offer.ts'

/**
 * The customer takes the time that the owner offered: the booking moves there and is approved, since the owner's offer was
 * her word. `startTime` names the offer that is meant, where a newer one may have come. Throws `approval_not_found`,
 * `approval_already_decided`, and `slot_taken` when no (such) offer is open any more.
 */
export async function acceptCounterOffer(
  context: Context,
  input: Readonly<{ approvalId: string; startTime?: string | undefined }>
): Promise<BookingModel> {
  const { approval, locked } = await lockOpenApproval(context, input.approvalId)
  const { booking } = locked
  const offer = readOffer(approval)
  if (!offer) throw new DomainError('slot_taken', 'Nothing is offered')
  if (input.startTime && input.startTime !== offer.start_time)
    throw new DomainError('slot_taken', 'Another time is offered now', { offer_replaced: true })
  const time = { startTime: new Date(offer.start_time), endTime: new Date(offer.end_time) }
  const hold = ownHold(await getHolds(context, booking.id), time)
  if (!hold || (hold.expiresAt && hold.expiresAt <= context.now()))
    throw new DomainError('slot_taken', 'The offer has run out')
  await releaseHolds(context, booking.id, hold.id)
  const moved = await changeBooking(context, locked, {
    patch: time,
    events: ['counter_offer_accepted'],
    actor: 'customer',
    facts: { approval_id: approval.id, previous_start_time: booking.startTime.toISOString() }
  })
  return (await settleApproval(context, moved, { approvedBy: offer.offered_by, actor: 'customer' })).booking
}
