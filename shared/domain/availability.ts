import { addDays, type Day, daysBetween, instantOf, minutesOf, toLocal, weekdayOf } from './local-time.ts'
import type { Policies } from './policies.ts'
import { addMinutes, type Span, slotFrom, spansOverlap, type TimeSlot, withBuffers } from './time-slot.ts'

/** One opening interval of a weekday (0 is Sunday), `HH:MM` in the business's zone; `24:00` closes at midnight. */
export type OpeningHours = Readonly<{ weekday: number; opens: string; closes: string }>
/** Days without business, both ends included. */
export type Closure = Readonly<{ startsOn: Day; endsOn: Day }>
/** Time that is taken in one lane, buffers included. */
export type Busy = Span & Readonly<{ lane: number }>

/** When a business works and what is taken already. */
export type Calendar = Readonly<{
  timezone: string
  hours: readonly OpeningHours[]
  closures: readonly Closure[]
  holidays: ReadonlySet<Day>
  busy: readonly Busy[]
}>

/** What is to be placed. Buffers keep other bookings away; they may reach beyond the opening hours. */
export type Demand = Readonly<{ durationMinutes: number; bufferBeforeMinutes: number; bufferAfterMinutes: number }>

export type Rules = Pick<
  Policies,
  'capacity' | 'slot_step_minutes' | 'minimum_notice_minutes' | 'horizon_days' | 'open_on_holidays'
>

/**
 * The first lane that nothing overlaps, or null. Not more than `capacity` lanes are used at once, even where lanes above
 * it are still taken from a time when the capacity was larger.
 */
export function freeLane(busy: readonly Busy[], span: Span, capacity: number): number | null {
  const taken = new Set(busy.filter(each => spansOverlap(each, span)).map(each => each.lane))
  if (taken.size >= capacity) return null
  for (let lane = 1; lane <= capacity; lane += 1) if (!taken.has(lane)) return lane
  return null
}

/** Whether a business works on a day at all: no closure, and no holiday unless it opens on holidays. */
export function isWorkingDay(calendar: Calendar, rules: Pick<Rules, 'open_on_holidays'>, day: Day): boolean {
  if (!rules.open_on_holidays && calendar.holidays.has(day)) return false
  return !calendar.closures.some(closure => closure.startsOn <= day && day <= closure.endsOn)
}

/** The opening intervals of a day as instants, in order. */
function opensOn(calendar: Calendar, rules: Rules, day: Day): Span[] {
  if (!isWorkingDay(calendar, rules, day)) return []
  return calendar.hours
    .filter(each => each.weekday === weekdayOf(day))
    .map(each => ({
      start: instantOf(day, minutesOf(each.opens), calendar.timezone),
      end: instantOf(day, minutesOf(each.closes), calendar.timezone)
    }))
    .filter(span => span.end > span.start)
    .sort((a, b) => a.start.getTime() - b.start.getTime())
}

/** Intervals that touch are one: a booking may run over midnight, or over the seam of two intervals of a day. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans) {
    const last = merged.at(-1)
    if (last && last.end >= span.start) merged[merged.length - 1] = { start: last.start, end: span.end }
    else merged.push(span)
  }
  return merged
}

/** When a business is open around the days of a range, in order; intervals that touch, across midnight too, are one. */
export function openSpans(calendar: Calendar, rules: Rules, range: Readonly<{ from: Day; to: Day }>): Span[] {
  const count = daysBetween(range.from, range.to) + 3
  const around = Array.from({ length: Math.max(0, count) }, (_, index) => addDays(range.from, index - 1))
  return merge(around.flatMap(day => opensOn(calendar, rules, day)))
}

/**
 * Every slot that can be offered from day `from` to day `to` (both included, in the business's zone), in order. Starts lie
 * `slot_step_minutes` apart, counted from each opening; the whole slot lies in opening hours, which may touch across
 * midnight; slot and buffers are free in one lane; minimum notice and horizon hold. Pure.
 */
export function availableSlots(
  calendar: Calendar,
  rules: Rules,
  demand: Demand,
  range: Readonly<{ from: Day; to: Day }>,
  now: Date
): TimeSlot[] {
  const days = Array.from({ length: Math.max(0, daysBetween(range.from, range.to) + 1) }, (_, index) =>
    addDays(range.from, index)
  )
  const lastDay = addDays(toLocal(now, calendar.timezone).day, rules.horizon_days)
  const earliest = addMinutes(now, rules.minimum_notice_minutes)
  const open = openSpans(calendar, rules, range)
  return days
    .filter(day => day <= lastDay)
    .flatMap(day => opensOn(calendar, rules, day))
    .flatMap(interval => {
      const near = busyNear(calendar.busy, interval, demand)
      return startsIn(interval, rules.slot_step_minutes)
        .filter(start => start >= earliest)
        .map(start => slotFrom(start, demand.durationMinutes, calendar.timezone))
        .filter(slot => open.some(span => span.start <= slot.startTime && slot.endTime <= span.end))
        .filter(slot => freeLane(near, withDemand(slot, demand), rules.capacity) !== null)
    })
}

/** What is taken within reach of any slot that starts in an interval: a month of bookings is not searched for each slot. */
function busyNear(busy: readonly Busy[], interval: Span, demand: Demand): Busy[] {
  const reach = {
    start: addMinutes(interval.start, -demand.bufferBeforeMinutes),
    end: addMinutes(interval.end, demand.durationMinutes + demand.bufferAfterMinutes)
  }
  return busy.filter(each => spansOverlap(each, reach))
}

function startsIn(interval: Span, stepMinutes: number): Date[] {
  const starts: Date[] = []
  for (let start = interval.start; start < interval.end; start = addMinutes(start, stepMinutes)) starts.push(start)
  return starts
}

/** What a slot of this service takes from the calendar. */
export const withDemand = (slot: TimeSlot, demand: Demand): Span =>
  withBuffers(slot, demand.bufferBeforeMinutes, demand.bufferAfterMinutes)

/** Whether exactly this slot is one of those that can be offered. */
export function isOffered(calendar: Calendar, rules: Rules, demand: Demand, slot: TimeSlot, now: Date): boolean {
  const { day } = toLocal(slot.startTime, calendar.timezone)
  return availableSlots(calendar, rules, demand, { from: day, to: day }, now).some(
    offered => offered.startTime.getTime() === slot.startTime.getTime()
  )
}
