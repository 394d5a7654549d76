import type { Context } from '../context.ts'
import type { Effect, Outcome } from '../domain/agent.ts'
import { withDemand } from '../domain/availability.ts'
import { updateInfo } from '../domain/customer.ts'
import { DomainError } from '../domain/errors.ts'
import { type Span, slotFrom } from '../domain/time-slot.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { getApproval } from '../repositories/approvals.ts'
import { changeDetails } from '../repositories/booking-customers.ts'
import { findActiveService } from '../repositories/booking-services.ts'
import { getById } from '../repositories/bookings.ts'
import { hasConsent } from '../repositories/consents.ts'
import { refreshSearchText } from '../repositories/customers.ts'
import { consentVersion } from '../texts/privacy.ts'
import { acceptCounterOffer } from './accept-counter-offer.ts'
import { createBooking } from './create-booking.ts'
import { lockLines, spanFrom } from './lock-booking.ts'
import { requestCancellation } from './request-cancellation.ts'
import { requestChange } from './request-change.ts'

/**
 * Takes the locks that these effects will need, in the one order that all keep (RULINGS 1). The turn's own conversation is
 * among them: locked first and alone, it would be out of order.
 */
export async function lockAhead(context: Context, customerId: string, effects: readonly Effect[]): Promise<void> {
  for (const effect of effects) {
    const span = await spanOf(context, effect)
    if (span) await lockLines(context, [customerId], span)
  }
}

/** The time that an effect is about; null where it is about none. */
async function spanOf(context: Context, effect: Effect): Promise<Span | null> {
  if (effect.kind === 'create_booking') {
    const service = await findActiveService(context, effect.serviceId)
    return service ? withDemand(slotFrom(effect.start, service.durationMinutes, 'UTC'), service) : null
  }
  if (effect.kind === 'accept_offer') {
    const approval = await getApproval(context, effect.approvalId)
    return approval ? await spanOfBooking(context, approval.bookingId) : null
  }
  if (effect.kind === 'change_booking') return await spanOfBooking(context, effect.bookingId, effect.start)
  return effect.kind === 'cancel_booking' ? await spanOfBooking(context, effect.bookingId) : null
}

async function spanOfBooking(context: Context, bookingId: string, start?: Date): Promise<Span | null> {
  const booking = await getById(context, bookingId)
  return booking ? spanFrom(booking, start) : null
}

/** Does what a turn decided, in the turn's own transaction. Throws the `DomainError` of the use case that refuses. */
export async function runEffects(
  context: Context,
  customerId: string,
  effects: readonly Effect[]
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const effect of effects) {
    const outcome = await runEffect(context, customerId, effect)
    if (outcome) outcomes.push(outcome)
  }
  return outcomes
}

async function runEffect(context: Context, customerId: string, effect: Effect): Promise<Outcome | null> {
  switch (effect.kind) {
    case 'hand_off':
      return null
    case 'name_customer':
      await nameCustomer(context, customerId, effect.name)
      return null
    case 'create_booking':
      return await create(context, customerId, effect)
    case 'change_booking': {
      const { bookingId, start } = effect
      const { result, booking } = await requestChange(context, { bookingId, customerId, start, actor: 'agent' })
      return outcomeOf(result === 'asked' ? 'change_requested' : 'request_moved', booking, start)
    }
    case 'cancel_booking': {
      const { bookingId } = effect
      const { result, booking } = await requestCancellation(context, { bookingId, customerId, actor: 'agent' })
      return outcomeOf(result === 'asked' ? 'cancel_requested' : 'settled', booking)
    }
    case 'accept_offer':
      return outcomeOf('settled', await accept(context, customerId, effect.approvalId))
  }
}

async function create(
  context: Context,
  customerId: string,
  { serviceId, start, key }: Extract<Effect, { kind: 'create_booking' }>
): Promise<Outcome> {
  const consented = await hasConsent(context, customerId)
  const booking = await createBooking(context, {
    serviceId,
    startTime: start,
    source: 'whatsapp',
    by: 'agent',
    userId: null,
    customer: { id: customerId },
    requestKey: `${key}:create`,
    ...(!consented && { consent: { textVersion: consentVersion, channel: 'whatsapp' as const, wamid: key } })
  })
  // what stands at once has its notice already, with all that she must know
  return outcomeOf(booking.status === 'pending_approval' ? 'requested' : 'settled', booking)
}

async function accept(context: Context, customerId: string, approvalId: string): Promise<BookingModel> {
  const approval = await getApproval(context, approvalId)
  const booking = approval && (await getById(context, approval.bookingId))
  if (booking?.customerId !== customerId)
    throw new DomainError('approval_not_found', 'Nothing of this customer waits under this id')
  return await acceptCounterOffer(context, { approvalId })
}

async function nameCustomer(context: Context, customerId: string, name: string): Promise<void> {
  const [firstName, ...rest] = name.split(' ')
  await changeDetails(context, customerId, updateInfo({ firstName, lastName: rest.join(' ') }))
  await refreshSearchText(context, customerId)
}

const outcomeOf = (kind: Outcome['kind'], booking: BookingModel, askedStart = booking.startTime): Outcome => ({
  kind,
  bookingId: booking.id,
  serviceName: booking.service?.name ?? '',
  start: booking.startTime,
  askedStart,
  status: booking.status
})
