import test from 'ava'
import fc from 'fast-check'
import { clockIn, hhmm, isoDate } from '../../../../workers/agent/spanish/calendar.ts'
import { readAnswer } from '../../../../workers/agent/spanish/read-answer.ts'
import { readCancel } from '../../../../workers/agent/spanish/read-cancel.ts'
import { readMoney } from '../../../../workers/agent/spanish/read-money.ts'
import { readOptOut } from '../../../../workers/agent/spanish/read-opt-out.ts'
import { readWhen } from '../../../../workers/agent/spanish/read-when.ts'
import { developmentSet, HOLIDAYS, NOW, tableOf } from './helpers.ts'

const PIECES = (
  'hoy|mañana|pasado mañana|el viernes|este sábado|el próximo martes|la otra semana|el 15|el 31|15/12|29 de febrero|1 de enero|' +
  'en ocho días|en 3 horas|de este viernes en ocho|a las 3|3pm|15:30|a las 12|12 de la noche|medianoche|mediodía|tipo 4|' +
  'de 2 a 4|entre 9 y 11|después de las 5|antes de las 11|en la mañana|por la tarde|esta noche|esta mañana|madrugada|' +
  'no puedo|mejor|o|y|,|.|?|no|para|cita|festivo|el puente|fin de mes|quincena|la semana que viene|ayer|hace 3 días|' +
  'buenas tardes|50 mil|3101234567|4 personas|en media hora|cuarto para las 4|el primer lunes de diciembre|a|de|el|las|30'
).split('|')

const phrase = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }).map(pieces => pieces.join(' '))
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 }), phrase)
const instant = fc.date({ min: new Date('2024-01-01'), max: new Date('2032-12-31'), noInvalidDate: true })
const zone = fc.constantFrom('America/Bogota', 'America/New_York', 'Europe/Madrid', 'Asia/Kolkata')

test('no text makes a reader throw', t => {
  t.notThrows(() =>
    fc.assert(
      fc.property(anyText, text => {
        readWhen(text, { now: NOW, holidays: HOLIDAYS })
        readAnswer(text)
        readCancel(text)
        readOptOut(text)
        readMoney(text)
      }),
      { numRuns: 600 }
    )
  )
})

test('no reading lies in the past', t => {
  t.notThrows(() =>
    fc.assert(
      fc.property(phrase, instant, zone, (text, now, timeZone) => {
        const { day, minute } = clockIn(now, timeZone)
        for (const reading of readWhen(text, { now, timeZone, holidays: HOLIDAYS }).readings) {
          if (!reading.date) continue
          const today = isoDate(day)
          const end = reading.timeTo === '00:00' ? '24:00' : (reading.timeTo ?? reading.time)
          if (reading.date < today) return false
          if (reading.date === today && !reading.dateTo && end !== undefined && end < hhmm(minute)) return false
          if (reading.dateTo && reading.dateTo < reading.date) return false
        }
        return true
      }),
      { numRuns: 600 }
    )
  )
})

test('at most one reading is certain, and then it stands alone', t => {
  t.notThrows(() =>
    fc.assert(
      fc.property(phrase, text => {
        const { readings } = readWhen(text, { now: NOW, holidays: HOLIDAYS })
        return readings.length === 1 || readings.every(({ certain }) => !certain)
      }),
      { numRuns: 300 }
    )
  )
})

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '')
const phrases = [...tableOf('when.txt'), ...tableOf('when-second.txt'), ...developmentSet()].map(({ text }) => text)

for (const [name, change] of [
  ['without accents', plain],
  ['in capitals', (text: string) => text.toUpperCase()],
  ['with more spaces', (text: string) => `  ${text.replace(/ /g, '   ')} `],
  ['with an emoji at its end', (text: string) => `${text} 🙏🏼`]
] as const) {
  test(`a phrase ${name} reads the same`, t => {
    const read = (text: string) => readWhen(text, { now: NOW, holidays: HOLIDAYS }).readings
    for (const text of phrases) t.deepEqual(read(change(text)), read(text), text)
  })
}
