import { clockIn, type Day, isoDate } from './calendar.ts'
import { BARE_HOUR_RULES, CLOCK_RULES } from './clock-rules.ts'
import { DATE_JOIN_RULES, DATE_RANGE_RULES } from './compose-dates.ts'
import { TIME_JOIN_RULES } from './compose-times.ts'
import { DATE_RULES, MONTH_RANGE_RULES } from './date-rules.ts'
import { DAY_RULES } from './day-rules.ts'
import { apply, type Board, type Context } from './facts.ts'
import { HOLIDAY_RULES } from './holiday-rules.ts'
import { blank } from './mask.ts'
import { normalize } from './normalize.ts'
import { LATE_PART_RULES, PART_RULES } from './part-rules.ts'
import { MOVING, readWishes } from './repairs.ts'
import { type OpeningInterval, type Reading, resolve } from './resolve.ts'
import { MONTH_RULES, SPAN_RULES } from './span-rules.ts'

export type { OpeningInterval, Reading } from './resolve.ts'

export type WhenOptions = {
  now: Date
  /** IANA zone, default America/Bogota. */
  timeZone?: string
  /** Holidays as `YYYY-MM-DD`, or a question about one day. Without them no "festivo" is understood. */
  holidays?: readonly string[] | ((isoDate: string) => boolean)
  /** Takes the impossible half of the day from a bare hour; it never removes an hour that was said in full. */
  openingHours?: readonly OpeningInterval[]
}

// A message may have 4,096 characters; a wish stands in far fewer, and patterns stay fast.
const LONGEST = 600

function holidayTest(holidays: WhenOptions['holidays']): (day: Day) => boolean {
  if (typeof holidays === 'function') return day => holidays(isoDate(day))
  const days = new Set(holidays ?? [])
  return day => days.has(isoDate(day))
}

/**
 * Days and hours that a message in Colombian Spanish may mean, all live readings, the likeliest first. Pure: the clock
 * comes in as `now`. No reading lies in the past; `past` tells that the message spoke of a time that is over. Two readings
 * mean: ask. Phrases become tokens in the text step by step (what is no time, hours, days, what belongs together), then
 * refusals and corrections go, and the rest is turned into dates. RangeError for an unknown zone or an invalid `now`.
 */
export function readWhen(text: string, options: WhenOptions): { readings: Reading[]; past: boolean } {
  const timeZone = options.timeZone ?? 'America/Bogota'
  const { day, minute } = clockIn(options.now, timeZone)
  const context: Context = { now: options.now, today: day, minute, timeZone, isHoliday: holidayTest(options.holidays) }
  const board: Board = { text: blank(normalize(text.slice(0, LONGEST))), facts: [], context }
  apply(board, MONTH_RANGE_RULES)
  apply(board, CLOCK_RULES)
  apply(board, PART_RULES)
  apply(board, HOLIDAY_RULES)
  apply(board, SPAN_RULES)
  apply(board, DATE_RULES)
  apply(board, DAY_RULES)
  apply(board, MONTH_RULES)
  apply(board, BARE_HOUR_RULES)
  apply(board, LATE_PART_RULES)
  apply(board, DATE_JOIN_RULES)
  // "La cita del lunes al martes" names the old and the new day, not a stretch.
  if (!MOVING.test(board.text)) apply(board, DATE_RANGE_RULES)
  apply(board, TIME_JOIN_RULES)
  return resolve(readWishes(board), context, options.openingHours)
}
