import test from 'ava'
import type { HoursFact, ServiceFact, Statement } from '../../../shared/domain/agent.ts'
import { timeText } from '../../../shared/texts/dates.ts'
import { durationText, labels, rowDescription, textOf } from '../../../shared/texts/es-co.ts'

const usted = { treatment: 'usted', timezone: 'America/Bogota' } as const
const tu = { treatment: 'tu', timezone: 'America/Bogota' } as const

const corte: ServiceFact = {
  id: 'corte',
  name: 'Corte de cabello',
  description: null,
  durationMinutes: 45,
  price: '35000.00',
  currency: 'COP'
}

const durations: Readonly<Record<number, string>> = {
  1: '1 min',
  45: '45 min',
  60: '1 hora',
  61: '1 hora 1 min',
  90: '1 hora 30 min',
  120: '2 horas',
  150: '2 horas 30 min',
  1440: '24 horas'
}
test('durations are told in hours and minutes', t => {
  for (const [minutes, text] of Object.entries(durations)) t.is(durationText(Number(minutes)), text)
})

const times: Readonly<Record<string, string>> = {
  '00:00': '12:00 a. m.',
  '00:30': '12:30 a. m.',
  '09:05': '9:05 a. m.',
  '11:59': '11:59 a. m.',
  '12:00': '12:00 p. m.',
  '12:30': '12:30 p. m.',
  '13:00': '1:00 p. m.',
  '23:59': '11:59 p. m.',
  '24:00': '12:00 a. m.'
}
test('times are told on the clock of twelve hours, midnight and noon too', t => {
  for (const [time, text] of Object.entries(times)) t.is(timeText(time), text)
})

const day = (weekday: number, opens = '09:00', closes = '18:00'): HoursFact => ({ weekday, opens, closes })
const hours = (...facts: HoursFact[]): string[] => textOf({ kind: 'hours', hours: facts }, usted).split('\n').slice(1)

test('days with the same hours are told together, from Monday on', t => {
  t.deepEqual(hours(day(1), day(2), day(3), day(4), day(5), day(6, '09:00', '14:00')), [
    'lunes a viernes: 9:00 a. m. a 6:00 p. m.',
    'sábado: 9:00 a. m. a 2:00 p. m.'
  ])
  t.deepEqual(hours(...[0, 1, 2, 3, 4, 5, 6].map(weekday => day(weekday))), [
    'lunes a domingo: 9:00 a. m. a 6:00 p. m.'
  ])
  t.deepEqual(hours(day(0), day(6)), ['sábado a domingo: 9:00 a. m. a 6:00 p. m.'])
})

test('a closed day parts the days around it', t => {
  t.deepEqual(hours(day(1), day(3), day(4)), [
    'lunes: 9:00 a. m. a 6:00 p. m.',
    'miércoles a jueves: 9:00 a. m. a 6:00 p. m.'
  ])
})

test('a lunch break is told, and tells a day from one without', t => {
  t.deepEqual(hours(day(1, '08:00', '12:00'), day(1, '14:00', '18:00'), day(2, '08:00', '12:00')), [
    'lunes: 8:00 a. m. a 12:00 p. m. y 2:00 p. m. a 6:00 p. m.',
    'martes: 8:00 a. m. a 12:00 p. m.'
  ])
})

test('a business that has not said its hours or address does not invent them', t => {
  t.is(textOf({ kind: 'hours', hours: [] }, usted), 'Todavía no tengo los horarios de atención.')
  t.is(textOf({ kind: 'address', address: null }, usted), 'Todavía no tengo la dirección del negocio.')
})

test('a service is told with price, duration and description', t => {
  t.is(textOf({ kind: 'service', service: corte }, usted), '*Corte de cabello*: $ 35.000, 45 min.')
  const described = { ...corte, description: '  Lavado, corte y peinado. ' }
  t.is(
    textOf({ kind: 'service', service: described }, usted),
    '*Corte de cabello*: $ 35.000, 45 min.\nLavado, corte y peinado.'
  )
  t.is(rowDescription(corte), '$ 35.000 · 45 min')
  t.is(rowDescription({ ...corte, price: '40.50', currency: 'USD', durationMinutes: 90 }), '40,50 USD · 1 hora 30 min')
})

test('a greeting works with and without a name', t => {
  const greet = (customerName: string | null): string =>
    textOf({ kind: 'greeting', customerName, businessName: 'Salón Luna' }, tu)
  t.is(greet('Camila'), '¡Hola, Camila! Soy el asistente de *Salón Luna*.')
  t.is(greet(null), '¡Hola! Soy el asistente de *Salón Luna*.')
})

test('usted and tú differ wherever the customer is spoken to', t => {
  const spoken: readonly Statement[] = [
    { kind: 'service_list', services: [corte] },
    { kind: 'handed_over' },
    { kind: 'thanked' },
    { kind: 'not_understood' },
    { kind: 'not_readable', what: 'audio' },
    { kind: 'not_readable', what: 'media' }
  ]
  for (const statement of spoken) t.not(textOf(statement, usted), textOf(statement, tu), statement.kind)
})

test('labels fit on the buttons of WhatsApp', t => {
  for (const label of Object.values(labels)) t.true(label.length > 0 && label.length <= 20, label)
})
