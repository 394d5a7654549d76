import test from 'ava'
import { bestReading } from '../../../../workers/agent/spanish/best-reading.ts'
import { type OpeningInterval, type Reading, readWhen } from '../../../../workers/agent/spanish/read-when.ts'
import { type DevelopmentCase, developmentSet, HOLIDAYS, NOW, said, show, tableOf } from './helpers.ts'

const matches = (reading: Reading, expected: NonNullable<DevelopmentCase['expected']>): boolean =>
  reading.date === expected.date &&
  reading.dateTo === expected.end_date &&
  reading.time === expected.time &&
  reading.timeTo === expected.end_time &&
  reading.part === expected.part &&
  reading.open === expected.open

test('of the development set 98 % are read as expected and under 1 % are certain and wrong', t => {
  const cases = developmentSet()
  const failed: string[] = []
  let certainAndWrong = 0
  for (const { id, text, reference_time, expected } of cases) {
    const { readings } = readWhen(text, { now: new Date(reference_time), holidays: HOLIDAYS })
    const best = bestReading(readings)
    const right = best.say === 'nothing' ? expected === null : expected !== null && matches(best.reading, expected)
    if (!right) failed.push(`${id} ${text}: ${readings.map(show).join(' | ')}`)
    if (!right && best.say === 'certain') certainAndWrong += 1
  }
  t.true(failed.length <= cases.length * 0.02, failed.join('\n'))
  t.true(certainAndWrong < cases.length * 0.01, failed.join('\n'))
})

const FILES = ['', '-second', '-third', '-fourth', '-fifth', '-sixth', '-seventh'].map(name => `when${name}.txt`)

for (const file of FILES) {
  const cases = tableOf(file)
  for (const section of new Set(cases.map(({ section }) => section))) {
    test(`phrases are read as written down in ${file}: ${section}`, t => {
      for (const { text, want } of cases.filter(entry => entry.section === section)) {
        t.is(said(text, want), want, text)
      }
    })
  }
}

const readings = (text: string, now: string, more: { openingHours?: OpeningInterval[]; timeZone?: string } = {}) =>
  readWhen(text, { now: new Date(now), holidays: HOLIDAYS, ...more }).readings.map(show)

test('opening hours leave the half of the day in which the business is open', t => {
  const week = (opens: string, closes: string) => [0, 1, 2, 3, 4, 5, 6].map(weekday => ({ weekday, opens, closes }))
  const day = { openingHours: week('08:00:00', '18:00:00') }
  const night = { openingHours: week('17:00', '23:00') }
  t.deepEqual(readings('mañana a las 3', NOW.toISOString(), day), ['11-19 15:00'])
  t.deepEqual(readings('mañana a las 8', NOW.toISOString(), day), ['11-19 08:00'])
  t.deepEqual(readings('mañana a las 9', NOW.toISOString(), night), ['11-19 21:00'])
  t.deepEqual(readings('mañana a las 3 am', NOW.toISOString(), day), ['11-19 03:00'], 'what was said in full stays')
  t.deepEqual(readings('mañana de 2 a 4', NOW.toISOString(), day), ['11-19 14:00-16:00'])
})

test('a bare hour of today keeps only the half that is still to come', t => {
  t.deepEqual(readings('hoy a las 3', '2026-11-18T10:00:00-05:00'), ['11-18 15:00'])
  t.deepEqual(readings('hoy a las 3', '2026-11-18T01:00:00-05:00'), ['11-18 15:00', '11-18 03:00'])
  t.deepEqual(readings('hoy a las 3', '2026-11-18T16:00:00-05:00'), [])
})

test('what is over is told apart from what was not understood', t => {
  const now = new Date('2026-11-18T16:00:00-05:00')
  t.deepEqual(readWhen('hoy a las 11 am', { now }), { readings: [], past: true })
  t.deepEqual(readWhen('ayer', { now }), { readings: [], past: true })
  t.deepEqual(readWhen('hoy en la mañana', { now }), { readings: [], past: true })
  t.deepEqual(readWhen('hola', { now }), { readings: [], past: false })
})

test('the year turns', t => {
  t.deepEqual(readings('mañana', '2026-12-31T10:00:00-05:00'), ['27-01-01'])
  t.deepEqual(readings('el 2 de enero a las 3 pm', '2026-12-30T10:00:00-05:00'), ['27-01-02 15:00'])
  t.deepEqual(readings('la próxima semana', '2026-12-30T10:00:00-05:00'), ['27-01-04..27-01-10'])
  t.deepEqual(readings('en un mes', '2026-12-31T10:00:00-05:00'), ['27-01-31'])
  t.deepEqual(readings('el primer lunes de enero', '2026-12-30T10:00:00-05:00'), ['27-01-04'])
  t.deepEqual(readings('31 de diciembre', '2026-12-31T10:00:00-05:00'), ['12-31'])
})

test('leap days exist only in leap years', t => {
  t.deepEqual(readings('el 29 de febrero', '2028-02-01T10:00:00-05:00'), ['28-02-29'])
  t.deepEqual(readings('29/02/2027', '2026-11-18T10:00:00-05:00'), [])
  t.deepEqual(readings('mañana', '2028-02-28T10:00:00-05:00'), ['28-02-29'])
  t.deepEqual(readings('en un mes', '2027-01-31T10:00:00-05:00'), ['27-02-28'])
})

test('the day is that of the zone, not of UTC', t => {
  t.deepEqual(readings('hoy', '2026-11-19T03:00:00Z'), ['11-18'])
  t.deepEqual(readings('hoy', '2026-11-19T03:00:00Z', { timeZone: 'Europe/Madrid' }), ['11-19'])
  t.throws(() => readWhen('hoy', { now: NOW, timeZone: 'Bogota/Nowhere' }), { instanceOf: RangeError })
})

test('hours that the clocks skip are not certain, and hours from now are real hours', t => {
  const timeZone = 'America/New_York'
  const now = new Date('2027-03-13T12:00:00-05:00')
  const skipped = readWhen('mañana a las 2:30 am', { now, timeZone }).readings
  t.is(skipped[0]?.certain, false)
  t.deepEqual(readings('en 2 horas', '2027-03-14T01:30:00-05:00', { timeZone }), ['27-03-14 04:30'])
  t.deepEqual(readings('en 2 horas', '2026-11-01T00:30:00-04:00', { timeZone }), ['11-01 01:30'])
})

test('holidays come from outside, as a list or as a question', t => {
  const now = NOW
  t.deepEqual(readWhen('el festivo', { now }).readings, [])
  t.is(readWhen('el lunes festivo', { now }).readings[0]?.certain, false)
  const asked = readWhen('el festivo', { now, holidays: date => date === '2026-11-30' })
  t.is(asked.readings[0]?.date, '2026-11-30')
})
