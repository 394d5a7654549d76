import type { Context } from '../context.ts'
import { freeLane } from '../domain/availability.ts'
import { addInternalNote, paymentDeadline } from '../domain/booking.ts'
import { requireNext } from '../domain/booking-status.ts'
import { depositDue } from '../domain/deposit.ts'
import { compareMoney, type Money } from '../domain/money.ts'
import { paymentConfigOf } from '../domain/payment-config.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { closeApprovals } from '../repositories/approvals.ts'
import { getCompeting, hasBookedBefore } from '../repositories/bookings.ts'
import { setDue } from '../repositories/payments.ts'
import { getBusy, getHolds, releaseHolds, setHoldExpiry } from '../repositories/slot-holds.ts'
import { type Notice, takenReason } from '../texts/booking-notices.ts'
import { type BookingEvent, changeBooking } from './change-booking.ts'
import { ownHold } from './expire-booking.ts'
import { findAlternatives } from './find-alternatives.ts'
import { type LockedBooking, lockBooking, readLocked, spanFrom } from './lock-booking.ts'
import { settleRejection } from './reject-booking.ts'
import { takeTime } from './take-time.ts'

/** Who approves, and what else becomes of the booking by it. */
export type Approval = Readonly<{
  approvedBy: string | null
  actor: 'owner' | 'customer' | 'system'
  internalNotes?: string | undefined
  /** Events that come before the approval's own. */
  events?: readonly BookingEvent[]
}>

/**
 * The owner approves a request: it is confirmed, or waits for its deposit. In the same transaction its time is held and
 * what competed for it is declined with alternatives (RULINGS 2 and 3). Throws `booking_not_found`, `invalid_booking_status`
 * unless it is pending, and `slot_taken` when it had no hold and the time is gone.
 */
export async function approveBooking(
  context: Context,
  input: Readonly<{ bookingId: string; approvedBy: string | null; internalNotes?: string | undefined }>
): Promise<BookingModel> {
  const locked = await lockBooking(context, input.bookingId)
  return (await settleApproval(context, locked, { ...input, actor: 'owner' })).booking
}

/** The same for a caller who holds the locks. */
export async function settleApproval(
  context: Context,
  locked: LockedBooking,
  { approvedBy, actor, internalNotes, events = [] }: Approval
): Promise<LockedBooking> {
  const { booking, policies, service } = locked
  const due = depositDue(service, policies.deposit, !(await hasBookedBefore(context, booking.customerId)))
  const status = requireNext(booking.status, 'approve', compareMoney(due, '0') > 0)
  const deadline = status === 'approved' ? paymentDeadline(booking, policies, context.now()) : null
  await holdUntil(context, locked, deadline)
  if (deadline)
    await setDue(context, { bookingId: booking.id, amount: due, currency: service.priceCurrency, by: approvedBy })
  await closeApprovals(context, booking.id, { status: 'approved', by: approvedBy, only: 'create' })
  await closeApprovals(context, booking.id, { status: 'superseded', by: approvedBy })
  const after = await changeBooking(context, locked, {
    patch: {
      status,
      paymentDeadlineAt: deadline,
      ...(internalNotes && { internalNotes: addInternalNote(booking.internalNotes, internalNotes) })
    },
    events: [...events, 'booking_approved', ...(deadline ? [] : (['booking_confirmed'] as const))],
    actor,
    facts: { by: approvedBy, deposit: due },
    notice: noticeOf(locked, due, deadline)
  })
  await declineCompeting(context, locked)
  return after
}

/** Keeps the hold that the request had, for the new time; takes the time now where it had none. */
async function holdUntil(context: Context, { booking, policies, lines }: LockedBooking, until: Date | null) {
  const own = ownHold(await getHolds(context, booking.id), booking)
  await releaseHolds(context, booking.id, own?.id)
  if (own) return await setHoldExpiry(context, booking.id, until)
  const span = spanFrom(booking)
  await takeTime(context, { bookingId: booking.id, span, capacity: policies.capacity, expiresAt: until, lines })
}

function noticeOf({ tenant, service }: LockedBooking, due: Money, deadline: Date | null): Notice {
  if (!deadline) return { kind: 'approved', deposit: null }
  const { methods } = paymentConfigOf(tenant)
  return { kind: 'approved', deposit: { amount: due, currency: service.priceCurrency, deadline, methods } }
}

/** Requests without a hold that no longer fit beside this one are declined, each with times that are free. */
async function declineCompeting(context: Context, locked: LockedBooking): Promise<void> {
  const { booking, policies } = locked
  for (const other of await getCompeting(context, spanFrom(booking), booking.id)) {
    const span = spanFrom(other)
    if (freeLane(await getBusy(context, span, other.id), span, policies.capacity) !== null) continue
    const loser = await readLocked(context, other.id, locked.lines)
    await settleRejection(context, loser, {
      reason: takenReason,
      rejectedBy: null,
      actor: 'system',
      alternatives: await findAlternatives(context, loser, other)
    })
  }
}
