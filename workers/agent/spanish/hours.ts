import type { Clock, Mark, Part } from './facts.ts'
import { PART_WINDOWS } from './part-rules.ts'
import type { Group } from './repairs.ts'

/** Minutes since midnight; 1440 and more are after midnight of the day named. `unlikely` yields to any other reading. */
export type TimeSpan = { from: number; to?: number; unlikely?: boolean; mark?: string }
type Candidate = { minute: number; unlikely?: boolean; mark?: string }

const NOON = 720
const DAY = 1440

/** An hour said with its half of the day. Colombians say "12 m" and "12 del día" for noon, "12 de la noche" for midnight. */
function marked(minute: number, mark: Mark): Candidate {
  const hour = minute % NOON
  if (mark === 'exact') return { minute }
  if (minute >= 780) return mark === 'night' && minute >= DAY ? { minute: DAY } : { minute }
  if (mark === 'am') return minute >= NOON ? { minute: hour, mark: '"12 am" is often said for noon' } : { minute }
  if (mark === 'pm') return { minute: hour + NOON }
  if (mark === 'dawn') return { minute: hour }
  if (mark === 'morning') return minute >= NOON ? { minute, mark: 'twelve in the morning' } : { minute }
  if (mark === 'midday') return { minute: hour >= 600 ? hour : hour + NOON }
  if (mark === 'afternoon')
    return hour >= 540 ? { minute: hour + NOON, mark: 'late for an afternoon' } : { minute: hour + NOON }
  return hour < 300 ? { minute: hour + DAY, mark: 'after midnight' } : { minute: hour + NOON }
}

/** Both halves of the day for a bare hour, the usual one first: 1 to 7 are afternoons, 9 to 12 mornings and noon. */
function unmarked({ minute, padded }: Clock, open: 'after' | 'before' | undefined): Candidate[] {
  if (minute >= 780 || minute < 60) return [{ minute }]
  const [am, pm] = [{ minute: minute % NOON }, { minute: (minute % NOON) + NOON }]
  if (minute >= NOON) return [{ minute }, { ...am, unlikely: true }]
  if (minute >= 540) return [am, { ...pm, unlikely: true }]
  if (minute >= 480) return padded ? [am, { ...pm, unlikely: true }] : [am, pm]
  const early = open !== undefined && minute < 360
  if (padded && minute >= 420) return [am, { ...pm, unlikely: true }]
  return early ? [pm, { ...am, unlikely: true }] : [pm, am]
}

function candidates(clock: Clock, part: Part | undefined, open?: 'after' | 'before'): Candidate[] {
  if (clock.mark) return [marked(clock.minute, clock.mark)]
  const both = unmarked(clock, open)
  if (!part) return both
  const { from, to } = PART_WINDOWS[part]
  const fitting = both.filter(({ minute }) => minute >= from && minute <= to)
  if (fitting.length > 0) return fitting.map(({ minute }) => ({ minute }))
  if (part === 'night' && clock.minute % NOON < 300) return [{ ...marked(clock.minute, 'night') }]
  return both.map(({ minute }) => ({ minute, mark: 'the hour is outside of that part of the day' }))
}

/** The nearest end after each start: "de 11 a 2" is 11 to 14, "de 9 a 5" 9 to 17. */
function ranges(from: Clock, to: Clock, part: Part | undefined): TimeSpan[] {
  const exactEnd = to.mark !== undefined || to.minute >= 780
  const ends: Candidate[] = exactEnd
    ? candidates(to, part)
    : [0, NOON, DAY].map(half => ({ minute: (to.minute % NOON) + half }))
  const starts: Candidate[] =
    from.mark || !exactEnd ? candidates(from, part) : unmarked(from, undefined).map(({ minute }) => ({ minute }))
  const pairs = starts.flatMap((start): TimeSpan[] => {
    const end = ends.find(({ minute }) => minute > start.minute)
    if (!end || end.minute > DAY || end.minute - start.minute > NOON + 240) return []
    const wide = start.minute >= 1200 && !from.mark
    const mark = start.mark ?? end.mark
    const unlikely = wide || start.unlikely
    return [{ from: start.minute, to: end.minute, ...(unlikely && { unlikely }), ...(mark && { mark }) }]
  })
  if (pairs.length < 2 || !(exactEnd && !from.mark)) return pairs
  const shortest = Math.min(...pairs.map(pair => (pair.to ?? 0) - pair.from))
  return pairs.filter(pair => (pair.to ?? 0) - pair.from === shortest)
}

/** Every span of hours that the group may mean, before the past and the opening hours are looked at. */
export function hoursMeant({ date, time, part }: Group): { spans: TimeSpan[]; asked: boolean } {
  if (!time) return { spans: date?.minute === undefined ? [] : [{ from: date.minute }], asked: false }
  const shared = part?.part
  const spans = time.options.flatMap(({ from, to }): TimeSpan[] => {
    if (to) return ranges(from, to, shared)
    return candidates(from, shared, time.open).map(({ minute, unlikely, mark }) => ({
      from: minute,
      ...(unlikely && { unlikely }),
      ...(mark && { mark })
    }))
  })
  const asked = time.options.some(({ from, to }) => !from.mark || (to && !to.mark))
  return { spans, asked }
}
