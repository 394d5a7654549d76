import test from 'ava'
import fc from 'fast-check'
import {
  acceptChoice,
  bookingChoice,
  choices,
  confirmChoice,
  dayChoice,
  daysChoice,
  readChoice,
  serviceChoice,
  slotChoice
} from '../../../workers/agent/choices.ts'
import { guidedUnderstander } from '../../../workers/agent/guided-understander.ts'
import { readName } from '../../../workers/agent/patterns.ts'
import { turnNodes } from '../../../workers/agent/turn-graph.ts'
import { facts, ids, known, tap, text } from '../../helpers/agent-facts.ts'

const understand = (words: string, state = known()) =>
  guidedUnderstander.understand([text(words)], state, facts(), new AbortController().signal)
const asking = known({ pending: { kind: 'booking', serviceId: ids.manicure, start: '2026-11-27T20:00:00.000Z' } })

test('the nodes of the turn graph keep their names', t => {
  t.deepEqual([...turnNodes].sort(), ['check', 'compose', 'decide', 'load', 'understand'])
})

test('words for a booking of one’s own are told from the wish for a new one', async t => {
  const table: Readonly<Record<string, readonly string[]>> = {
    BOOK: ['Quiero una cita', 'me agendas porfa', 'hay cupo?', 'una manicura', 'el jueves', 'para el sábado'],
    MY_BOOKINGS: ['mis citas', '¿cuándo es mi cita?', 'a qué hora es la cita', 'tengo cita?', 'Mis reservas'],
    CANCEL: ['quiero cancelar mi cita', 'cancelar', 'Cancélame la cita por favor', 'anular la reserva'],
    MODIFY: ['cambiar la cita', 'necesito mover mi cita', 'reprogramar', 'quiero reagendar', 'correr la cita'],
    ESCALATE: ['quiero hablar con una persona', 'páseme con la dueña'],
    SMALL_TALK: ['sí', 'ok', 'gracias', 'muchas gracias por todo', 'hola', '👍'],
    UNCLEAR: ['asdf', '¿?', 'jueves santo no vine']
  }
  for (const [intent, all] of Object.entries(table))
    for (const words of all) t.is(String((await understand(words)).intent), intent, words)
})

test('a yes and a no are whole messages, and mean something while something is asked', async t => {
  for (const yes of ['Sí', 'si por favor', 'Claro que sí', 'dale', 'listo, gracias', 'de una', 'Sisas', '👍', 'OK'])
    t.like(await understand(yes, asking), { intent: 'BOOK', answer: 'yes' }, yes)
  for (const no of ['No', 'no gracias', 'mejor no', 'ya no', 'déjalo así', 'cancelar'])
    t.like(await understand(no, asking), { intent: 'BOOK', answer: 'no' }, no)
  for (const neither of ['sí pero más tarde', 'no sé', 'si hay cita mañana?'])
    t.is((await understand(neither, asking)).answer, undefined, neither)
})

test('a name is read where one is asked for, as it was written', t => {
  const names: Readonly<Record<string, string | null>> = {
    'Luz Marina': 'Luz Marina',
    'me llamo José Peña': 'José Peña',
    'Hola, soy Ana María': 'Ana María',
    'a nombre de María-José O’Neill.': 'María-José O’Neill',
    '  juan   pérez ': 'juan pérez',
    '12345': null,
    'a las 3?': null,
    'quiero saber cuánto vale eso por favor': null,
    '': null,
    hola: null
  }
  for (const [said, name] of Object.entries(names)) t.is(readName(said), name, said)
})

test('a tap is understood by its id alone, and what is no id of ours is unclear', async t => {
  const signal = new AbortController().signal
  const heard = [tap(slotChoice(ids.manicure, new Date('2026-11-27T20:00:00Z'), null))]
  t.like(await guidedUnderstander.understand(heard, known(), facts(), signal), {
    intent: 'BOOK',
    key: 'wamid.T',
    choice: { on: 'slot', serviceId: ids.manicure, bookingId: null }
  })
  for (const odd of [
    'slot:x:y',
    'service:',
    `day:${ids.manicure}:2026-02-30`,
    `slot:${ids.manicure}:2026-13-45T99:99:99.000Z`
  ])
    t.like(await guidedUnderstander.understand([tap(odd)], known(), facts(), signal), {
      intent: 'UNCLEAR',
      unknownChoice: true
    })
})

test('every id is read as what it was made from, and fits a row of WhatsApp', t => {
  const id = fc.uuid()
  const booking = fc.option(id)
  const date = fc.date({ min: new Date('2026-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(id, booking, date, fc.nat(50), (serviceId, bookingId, start, page) => {
      const day = start.toISOString().slice(0, 10)
      const table = [
        [serviceChoice(serviceId), { on: 'service', serviceId }],
        [daysChoice(serviceId, day, bookingId), { on: 'days', serviceId, from: day, bookingId }],
        [daysChoice(serviceId, null, bookingId), { on: 'days', serviceId, from: null, bookingId }],
        [dayChoice(serviceId, day, bookingId, page), { on: 'day', serviceId, day, page, bookingId }],
        [slotChoice(serviceId, start, bookingId), { on: 'slot', serviceId, start, bookingId }],
        [confirmChoice(serviceId, start, bookingId), { on: 'confirm', serviceId, start, bookingId }],
        [bookingChoice('drop', serviceId), { on: 'drop', bookingId: serviceId }],
        [acceptChoice(serviceId), { on: 'accept', approvalId: serviceId }],
        [choices.bookings, { on: 'bookings' }]
      ] as const
      for (const [made, meant] of table) {
        t.true(made.length <= 200)
        t.deepEqual(readChoice(made), meant as never)
      }
    })
  )
  fc.assert(fc.property(fc.string(), odd => readChoice(`slot:${odd}`) === null))
})
