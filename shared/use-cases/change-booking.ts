import type { Context } from '../context.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { update } from '../repositories/bookings.ts'
import type { Notice } from '../texts/booking-notices.ts'
import type { Choice } from './interactive.ts'
import type { LockedBooking } from './lock-booking.ts'
import { ringApprovals } from './ring-approvals.ts'
import { tellCustomer } from './tell-customer.ts'

/** The domain events of bookings: the specification's, and ours for what it has no word for. */
export type BookingEvent =
  | 'booking_requested'
  | 'booking_approval_pending'
  | 'booking_approved'
  | 'booking_rejected'
  | 'payment_proof_uploaded'
  | 'payment_verified'
  | 'booking_confirmed'
  | 'booking_cancelled'
  | 'booking_rescheduled'
  | 'booking_change_requested'
  | 'booking_cancel_requested'
  | 'booking_change_rejected'
  | 'booking_completed'
  | 'booking_no_show'
  | 'booking_expired'
  | 'booking_noted'
  | 'counter_offer_made'
  | 'counter_offer_accepted'
  | 'counter_offer_declined'
  | 'payment_proof_rejected'
  | 'payment_refunded'

export type EventActor = 'customer' | 'owner' | 'agent' | 'system' | 'calcom'

/** One change of a booking: what is written, which events say so, and what the customer is told. */
export type BookingChange = Readonly<{
  patch: Partial<BookingModel>
  events: readonly BookingEvent[]
  actor: EventActor
  /** Ids and facts for the events; nobody's words. */
  facts?: Readonly<Record<string, unknown>>
  notice?: Notice
  /** What can be tapped under the notice. */
  buttons?: readonly Choice[]
}>

/**
 * Writes a change: the row with a new version, the notice, the events, the wake-ups of what follows from its approvals. The
 * events say whether the customer could be told (`notified`).
 */
export async function changeBooking(
  context: Context,
  locked: LockedBooking,
  change: BookingChange
): Promise<LockedBooking> {
  const from = locked.booking.status
  const booking = await update(context, locked.booking.id, change.patch)
  const after = { ...locked, booking }
  const told = change.notice && (await tellCustomer(context, after, change.notice, change.buttons))
  const notified = told ? { notified: told !== 'none', ...(told === 'template' && { as_template: true }) } : {}
  const payload = { version: booking.version, from, to: booking.status, ...change.facts, ...notified }
  for (const type of change.events)
    await recordEvent(context, type, { type: 'booking', id: booking.id }, change.actor, payload)
  await ringApprovals(context, booking.id)
  return after
}
