import test from 'ava'
import { claimText, type Notice, noticeText } from '../../shared/texts/booking-notices.ts'

const facts = {
  serviceName: 'Corte',
  startsAt: new Date('2026-11-27T20:00:00Z'),
  timezone: 'America/Bogota'
}
const deadline = new Date('2026-11-26T18:00:00Z')
const notices: Notice[] = [
  { kind: 'approved', deposit: null },
  { kind: 'approved', deposit: { amount: '20000.00', currency: 'COP', deadline, methods: [] } },
  { kind: 'rejected', reason: 'No puedo', alternatives: [new Date('2026-11-27T21:00:00Z')] },
  { kind: 'payment_confirmed' },
  { kind: 'payment_rejected', reason: 'No se lee', deadline },
  { kind: 'cancelled', reason: null },
  { kind: 'cancelled', reason: '¡Nos robaron!' },
  { kind: 'moved', from: new Date('2026-11-26T18:00:00Z') },
  { kind: 'unchanged', reason: 'Ya compré todo.' },
  { kind: 'expired' }
]

test('customers are spoken to as the business chose, in whole sentences', t => {
  for (const notice of notices) {
    const usted = noticeText(notice, { ...facts, treatment: 'usted' })
    const tu = noticeText(notice, { ...facts, treatment: 'tu' })
    t.not(usted, tu)
    t.notRegex(usted, /\b([Tt]u|[Tt]e)\b/)
    t.notRegex(tu, /\b([Ss]u|usted)\b/)
    for (const text of [usted, tu]) {
      t.notRegex(text, /\.\.|undefined|null/)
      t.regex(text, /\*Corte\*|comprobante/)
      t.true(text.length < 1024)
    }
  }
})

test('nothing says that money was received before the owner said so', t => {
  for (const notice of notices.filter(each => each.kind !== 'payment_confirmed'))
    t.notRegex(noticeText(notice, { ...facts, treatment: 'usted' }), /verificamos|recibimos|pago recibido/i)
})

test('one says when as people do', t => {
  t.is(
    noticeText({ kind: 'moved', from: new Date('2026-11-26T18:00:00Z') }, { ...facts, treatment: 'usted' }),
    'Movimos su cita de *Corte*: era el jueves 26 de noviembre a la 1:00 p. m. y ahora es el viernes 27 de noviembre a las 3:00 p. m.'
  )
  t.is(claimText('7QK3M9PZ'), 'Hola, acabo de pedir una cita. Mi código es 7QK3M9PZ')
})
