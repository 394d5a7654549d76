/** Civil days as whole numbers since 1970-01-01: arithmetic on them knows no zone and no daylight saving. */
export type Day = number
export type CivilClock = { day: Day; minute: number }

const MS_PER_DAY = 86_400_000
const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

/** The day of a calendar date (month 1 to 12); undefined for dates that do not exist, such as 31 November. */
export function makeDay(year: number, month: number, date: number): Day | undefined {
  const time = new Date(Date.UTC(2000, month - 1, date))
  time.setUTCFullYear(year, month - 1, date)
  const exists = time.getUTCMonth() === month - 1 && time.getUTCDate() === date
  return exists && year >= 1900 && year <= 9998 ? Math.floor(time.getTime() / MS_PER_DAY) : undefined
}

export function partsOf(day: Day): { year: number; month: number; date: number } {
  const time = new Date(day * MS_PER_DAY)
  return { year: time.getUTCFullYear(), month: time.getUTCMonth() + 1, date: time.getUTCDate() }
}

/** `YYYY-MM-DD`. */
export function isoDate(day: Day): string {
  const { year, month, date } = partsOf(day)
  return `${pad(year, 4)}-${pad(month)}-${pad(date)}`
}

/** 0 is Sunday, as in Date and in our opening hours. */
export const weekdayOf = (day: Day): number => (((day + 4) % 7) + 7) % 7
/** The Monday of the day's week: weeks run Monday to Sunday. */
export const mondayOf = (day: Day): Day => day - ((weekdayOf(day) + 6) % 7)
/** The first day on or after `day` that falls on the weekday. */
export const onOrAfter = (day: Day, weekday: number): Day => day + ((weekday - weekdayOf(day) + 7) % 7)

/** First and last day of the month that lies `offset` months from the given one. */
export function monthSpan(year: number, month: number, offset = 0): { first: Day; last: Day } {
  const count = year * 12 + (month - 1) + offset
  const first = makeDay(Math.floor(count / 12), (count % 12) + 1, 1) ?? 0
  const next = makeDay(Math.floor((count + 1) / 12), ((count + 1) % 12) + 1, 1) ?? first + 31
  return { first, last: next - 1 }
}

/** The same date some months later; the last day of the month where that date is missing. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, date } = partsOf(day)
  const { first, last } = monthSpan(year, month, months)
  return Math.min(first + date - 1, last)
}

/** Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8). */
export function easter(year: number): Day {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return makeDay(year, Math.floor(n / 31), (n % 31) + 1) ?? 0
}

/** The nth weekday of a month; -1 is the last one. Undefined where the month has no fifth. */
export function nthWeekday(year: number, month: number, weekday: number, nth: number): Day | undefined {
  const { first, last } = monthSpan(year, month)
  if (nth < 0) return onOrAfter(last - 6, weekday)
  const day = onOrAfter(first, weekday) + (nth - 1) * 7
  return day <= last ? day : undefined
}

// Making a formatter costs about 50 times more than using it, and a process serves few zones.
const formatters = new Map<string, Intl.DateTimeFormat>()

/** Wall clock of an instant in an IANA zone. RangeError for an unknown zone or an invalid Date. */
export function clockIn(now: Date, timeZone: string): CivilClock {
  let formatter = formatters.get(timeZone)
  if (!formatter) {
    const numeric = 'numeric'
    const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric } as const
    formatter = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', calendar: 'gregory', ...fields })
    formatters.set(timeZone, formatter)
  }
  const parts: Record<string, number> = {}
  for (const { type, value } of formatter.formatToParts(now)) parts[type] = Number(value)
  const day = makeDay(parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
  if (day === undefined) throw new RangeError(`no civil date for ${now.toISOString()} in ${timeZone}`)
  return { day, minute: (parts.hour ?? 0) * 60 + (parts.minute ?? 0) }
}

/** False for wall times that a zone skips when its clocks go forward. */
export function wallTimeExists(day: Day, minute: number, timeZone: string): boolean {
  const asUtc = day * MS_PER_DAY + minute * 60_000
  return [-1, 1].some(side => {
    const near = clockIn(new Date(asUtc + side * MS_PER_DAY), timeZone)
    const offset = near.day * MS_PER_DAY + near.minute * 60_000 - (asUtc + side * MS_PER_DAY)
    const back = clockIn(new Date(asUtc - offset), timeZone)
    return back.day === day && back.minute === minute
  })
}

/** `HH:MM` of minutes since midnight; 24:00 is 00:00. */
export const hhmm = (minute: number): string => `${pad(Math.floor(minute / 60) % 24)}:${pad(minute % 60)}`
