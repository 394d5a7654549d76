import type { Context } from '../context.ts'
import { freeLane } from '../domain/availability.ts'
import { DomainError } from '../domain/errors.ts'
import type { Span } from '../domain/time-slot.ts'
import { findRunOut, getBusy, insertHold } from '../repositories/slot-holds.ts'
import { expireUnderLock } from './expire-booking.ts'
import type { Lines } from './lock-booking.ts'

/** What takes time, and until when; `expiresAt` null is for good. */
export type Taking = Readonly<{ bookingId: string; span: Span; capacity: number; expiresAt: Date | null; lines: Lines }>

/**
 * Takes time for a booking under the calendar's lock (RULINGS 1 and 2): what has run out there is released first, then the
 * first free lane is held. Throws `slot_taken`.
 */
export async function takeTime(context: Context, taking: Taking): Promise<void> {
  const lane = await findLane(context, taking)
  await insertHold(context, { ...taking, lane })
}

/** Only looks whether the time could be taken: for requests that compete for it. Throws `slot_taken`. */
export async function checkTime(context: Context, taking: Omit<Taking, 'expiresAt'>): Promise<void> {
  await findLane(context, taking)
}

async function findLane(context: Context, taking: Omit<Taking, 'expiresAt'>): Promise<number> {
  const { bookingId, span, capacity, lines } = taking
  for (const id of await findRunOut(context, span, bookingId)) await expireUnderLock(context, id, lines)
  const lane = freeLane(await getBusy(context, span, bookingId), span, capacity)
  if (lane === null) throw new DomainError('slot_taken', 'Somebody else has this time')
  return lane
}
