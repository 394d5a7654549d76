/** A calendar day, `YYYY-MM-DD`, that belongs to no zone. */
export type Day = string

/** What a clock on the wall shows. `weekday` 0 is Sunday, `minutes` are those since midnight. */
export type LocalTime = Readonly<{ day: Day; weekday: number; minutes: number }>

const DAY_MS = 86_400_000
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric'
  })
  formatters.set(timezone, made)
  return made
}

/** Whether this is a zone that the runtime knows, like `America/Bogota`. */
export function isTimeZone(timezone: string): boolean {
  try {
    formatterOf(timezone)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The wall clock's reading as if it were UTC, in milliseconds. */
function wallClock(instant: number, timezone: string): number {
  const values: Record<string, number> = {}
  for (const part of formatterOf(timezone).formatToParts(instant)) values[part.type] = Number(part.value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = values
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds; negative in the Americas. */
function offsetAt(instant: number, timezone: string): number {
  const whole = Math.floor(instant / 1000) * 1000
  return wallClock(whole, timezone) - whole
}

/** An instant as clocks show it in a zone. */
export function toLocal(instant: Date, timezone: string): LocalTime {
  const wall = wallClock(instant.getTime(), timezone)
  const midnight = Math.floor(wall / DAY_MS) * DAY_MS
  return {
    day: new Date(midnight).toISOString().slice(0, 10),
    weekday: new Date(midnight).getUTCDay(),
    minutes: Math.floor((wall - midnight) / 60_000)
  }
}

/**
 * The instant at which clocks of a zone show `minutes` after midnight (1440 is the next midnight). Where the clock was
 * turned back and shows it twice, the first; where it was turned forward and skips it, as much later as was skipped.
 */
export function instantOf(day: Day, minutes: number, timezone: string): Date {
  const wall = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000
  const before = offsetAt(wall - DAY_MS, timezone)
  const after = offsetAt(wall + DAY_MS, timezone)
  if (before === after) return new Date(wall - before)
  const readings = [before, after]
    .filter(offset => offsetAt(wall - offset, timezone) === offset)
    .map(offset => wall - offset)
  return new Date(readings.length > 0 ? Math.min(...readings) : wall - before)
}

export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** How many days later `to` is than `from`. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)

/** 0 is Sunday. */
export const weekdayOf = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay()

/** Whether a text is a day that exists: `2026-02-30` is none. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** `HH:MM` or `HH:MM:SS` → minutes since midnight; `24:00` is 1440. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
