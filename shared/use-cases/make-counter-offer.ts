import type { Context } from '../context.ts'
import { DomainError, invalidField } from '../domain/errors.ts'
import { addMinutes } from '../domain/time-slot.ts'
import type { BookingApprovalModel } from '../models/booking-approval-model.ts'
import { getApproval, setSuggestion } from '../repositories/approvals.ts'
import { addAction } from '../repositories/owner-actions.ts'
import { getHolds, releaseHolds, setHoldExpiry } from '../repositories/slot-holds.ts'
import { offerLabels } from '../texts/offer-notices.ts'
import { changeBooking } from './change-booking.ts'
import { lockOpenApproval } from './decide-approval.ts'
import { ownHold } from './expire-booking.ts'
import type { Choice } from './interactive.ts'
import { spanFrom } from './lock-booking.ts'
import { takeTime } from './take-time.ts'

/** Another time that the owner offered for a request, as it stands in `ai_suggested_data.offer`. */
export type CounterOffer = Readonly<{ start_time: string; end_time: string; offered_by: string | null }>

/**
 * The owner offers another start for a request. Both times are held while the customer thinks, for the tenant's hold time
 * from now (RULINGS 2); the approval stays pending. A second offer takes the place of the first. Throws
 * `approval_not_found`, `approval_already_decided`, `slot_taken`, `invalid_booking_status` when it is not about a new
 * request, and `validation_failed` for a start in the past or the same start.
 */
export async function makeCounterOffer(
  context: Context,
  input: Readonly<{ approvalId: string; startTime: Date; offeredBy: string | null }>
): Promise<BookingApprovalModel> {
  const { startTime, offeredBy } = input
  const { approval, locked } = await lockOpenApproval(context, input.approvalId, startTime)
  const { booking, policies, lines } = locked
  if (approval.requestedAction !== 'create' || booking.status !== 'pending_approval')
    throw new DomainError('invalid_booking_status', 'Another time is offered for new requests only')
  if (startTime <= context.now()) throw invalidField('/start_time', 'must be in the future')
  if (startTime.getTime() === booking.startTime.getTime())
    throw invalidField('/start_time', 'is the time that was asked for')
  const expiresAt = addMinutes(context.now(), policies.hold_minutes)
  const own = ownHold(await getHolds(context, booking.id), booking)
  await releaseHolds(context, booking.id, own?.id)
  const span = spanFrom(booking, startTime)
  await takeTime(context, { bookingId: booking.id, span, capacity: policies.capacity, expiresAt, lines })
  await setHoldExpiry(context, booking.id, expiresAt)
  const length = booking.endTime.getTime() - booking.startTime.getTime()
  const offer: CounterOffer = {
    start_time: startTime.toISOString(),
    end_time: new Date(startTime.getTime() + length).toISOString(),
    offered_by: offeredBy
  }
  await setSuggestion(context, approval.id, { ...approval.aiSuggestedData, offer })
  await changeBooking(context, locked, {
    patch: {},
    events: ['counter_offer_made'],
    actor: 'owner',
    facts: { by: offeredBy, approval_id: approval.id, start_time: offer.start_time },
    notice: { kind: 'counter_offer', start: startTime, until: expiresAt },
    buttons: await offerButtons(context, approval.id, booking.customerId, offer)
  })
  return (await getApproval(context, approval.id)) ?? approval
}

/** Each button is for this offer and no later one. */
async function offerButtons(
  context: Context,
  approvalId: string,
  customerId: string,
  { start_time }: CounterOffer
): Promise<Choice[]> {
  const action = (kind: 'accept_offer' | 'decline_offer') =>
    addAction(context, approvalId, { customerId }, kind, { start_time })
  return [
    { id: await action('accept_offer'), title: offerLabels.accept },
    { id: await action('decline_offer'), title: offerLabels.decline }
  ]
}

/** The other time that stands offered in an approval, or null. */
export function readOffer(approval: BookingApprovalModel): CounterOffer | null {
  const offer = approval.aiSuggestedData?.offer
  return typeof offer === 'object' && offer !== null ? (offer as CounterOffer) : null
}
