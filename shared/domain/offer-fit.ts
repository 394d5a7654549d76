import { type Calendar, type Demand, freeLane, openSpans, type Rules, withDemand } from './availability.ts'
import { toLocal } from './local-time.ts'
import type { Span, TimeSlot } from './time-slot.ts'

/** How an offer sits in its day: 0 touches what is there and wastes nothing, 1 wastes nothing, 2 leaves a gap that no service fits. */
export type Fit = 0 | 1 | 2
export type OfferedSlot = TimeSlot & Readonly<{ fit: Fit }>

const MINUTE_MS = 60_000

/**
 * Says of each offered slot how it sits in its day, in the lane that it would take. A gap is unusable when it is there and
 * the shortest of `services` does not fit; buffers count towards other bookings and not towards opening and closing. Pure.
 */
export function judgeOffers(
  calendar: Calendar,
  rules: Rules,
  demand: Demand,
  services: readonly Demand[],
  slots: readonly TimeSlot[]
): OfferedSlot[] {
  const [first, last] = [slots[0], slots.at(-1)]
  if (!first || !last) return []
  const range = { from: localDay(first), to: localDay(last) }
  const open = openSpans(calendar, rules, range)
  return slots.map(slot => ({ ...slot, fit: fitOf(calendar, rules, withDemand(slot, demand), slot, open, services) }))
}

const localDay = (slot: TimeSlot): string => toLocal(slot.startTime, slot.timezone).day

function fitOf(
  calendar: Calendar,
  { capacity }: Rules,
  span: Span,
  slot: TimeSlot,
  open: readonly Span[],
  services: readonly Demand[]
): Fit {
  const lane = freeLane(calendar.busy, span, capacity)
  const around = open.find(each => each.start <= slot.startTime && slot.endTime <= each.end)
  if (lane === null || !around) return 2
  const busy = calendar.busy.filter(each => each.lane === lane)
  const before = Math.max(around.start.getTime(), ...busy.map(each => +each.end).filter(end => end <= +span.start))
  const after = Math.min(around.end.getTime(), ...busy.map(each => +each.start).filter(start => start >= +span.end))
  const gaps = [
    { minutes: (+span.start - before) / MINUTE_MS, needed: shortest(services, before > +around.start, true) },
    { minutes: (after - +span.end) / MINUTE_MS, needed: shortest(services, true, after < +around.end) }
  ]
  if (gaps.some(gap => gap.minutes > 0 && gap.minutes < gap.needed)) return 2
  return gaps.some(gap => gap.minutes <= 0) ? 0 : 1
}

/** Minutes that the shortest service needs between two things; its buffer counts only where that thing is a booking. */
function shortest(services: readonly Demand[], bookedBefore: boolean, bookedAfter: boolean): number {
  const lengths = services.map(
    each =>
      each.durationMinutes + (bookedBefore ? each.bufferBeforeMinutes : 0) + (bookedAfter ? each.bufferAfterMinutes : 0)
  )
  return lengths.length > 0 ? Math.min(...lengths) : 0
}

/** Those first that leave no unusable gaps, then in order of time. */
export const byFit = <T extends Readonly<{ fit: Fit; startTime: Date }>>(slots: readonly T[]): T[] =>
  [...slots].sort((a, b) => a.fit - b.fit || a.startTime.getTime() - b.startTime.getTime())
