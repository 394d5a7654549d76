import Holidays from 'date-holidays'
import { addDays, type Day } from './domain/local-time.ts'

/**
 * The library lists Easter Sunday as a public holiday of Colombia; Ley 51 of 1983 names Holy Thursday and Good Friday
 * only. It matters to those who work on Sundays.
 */
const NOT_A_HOLIDAY = 'easter'

const byYear = new Map<number, ReadonlySet<Day>>()
const colombia = new Holidays('CO', { types: ['public'] })

/** The days of a year on which Colombia does not work, moved to Monday where Ley 51 of 1983 moves them. */
export function holidaysOfYear(year: number): ReadonlySet<Day> {
  const known = byYear.get(year)
  if (known) return known
  const days = new Set(
    colombia
      .getHolidays(year)
      .filter(holiday => holiday.rule !== NOT_A_HOLIDAY)
      .map(holiday => holiday.date.slice(0, 10))
  )
  byYear.set(year, days)
  return days
}

/** The Colombian holidays from one day to another, both included; for ranges of weeks, not of centuries. */
export function holidaysBetween(from: Day, to: Day): ReadonlySet<Day> {
  const found = new Set<Day>()
  for (let day = from; day <= to; day = addDays(day, 1))
    if (holidaysOfYear(Number(day.slice(0, 4))).has(day)) found.add(day)
  return found
}
