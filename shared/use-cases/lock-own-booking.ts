import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import type { BookingApprovalModel } from '../models/booking-approval-model.ts'
import { closeApprovals, getApprovalsOf } from '../repositories/approvals.ts'
import { getHolds, releaseHolds } from '../repositories/slot-holds.ts'
import { ownHold } from './expire-booking.ts'
import { type LockedBooking, lockBooking, spanFrom } from './lock-booking.ts'

/** A customer's booking under lock, and what the owner has still to decide about it. */
export type OwnBooking = Readonly<{ locked: LockedBooking; pending: readonly BookingApprovalModel[] }>

/**
 * Locks a booking that a customer wants to change. `start`: the time that she asks for. Throws `booking_not_found`, also for
 * a booking of somebody else: whose it is comes from the conversation, never from what was tapped.
 */
export async function lockOwnBooking(
  context: Context,
  input: Readonly<{ bookingId: string; customerId: string; start?: Date }>
): Promise<OwnBooking> {
  const locked = await lockBooking(context, input.bookingId, booking => spanFrom(booking, input.start))
  if (locked.booking.customerId !== input.customerId)
    throw new DomainError('booking_not_found', 'This customer has no such booking')
  const approvals = await getApprovalsOf(context, input.bookingId)
  return { locked, pending: approvals.filter(({ status }) => status === 'pending') }
}

/** A newer wish takes the place of an open one: the owner has at most one decision per booking before her. */
export async function withdrawOpenChange(context: Context, { booking }: LockedBooking): Promise<void> {
  const own = ownHold(await getHolds(context, booking.id), booking)
  await releaseHolds(context, booking.id, own?.id)
  await closeApprovals(context, booking.id, { status: 'superseded', by: null })
}
