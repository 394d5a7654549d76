import type { Context } from '../context.ts'
import { isOffered } from '../domain/availability.ts'
import { isFreeToChange } from '../domain/booking.ts'
import { requireNext } from '../domain/booking-status.ts'
import { DomainError } from '../domain/errors.ts'
import { toLocal } from '../domain/local-time.ts'
import { addMinutes, slotFrom } from '../domain/time-slot.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { addApproval } from '../repositories/approvals.ts'
import { releaseHolds } from '../repositories/slot-holds.ts'
import { changeBooking } from './change-booking.ts'
import { loadCalendar } from './load-calendar.ts'
import { type LockedBooking, spanFrom } from './lock-booking.ts'
import { lockOwnBooking, withdrawOpenChange } from './lock-own-booking.ts'
import { checkTime, takeTime } from './take-time.ts'

/** What became of the wish: the owner decides on the move, or the request itself, still undecided, is for the new time. */
export type ChangeRequest = Readonly<{ result: 'asked' | 'request_moved'; booking: BookingModel }>

/**
 * A customer wants another time for her own booking. The owner is asked; both times are held until she decides, for the
 * tenant's hold time (RULINGS 2; the new time is held also where requests compete: a wish without a hold would never run
 * out). A booking that is not approved yet moves at once and is asked for anew, so that nobody approves a time that she no
 * longer wants. Throws `booking_not_found`, `too_late_to_change`, `invalid_booking_status`, `slot_taken` (also for time that is
 * not offered).
 */
export async function requestChange(
  context: Context,
  input: Readonly<{ bookingId: string; customerId: string; start: Date; actor: 'customer' | 'agent' }>
): Promise<ChangeRequest> {
  const { start } = input
  const { locked, pending } = await lockOwnBooking(context, input)
  const { booking, policies } = locked
  requireNext(booking.status, 'reschedule')
  if (booking.startTime <= context.now() || !isFreeToChange(booking, policies, context.now()))
    throw new DomainError('too_late_to_change', 'The time in which customers may change this booking is over')
  const same = pending.find(each => each.aiSuggestedData?.start_time === start.toISOString())
  if (same || start.getTime() === booking.startTime.getTime()) return { result: 'asked', booking }
  await checkOffered(context, locked, start)
  await withdrawOpenChange(context, locked)
  return booking.status === 'pending_approval'
    ? await moveRequest(context, locked, start, input.actor)
    : await askForMove(context, locked, start, input.actor)
}

async function checkOffered(context: Context, locked: LockedBooking, start: Date): Promise<void> {
  const { tenant, policies, booking, service } = locked
  const { day } = toLocal(start, tenant.timezone)
  const calendar = await loadCalendar(context, tenant, { from: day, to: day }, booking.id)
  const minutes = (booking.endTime.getTime() - booking.startTime.getTime()) / 60_000
  const demand = {
    durationMinutes: minutes,
    bufferBeforeMinutes: service.bufferBeforeMinutes,
    bufferAfterMinutes: service.bufferAfterMinutes
  }
  if (!isOffered(calendar, policies, demand, slotFrom(start, minutes, tenant.timezone), context.now()))
    throw new DomainError('slot_taken', 'This time is taken, or not one that is offered')
}

async function askForMove(
  context: Context,
  locked: LockedBooking,
  start: Date,
  actor: 'customer' | 'agent'
): Promise<ChangeRequest> {
  const { booking, policies, lines } = locked
  const expiresAt = addMinutes(context.now(), policies.hold_minutes)
  const span = spanFrom(booking, start)
  await takeTime(context, { bookingId: booking.id, span, capacity: policies.capacity, expiresAt, lines })
  const approvalId = await addApproval(context, booking.id, 'modify', { start_time: start.toISOString() })
  const asked = await changeBooking(context, locked, {
    patch: {},
    events: ['booking_change_requested', 'booking_approval_pending'],
    actor,
    facts: { approval_id: approvalId, requested_action: 'modify', start_time: start.toISOString() }
  })
  return { result: 'asked', booking: asked.booking }
}

async function moveRequest(
  context: Context,
  locked: LockedBooking,
  start: Date,
  actor: 'customer' | 'agent'
): Promise<ChangeRequest> {
  const { booking, policies, lines } = locked
  const taking = { bookingId: booking.id, span: spanFrom(booking, start), capacity: policies.capacity, lines }
  await releaseHolds(context, booking.id)
  const expiresAt = addMinutes(context.now(), policies.hold_minutes)
  if (policies.hold_mode === 'hold') await takeTime(context, { ...taking, expiresAt })
  else await checkTime(context, taking)
  const approvalId = await addApproval(context, booking.id, 'create')
  const length = booking.endTime.getTime() - booking.startTime.getTime()
  const moved = await changeBooking(context, locked, {
    patch: { startTime: start, endTime: new Date(start.getTime() + length) },
    events: ['booking_rescheduled', 'booking_approval_pending'],
    actor,
    facts: {
      approval_id: approvalId,
      start_time: start.toISOString(),
      previous_start_time: booking.startTime.toISOString()
    }
  })
  return { result: 'request_moved', booking: moved.booking }
}
