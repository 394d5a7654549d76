import type { Context } from '../context.ts'
import { nextStatus } from '../domain/booking-status.ts'
import { addMinutes } from '../domain/time-slot.ts'
import { closeApprovals } from '../repositories/approvals.ts'
import { getHolds, type Hold, releaseHolds } from '../repositories/slot-holds.ts'
import { unansweredReason } from '../texts/booking-notices.ts'
import { changeBooking } from './change-booking.ts'
import { type Lines, type LockedBooking, lockBooking, readLocked } from './lock-booking.ts'

/** What became of it: the booking ended, only a change that was asked for did, or nothing had run out. */
export type Expiry = 'expired' | 'change_dropped' | 'nothing'

/** Ends what has run out of a booking, and tells the customer. Does nothing when nothing has. Throws `booking_not_found`. */
export async function expireBooking(context: Context, bookingId: string): Promise<Expiry> {
  return await expireLocked(context, await lockBooking(context, bookingId))
}

/** The same for a caller who holds the calendar's lock and wants the time. */
export async function expireUnderLock(context: Context, bookingId: string, lines: Lines): Promise<Expiry> {
  return await expireLocked(context, await readLocked(context, bookingId, lines))
}

async function expireLocked(context: Context, locked: LockedBooking): Promise<Expiry> {
  const { booking } = locked
  const holds = await getHolds(context, booking.id)
  const own = ownHold(holds, booking)
  const next = nextStatus(booking.status, 'expire')
  if (next && hasRunOut(context, locked, own)) {
    await releaseHolds(context, booking.id)
    await closeApprovals(context, booking.id, { status: 'expired', by: null })
    await changeBooking(context, locked, {
      patch: { status: next, paymentDeadlineAt: null },
      events: ['booking_expired'],
      actor: 'system',
      notice: { kind: 'expired' }
    })
    return 'expired'
  }
  const asked = holds.find(hold => hold !== own && isOver(context, hold.expiresAt))
  if (!asked) return 'nothing'
  // a change that was asked or offered in vain: the booking itself stands
  await releaseHolds(context, booking.id, own?.id)
  await closeApprovals(context, booking.id, { status: 'expired', by: null, only: 'modify' })
  await changeBooking(context, locked, {
    patch: {},
    events: ['booking_change_rejected'],
    actor: 'system',
    facts: { expired: true },
    notice: { kind: 'unchanged', reason: unansweredReason }
  })
  return 'change_dropped'
}

/** The hold of the booking's own time, not of a time that it may move to. */
export function ownHold(
  holds: readonly Hold[],
  booking: Readonly<{ startTime: Date; endTime: Date }>
): Hold | undefined {
  return holds.find(hold => hold.start <= booking.startTime && hold.end >= booking.endTime)
}

const isOver = (context: Context, expiresAt: Date | null): boolean => expiresAt !== null && expiresAt <= context.now()

/** A request without a hold (it competes, or its number is not proved) lasts as long as one with a hold. */
function hasRunOut(context: Context, { booking, policies }: LockedBooking, own: Hold | undefined): boolean {
  if (own) return isOver(context, own.expiresAt)
  if (booking.status === 'approved') return isOver(context, booking.paymentDeadlineAt)
  return isOver(context, addMinutes(booking.createdAt, policies.hold_minutes))
}
