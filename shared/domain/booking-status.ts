import { DomainError } from './errors.ts'

/** Every status of a booking: the specification's seven, and ours: `expired` (nobody decided or paid in time), `no_show`. */
export const bookingStatuses = [
  'pending_approval',
  'approved',
  'pending_payment',
  'confirmed',
  'rejected',
  'cancelled',
  'completed',
  'expired',
  'no_show'
] as const
export type BookingStatus = (typeof bookingStatuses)[number]

/** Everything that can be done to a booking. `confirm_cash` is the owner's word that the deposit was paid in cash. */
export const bookingActions = [
  'approve',
  'reject',
  'upload_proof',
  'confirm_payment',
  'reject_payment',
  'confirm_cash',
  'cancel',
  'complete',
  'no_show',
  'reschedule',
  'expire'
] as const
export type BookingAction = (typeof bookingActions)[number]

/** An approval leads to `approved` where a deposit is due and straight to `confirmed` where none is. */
type Target = BookingStatus | 'approved_or_confirmed'

/**
 * The state machine (RULINGS 4). `approved`: the deposit is due. `pending_payment`: its proof is under review. What does
 * not stand here is refused. A proof that comes after the booking expired is kept and moves nothing.
 */
const table: Readonly<Record<BookingStatus, Readonly<Partial<Record<BookingAction, Target>>>>> = {
  pending_approval: {
    approve: 'approved_or_confirmed',
    reject: 'rejected',
    cancel: 'cancelled',
    reschedule: 'pending_approval',
    expire: 'expired'
  },
  approved: {
    upload_proof: 'pending_payment',
    confirm_cash: 'confirmed',
    cancel: 'cancelled',
    reschedule: 'approved',
    expire: 'expired'
  },
  pending_payment: {
    upload_proof: 'pending_payment',
    confirm_payment: 'confirmed',
    confirm_cash: 'confirmed',
    reject_payment: 'approved',
    cancel: 'cancelled',
    reschedule: 'pending_payment'
  },
  confirmed: { cancel: 'cancelled', reschedule: 'confirmed', complete: 'completed', no_show: 'no_show' },
  expired: { upload_proof: 'expired' },
  rejected: {},
  cancelled: {},
  completed: {},
  no_show: {}
}

/** Where an action leads, or null when the status does not admit it. `depositDue` matters to `approve` only. */
export function nextStatus(status: BookingStatus, action: BookingAction, depositDue = false): BookingStatus | null {
  const target = table[status][action]
  if (target === 'approved_or_confirmed') return depositDue ? 'approved' : 'confirmed'
  return target ?? null
}

/** The same, with the refusal of the specification: `cannot_cancel_booking`, `no_payment_proof` or `invalid_booking_status`. */
export function requireNext(status: BookingStatus, action: BookingAction, depositDue = false): BookingStatus {
  const next = nextStatus(status, action, depositDue)
  if (next) return next
  if (action === 'cancel') throw new DomainError('cannot_cancel_booking', `A booking that is ${status} stays so`)
  if (action === 'confirm_payment' && status === 'approved')
    throw new DomainError('no_payment_proof', 'No proof was sent; cash is confirmed with its amount')
  throw new DomainError('invalid_booking_status', `${action} is not possible while the booking is ${status}`)
}

/** Statuses in which a booking is still to take place or to be decided: they stop the deletion of its service. */
export const activeStatuses = ['pending_approval', 'approved', 'pending_payment', 'confirmed'] as const

export const isActiveBooking = (status: BookingStatus): boolean =>
  (activeStatuses as readonly string[]).includes(status)
