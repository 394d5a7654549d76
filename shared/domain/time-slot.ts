import { type LocalTime, toLocal } from './local-time.ts'

/** A stretch of time, its end not included, and the zone in which a person reads it. */
export type TimeSlot = Readonly<{ startTime: Date; endTime: Date; timezone: string }>
/** The same without a zone: what the calendar compares. */
export type Span = Readonly<{ start: Date; end: Date }>

export const isValid = (slot: TimeSlot): boolean => slot.endTime > slot.startTime

/** Slots that only touch do not overlap. */
export const overlapsWith = (slot: TimeSlot, other: TimeSlot): boolean =>
  slot.startTime < other.endTime && other.startTime < slot.endTime

export const durationMinutes = (slot: TimeSlot): number =>
  Math.round((slot.endTime.getTime() - slot.startTime.getTime()) / 60_000)

/** Start and end as clocks show them in `timezone` (the slot's own by default). */
export const toLocalTime = (
  slot: TimeSlot,
  timezone = slot.timezone
): Readonly<{ start: LocalTime; end: LocalTime }> => ({
  start: toLocal(slot.startTime, timezone),
  end: toLocal(slot.endTime, timezone)
})

export const isInFuture = (slot: TimeSlot, now: Date): boolean => slot.startTime > now

/** The slot that begins at `start` and lasts `minutes`. */
export const slotFrom = (start: Date, minutes: number, timezone: string): TimeSlot => ({
  startTime: start,
  endTime: addMinutes(start, minutes),
  timezone
})

/** What a slot takes from the calendar: itself and the service's buffers around it. */
export const withBuffers = (slot: TimeSlot, beforeMinutes: number, afterMinutes: number): Span => ({
  start: addMinutes(slot.startTime, -beforeMinutes),
  end: addMinutes(slot.endTime, afterMinutes)
})

// numbers, not dates: this runs for every slot against every booking near it
export const spansOverlap = (a: Span, b: Span): boolean =>
  a.start.getTime() < b.end.getTime() && b.start.getTime() < a.end.getTime()

export const addMinutes = (instant: Date, minutes: number): Date => new Date(instant.getTime() + minutes * 60_000)
