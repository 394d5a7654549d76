import { readFileSync } from 'node:fs'
import { bestReading } from '../../../../workers/agent/spanish/best-reading.ts'
import { type Reading, readWhen } from '../../../../workers/agent/spanish/read-when.ts'

/** Holidays of Colombia, 2026 and the first half of 2027, by law 51 of 1983. */
export const HOLIDAYS = (
  '2026-01-01 2026-01-12 2026-03-23 2026-04-02 2026-04-03 2026-05-01 2026-05-18 2026-06-08 2026-06-15 2026-06-29 2026-07-20 ' +
  '2026-08-07 2026-08-17 2026-10-12 2026-11-02 2026-11-16 2026-12-08 2026-12-25 2027-01-01 2027-01-11 2027-03-22 2027-03-25 ' +
  '2027-03-26 2027-05-01 2027-05-10'
).split(' ')

/** Wednesday 2026-11-18, 10:00 in Bogota. */
export const NOW = new Date('2026-11-18T10:00:00-05:00')

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/spanish/${name}`, import.meta.url), 'utf8')

export type Case = { section: string; text: string; want: string }

/** Lines `phrase => wanted` of a table; `# title` opens a section. */
export function tableOf(name: string): Case[] {
  let section = ''
  return fixture(name)
    .split('\n')
    .flatMap(line => {
      if (line.startsWith('#')) section = line.slice(2)
      const [text, want] = line.split(' => ')
      return text && want ? [{ section, text, want }] : []
    })
}

export type DevelopmentCase = {
  id: string
  text: string
  reference_time: string
  ambiguous_hour?: boolean
  expected: { date?: string; end_date?: string; time?: string; end_time?: string; part?: string; open?: string } | null
}

export const developmentSet = (): DevelopmentCase[] =>
  fixture('colombia_booking_phrases.jsonl')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

const short = (date: string): string => (date.startsWith('2026-') ? date.slice(5) : date.slice(2))
const sign = (open: 'after' | 'before' | undefined): string => (open ? { after: '>', before: '<' }[open] : '')

/** The notation of the tables. */
export function show({ date, dateTo, dateOpen, time, timeTo, open, part }: Reading): string {
  const days = date && `${sign(dateOpen)}${short(date)}${dateTo ? `..${short(dateTo)}` : ''}`
  const hours = time && `${sign(open)}${time}${timeTo ? `-${timeTo}` : ''}`
  return [days, hours, part].filter(said => said !== undefined).join(' ')
}

/** What the table wants to see for a text: all readings, or the likeliest alone. */
export function said(text: string, want: string, now = NOW): string {
  const { readings } = readWhen(text, { now, holidays: HOLIDAYS })
  const best = bestReading(readings)
  if (best.say === 'nothing') return '-'
  if (want.startsWith('~')) return `~ ${show(best.reading)}`
  const shown = want.includes('|') ? readings.map(show).join(' | ') : show(best.reading)
  return `${best.say === 'certain' ? '=' : '?'} ${shown}`
}
