import type { BookingStatus } from './booking-status.ts'
import type { Policies } from './policies.ts'
import * as timeSlot from './time-slot.ts'

/** Where a booking came from. */
export const bookingSources = ['landing_page', 'whatsapp', 'direct'] as const
export type BookingSource = (typeof bookingSources)[number]

/** Who acts on a booking. */
export type BookingActor = 'customer' | 'owner' | 'agent' | 'system'

/** The parts of a booking on which the rules depend. */
export type Booked = Readonly<{ startTime: Date; endTime: Date; timezone: string; status: BookingStatus }>

const HOUR_MS = 3_600_000

export const calculateDuration = (booking: Booked): number => timeSlot.durationMinutes(booking)

/** Whether a customer may still change the booking by herself: the business's notice (24 h by default) is not begun. */
export function isWithinModificationWindow(
  booking: Booked,
  policies: Pick<Policies, 'change_window_hours'>,
  now: Date
): boolean {
  return booking.startTime.getTime() - now.getTime() >= policies.change_window_hours * HOUR_MS
}

/**
 * Whether somebody may cancel a booking that can be cancelled at all. The owner always may. A customer takes back a
 * request freely; a confirmed booking needs the owner where the policy says so, and always once the notice has begun.
 */
export function cancellationRule(
  booking: Booked,
  by: BookingActor,
  policies: Pick<Policies, 'change_window_hours' | 'cancel_needs_owner'>,
  now: Date
): 'allowed' | 'needs_owner' {
  if (by === 'owner' || by === 'system' || booking.status !== 'confirmed') return 'allowed'
  if (policies.cancel_needs_owner) return 'needs_owner'
  return isWithinModificationWindow(booking, policies, now) ? 'allowed' : 'needs_owner'
}

/**
 * Whether a customer may ask to move the booking in the chat. A request that nobody has decided moves freely; the
 * specification stops changes of what was agreed once the notice has begun.
 */
export const isFreeToChange = (booking: Booked, policies: Pick<Policies, 'change_window_hours'>, now: Date): boolean =>
  booking.status === 'pending_approval' || isWithinModificationWindow(booking, policies, now)

/** Staff notes only grow: the new one goes below the others. */
export const addInternalNote = (notes: string | null, note: string): string =>
  notes ? `${notes}\n${note.trim()}` : note.trim()

/** When the deposit must be there: the business's hours from now, but no later than the appointment that it is for. */
export function paymentDeadline(booking: Booked, policies: Pick<Policies, 'payment_hours'>, now: Date): Date {
  const latest = new Date(now.getTime() + policies.payment_hours * HOUR_MS)
  return booking.startTime > now && booking.startTime < latest ? booking.startTime : latest
}
