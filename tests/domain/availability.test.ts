import test from 'ava'
import { availableSlots, type Calendar, type Demand, freeLane, isOffered } from '../../shared/domain/availability.ts'
import { addDays, instantOf, isDay, isTimeZone, toLocal } from '../../shared/domain/local-time.ts'
import { defaultPolicies } from '../../shared/domain/policies.ts'
import { slotFrom } from '../../shared/domain/time-slot.ts'
import { holidaysBetween, holidaysOfYear } from '../../shared/holidays.ts'

const BOGOTA = 'America/Bogota'
/** A Monday. */
const MONDAY = '2026-11-23'
const hour: Demand = { durationMinutes: 60, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 }
const now = new Date('2026-11-20T12:00:00Z')
const rules = { ...defaultPolicies, slot_step_minutes: 60, minimum_notice_minutes: 0 }

const calendar = (more: Partial<Calendar> = {}): Calendar => ({
  timezone: BOGOTA,
  hours: [{ weekday: 1, opens: '09:00', closes: '12:00' }],
  closures: [],
  holidays: new Set(),
  busy: [],
  ...more
})

const local = (instant: Date, timezone = BOGOTA) => {
  const { day, minutes } = toLocal(instant, timezone)
  return `${day} ${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}
const busyAt = (day: string, from: number, to: number, lane = 1) => ({
  lane,
  start: instantOf(day, from * 60, BOGOTA),
  end: instantOf(day, to * 60, BOGOTA)
})
const starts = (
  given: Calendar,
  options: Readonly<{
    rules?: Partial<typeof rules>
    demand?: Partial<Demand>
    from?: string
    to?: string
    now?: Date
  }> = {}
) =>
  availableSlots(
    given,
    { ...rules, ...options.rules },
    { ...hour, ...options.demand },
    { from: options.from ?? MONDAY, to: options.to ?? options.from ?? MONDAY },
    options.now ?? now
  ).map(slot => local(slot.startTime, given.timezone).slice(11))

test('starts lie a step apart, and the whole slot lies in opening hours', t => {
  t.deepEqual(starts(calendar()), ['09:00', '10:00', '11:00'])
  t.deepEqual(starts(calendar(), { rules: { slot_step_minutes: 30 } }), ['09:00', '09:30', '10:00', '10:30', '11:00'])
  t.deepEqual(starts(calendar(), { demand: { durationMinutes: 100 } }), ['09:00', '10:00'])
  t.deepEqual(starts(calendar(), { demand: { durationMinutes: 181 } }), [])
  t.deepEqual(starts(calendar(), { from: addDays(MONDAY, 1) }), [], 'no hours on Tuesday')
})

test('a day may have several intervals, each with its own grid', t => {
  const hours = [
    { weekday: 1, opens: '14:30', closes: '16:30' },
    { weekday: 1, opens: '09:00', closes: '11:00' }
  ]
  t.deepEqual(starts(calendar({ hours })), ['09:00', '10:00', '14:30', '15:30'])
})

test('what is taken is not offered, buffers included', t => {
  const taken = calendar({ busy: [busyAt(MONDAY, 10, 11)] })
  t.deepEqual(starts(taken), ['09:00', '11:00'])
  t.deepEqual(starts(taken, { demand: { bufferAfterMinutes: 1 } }), ['11:00'])
  t.deepEqual(starts(taken, { demand: { bufferBeforeMinutes: 1 } }), ['09:00'])
  t.deepEqual(
    starts(calendar(), { demand: { bufferBeforeMinutes: 60, bufferAfterMinutes: 60 } }),
    ['09:00', '10:00', '11:00'],
    'a buffer may reach beyond opening hours'
  )
})

test('as many bookings as there are lanes take place at once', t => {
  const busy = [busyAt(MONDAY, 9, 10, 1), busyAt(MONDAY, 9, 11, 2)]
  t.deepEqual(starts(calendar({ busy }), { rules: { capacity: 2 } }), ['10:00', '11:00'])
  t.deepEqual(starts(calendar({ busy }), { rules: { capacity: 3 } }), ['09:00', '10:00', '11:00'])
  t.deepEqual(
    starts(calendar({ busy: [busyAt(MONDAY, 9, 10, 2)] })),
    ['10:00', '11:00'],
    'a lane that is left over from a larger capacity still counts'
  )
  const span = { start: instantOf(MONDAY, 540, BOGOTA), end: instantOf(MONDAY, 600, BOGOTA) }
  t.is(freeLane(busy, span, 3), 3)
  t.is(freeLane(busy, span, 2), null)
  t.is(freeLane([busyAt(MONDAY, 9, 10, 2)], span, 2), 1)
})

test('the minimum notice and the horizon hold', t => {
  const at = (time: string) => new Date(`2026-11-23T${time}:00Z`)
  t.deepEqual(starts(calendar(), { now: at('14:00'), rules: { minimum_notice_minutes: 60 } }), ['10:00', '11:00'])
  t.deepEqual(starts(calendar(), { now: at('14:01'), rules: { minimum_notice_minutes: 60 } }), ['11:00'])
  t.deepEqual(starts(calendar(), { rules: { horizon_days: 3 } }), ['09:00', '10:00', '11:00'])
  t.deepEqual(starts(calendar(), { rules: { horizon_days: 2 } }), [])
})

test('closures and holidays close whole days of the business', t => {
  const closures = [{ startsOn: '2026-11-20', endsOn: MONDAY }]
  t.deepEqual(starts(calendar({ closures })), [])
  t.is(starts(calendar({ closures }), { from: addDays(MONDAY, 7) }).length, 3)
  t.deepEqual(starts(calendar({ holidays: new Set([MONDAY]) })), [])
  t.is(starts(calendar({ holidays: new Set([MONDAY]) }), { rules: { open_on_holidays: true } }).length, 3)
})

test('a booking may run over midnight where both days are open', t => {
  const night = { weekday: 1, opens: '22:00', closes: '24:00' }
  const morning = { weekday: 2, opens: '00:00', closes: '02:00' }
  const both = calendar({ hours: [night, morning] })
  t.deepEqual(starts(calendar({ hours: [night] })), ['22:00', '23:00'])
  t.deepEqual(starts(both, { demand: { durationMinutes: 120 } }), ['22:00', '23:00'])
  t.deepEqual(starts(both, { to: addDays(MONDAY, 1), demand: { durationMinutes: 120 } }), ['22:00', '23:00', '00:00'])
  t.deepEqual(
    starts(
      { ...both, closures: [{ startsOn: addDays(MONDAY, 1), endsOn: addDays(MONDAY, 1) }] },
      { demand: { durationMinutes: 120 } }
    ),
    ['22:00']
  )
  const taken = { ...both, busy: [busyAt(addDays(MONDAY, 1), 0, 1)] }
  t.deepEqual(starts(taken, { demand: { durationMinutes: 120 } }), ['22:00'])
})

test('the clock is put forward: the hour that does not exist is not offered', t => {
  const zone = 'America/New_York'
  // Sunday 8 March 2026: 02:00 becomes 03:00
  const given = calendar({ timezone: zone, hours: [{ weekday: 0, opens: '00:00', closes: '05:00' }] })
  const slots = availableSlots(
    given,
    { ...rules, horizon_days: 400 },
    hour,
    { from: '2026-03-08', to: '2026-03-08' },
    new Date('2026-03-01')
  )
  t.deepEqual(
    slots.map(slot => local(slot.startTime, zone).slice(11)),
    ['00:00', '01:00', '03:00', '04:00']
  )
})

test('the clock is put back: the hour that comes twice is offered twice', t => {
  const zone = 'Europe/Madrid'
  // Sunday 25 October 2026: 03:00 becomes 02:00
  const given = calendar({ timezone: zone, hours: [{ weekday: 0, opens: '01:00', closes: '04:00' }] })
  const slots = availableSlots(
    given,
    { ...rules, horizon_days: 400 },
    hour,
    { from: '2026-10-25', to: '2026-10-25' },
    new Date('2026-10-01')
  )
  t.deepEqual(
    slots.map(slot => local(slot.startTime, zone).slice(11)),
    ['01:00', '02:00', '02:00', '03:00']
  )
  t.is(new Set(slots.map(slot => slot.startTime.getTime())).size, 4)
})

test('a local time becomes the right instant around every change of the clock', t => {
  t.is(instantOf(MONDAY, 540, BOGOTA).toISOString(), '2026-11-23T14:00:00.000Z')
  t.is(instantOf(MONDAY, 1440, BOGOTA).toISOString(), '2026-11-24T05:00:00.000Z')
  t.is(instantOf('2026-03-08', 150, 'America/New_York').toISOString(), '2026-03-08T07:30:00.000Z', 'skipped: later')
  t.is(instantOf('2026-11-01', 90, 'America/New_York').toISOString(), '2026-11-01T05:30:00.000Z', 'twice: the first')
  t.is(instantOf('1992-05-03', 60, BOGOTA).toISOString(), '1992-05-03T05:00:00.000Z', 'Colombia had summer time once')
  t.true(isTimeZone(BOGOTA))
  t.false(isTimeZone('America/Macondo'))
  t.true(isDay('2028-02-29'))
  t.false(isDay('2026-02-30'))
})

test('only what is offered counts as offered', t => {
  const given = calendar()
  const offered = (minutes: number) =>
    isOffered(given, rules, hour, slotFrom(instantOf(MONDAY, minutes, BOGOTA), 60, BOGOTA), now)
  t.true(offered(600))
  t.false(offered(601), 'beside the grid')
  t.false(offered(480), 'before opening')
  t.false(offered(690), 'runs past closing')
})

test('Colombian holidays are those of the law', t => {
  const asWritten = (text: string, year: number) => text.split(' ').map(day => `${year}-${day}`)
  // Ley 51 of 1983 names 18; Ley 2578 of 2026 added 9 July, moved to Monday, from that year on
  const y2026 =
    '01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-13 07-20 08-07 08-17 10-12 11-02 11-16 12-08 12-25'
  const y2027 =
    '01-01 01-11 03-22 03-25 03-26 05-01 05-10 05-31 06-07 07-05 07-12 07-20 08-07 08-16 10-18 11-01 11-15 12-08 12-25'
  t.deepEqual([...holidaysOfYear(2026)].sort(), asWritten(y2026, 2026))
  t.deepEqual([...holidaysOfYear(2027)].sort(), asWritten(y2027, 2027))
  t.is(holidaysOfYear(2025).size, 17, 'two of the 18 fell on 30 June')
  t.false(holidaysOfYear(2026).has('2026-04-05'), 'Easter Sunday is a Sunday like others')
  t.deepEqual([...holidaysBetween('2026-12-24', '2027-01-02')], ['2026-12-25', '2027-01-01'])
})
