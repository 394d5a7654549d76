import type { BookingFact, Outcome, Statement } from '../domain/agent.ts'
import { type Day, instantOf } from '../domain/local-time.ts'
import { clockText, dayText, momentText } from './dates.ts'
import type { Manner } from './es-co.ts'
import { shorten } from './shorten.ts'

/** What the dialogue says about days, times and her own bookings. */
export type BookingTalk = Extract<
  Statement,
  Readonly<{
    kind:
      | 'days'
      | 'times'
      | 'no_times'
      | 'slot_gone'
      | 'day_gone'
      | 'ask_booking'
      | 'ask_change'
      | 'ask_cancel'
      | 'kept'
      | 'booking'
      | 'already_asked'
      | 'too_late_to_change'
      | 'bookings'
      | 'done'
  }>
>

/** Names are cut in questions and answers, so that these stay short. */
const LONGEST_NAME = 60

/** `viernes 20 de noviembre, 3:00 p. m.` */
export const whenText = (instant: Date, timezone: string): string =>
  `${dayText(instant, timezone)}, ${clockText(instant, timezone)}`

const nameOf = (name: string): string => `*${shorten(name, LONGEST_NAME)}*`
const dayOf = (day: Day, timezone: string): string => dayText(instantOf(day, 720, timezone), timezone)

/** One statement of these as text. */
export function bookingTalk(statement: BookingTalk, { treatment, timezone }: Manner, rowText: string): string {
  const usted = treatment === 'usted'
  const your = usted ? 'su' : 'tu'
  switch (statement.kind) {
    case 'days':
      if (statement.changing)
        return `¿Para qué día ${usted ? 'quiere' : 'quieres'} pasar ${your} cita de ${nameOf(statement.changing.serviceName)}?`
      return `¿Qué día ${usted ? 'le' : 'te'} queda bien?`
    case 'times':
      return `Horarios libres para ${nameOf(statement.service.name)} el *${dayOf(statement.day, timezone)}*. ¿Cuál ${usted ? 'prefiere' : 'prefieres'}?`
    case 'no_times':
      return `Por ahora no hay horarios libres para ${nameOf(statement.service.name)}.`
    case 'slot_gone':
      return `Ese horario (${whenText(statement.start, timezone)}) ya no está disponible.`
    case 'day_gone':
      return `Para el ${dayOf(statement.day, timezone)} ya no hay horarios libres.`
    case 'ask_booking':
      return `¿Pido esta cita?\n${nameOf(statement.service.name)}\n*${whenText(statement.start, timezone)}*\n${rowText}`
    case 'ask_change':
      return `¿Pido este cambio?\n${nameOf(statement.booking.serviceName)}\nDe: ${whenText(statement.booking.start, timezone)}\nA: *${whenText(statement.start, timezone)}*`
    case 'ask_cancel':
      return `¿Cancelo ${aboutText(statement.booking, your, timezone)}?${statement.booking.cancelling === 'needs_owner' ? ' Como ya está confirmada, el negocio debe aprobarlo.' : ''}`
    case 'kept':
      return `Listo, ${aboutText(statement.booking, your, timezone)} queda como estaba.`
    case 'already_asked':
    case 'booking':
      return `${statement.kind === 'booking' ? 'Esta es' : 'Ya tengo'} ${your} cita:\n${lineText(statement.booking, timezone)}`
    case 'too_late_to_change':
      return `Faltan menos de ${statement.hours} horas para ${aboutText(statement.booking, your, timezone)}: el cambio hay que hablarlo con el negocio.`
    case 'bookings':
      return bookingsText(statement.bookings, usted, timezone)
    case 'done':
      return doneText(statement.outcome, usted, timezone)
  }
}

const aboutText = ({ serviceName, start }: BookingFact, your: string, timezone: string): string =>
  `${your} cita de ${nameOf(serviceName)} del ${whenText(start, timezone)}`

function bookingsText(bookings: readonly BookingFact[], usted: boolean, timezone: string): string {
  const [only, another] = bookings
  if (only && !another) return `${usted ? 'Su' : 'Tu'} próxima cita:\n${lineText(only, timezone)}`
  const lines = bookings.map(booking => `• ${lineText(booking, timezone)}`)
  return `${usted ? 'Sus' : 'Tus'} próximas citas:\n${lines.join('\n')}`
}

function lineText(booking: BookingFact, timezone: string): string {
  const { asked, offer } = booking
  const more = [
    ...(asked?.action === 'cancel' ? ['cancelación pedida'] : []),
    ...(asked?.action === 'modify' && asked.start ? [`cambio pedido para ${momentText(asked.start, timezone)}`] : []),
    ...(offer ? [`el negocio propone ${momentText(offer.start, timezone)}`] : [])
  ]
  return [`${nameOf(booking.serviceName)}, ${whenText(booking.start, timezone)}: ${statusText(booking)}`, ...more].join(
    '; '
  )
}

function statusText({ status }: Pick<BookingFact, 'status'>): string {
  if (status === 'pending_approval') return 'pendiente de aprobación'
  if (status === 'approved') return 'aprobada, falta el anticipo'
  return status === 'pending_payment' ? 'comprobante en revisión' : 'confirmada'
}

/** Nothing is promised before the owner's word. */
function doneText({ kind, serviceName, start, askedStart }: Outcome, usted: boolean, timezone: string): string {
  const your = usted ? 'su' : 'tu'
  const name = nameOf(serviceName)
  const tell = `${usted ? 'Le' : 'Te'} aviso por aquí apenas responda.`
  const asked = momentText(askedStart, timezone)
  switch (kind) {
    case 'requested':
      return `Listo, pedí ${your} cita de ${name} para ${asked}. Queda pendiente de aprobación del negocio. ${tell}`
    case 'request_moved':
      return `Listo, cambié ${your} solicitud de ${name}: ahora es para ${asked}. Queda pendiente de aprobación del negocio. ${tell}`
    case 'change_requested':
      return `Le pedí al negocio pasar ${your} cita de ${name} para ${asked}. Mientras responde, ${usted ? 'conserva' : 'conservas'} la de ${whenText(start, timezone)}. ${tell}`
    case 'cancel_requested':
      return `Le pedí al negocio cancelar ${your} cita de ${name} de ${whenText(start, timezone)}. Mientras responde, la cita sigue en pie. ${tell}`
    case 'settled':
      return ''
  }
}

/** Rows of the lists: title up to 24 characters, description up to 72. */
type RowText = Readonly<{ title: string; description: string }>

/** `miércoles 30 de sep`, and how much is free. */
export function dayRow(
  { day, count, first }: Readonly<{ day: Day; count: number; first: Date }>,
  timezone: string
): RowText {
  const whole = dayOf(day, timezone)
  const title = whole.length <= 24 ? whole : whole.replace(/ de (\p{L}{3})\p{L}*$/u, ' de $1')
  return {
    title,
    description: `${count} ${count === 1 ? 'horario' : 'horarios'}, desde las ${clockText(first, timezone)}`
  }
}

export const timeRow = (start: Date, timezone: string): RowText => ({
  title: clockText(start, timezone),
  description: dayText(start, timezone)
})

export const bookingRow = (booking: BookingFact, timezone: string): RowText => ({
  title: booking.serviceName,
  description: `${whenText(booking.start, timezone)} · ${statusText(booking)}`
})
