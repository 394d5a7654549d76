import type { HoursFact, ServiceFact, Statement } from '../domain/agent.ts'
import { formatMoney } from '../domain/money.ts'
import { bookingTalk } from './booking-talk.ts'
import { timeText, weekdays } from './dates.ts'
import { privacyText } from './privacy.ts'
import { shorten } from './shorten.ts'

/** Everything that customers read, in Colombian Spanish: nothing of it stands anywhere else. */
export type Manner = Readonly<{ treatment: 'usted' | 'tu'; timezone: string }>

/** A description is cut so that the message stays one that people read (and fits above buttons). */
const LONGEST_DESCRIPTION = 600
const LONGEST_BUSINESS_NAME = 80

export const labels = {
  services: 'Ver servicios',
  hours: 'Horarios',
  address: 'Dirección',
  human: 'Hablar con alguien',
  bookings: 'Mis citas',
  abandon: 'Cancelar',
  listButton: 'Ver servicios',
  listSection: 'Servicios',
  daysButton: 'Ver días',
  daysSection: 'Días con horarios',
  moreDays: 'Ver más días',
  timesButton: 'Ver horarios',
  timesSection: 'Horarios libres',
  moreTimes: 'Más horarios',
  otherDay: 'Otro día',
  bookingsButton: 'Ver mis citas',
  bookingsSection: 'Citas',
  confirmBooking: 'Sí, pedir cita',
  confirmChange: 'Sí, pedir cambio',
  otherTime: 'Cambiar hora',
  cancel: 'Cancelar',
  keepTime: 'Dejarla igual',
  confirmCancel: 'Sí, cancelarla',
  keep: 'No, dejarla',
  change: 'Cambiar',
  cancelBooking: 'Cancelar cita',
  acceptOffer: 'Acepto la propuesta'
} as const

/** One statement as text, as this business speaks to its customers. */
export function textOf(statement: Statement, manner: Manner): string {
  const usted = manner.treatment === 'usted'
  switch (statement.kind) {
    case 'greeting':
      return `¡Hola${statement.customerName ? `, ${shorten(statement.customerName, 40)}` : ''}! Soy el asistente de *${shorten(statement.businessName, LONGEST_BUSINESS_NAME)}*.`
    case 'privacy':
      return privacyText(shorten(statement.businessName, LONGEST_BUSINESS_NAME), statement.url, usted)
    case 'service_list':
      return `Estos son nuestros servicios. ¿Cuál ${usted ? 'le' : 'te'} interesa?`
    case 'service':
      return serviceText(statement.service)
    case 'hours':
      return statement.hours.length > 0
        ? `Atendemos así:\n${hoursText(statement.hours)}`
        : 'Todavía no tengo los horarios de atención.'
    case 'address':
      return statement.address ? `Estamos en ${statement.address}.` : 'Todavía no tengo la dirección del negocio.'
    case 'not_readable':
      return unreadableText(statement.what, usted)
    case 'too_many_requests':
      return tooManyText(statement.most, usted)
    case 'no_services':
    case 'service_gone':
    case 'handed_over':
    case 'not_understood':
    case 'thanked':
    case 'abandoned':
    case 'ask_name':
    case 'no_bookings':
    case 'booking_gone':
    case 'offer_gone':
      return plainTexts[statement.kind][usted ? 0 : 1]
    case 'ask_booking':
      return bookingTalk(statement, manner, rowDescription(statement.service))
    default:
      return bookingTalk(statement, manner, '')
  }
}

const handedOver = 'mensaje a una persona del equipo.'

/** Sentences without facts, to a person who is called usted and to one who is called tú. */
const plainTexts = {
  no_services: ['Todavía no tenemos servicios publicados.', 'Todavía no tenemos servicios publicados.'],
  service_gone: ['Ese servicio ya no está disponible.', 'Ese servicio ya no está disponible.'],
  handed_over: [
    `Listo, le paso su ${handedOver} Le responde por este mismo chat.`,
    `Listo, le paso tu ${handedOver} Te responde por este mismo chat.`
  ],
  not_understood: ['Perdón, no le entendí bien.', 'Perdón, no te entendí bien.'],
  thanked: ['¡Con mucho gusto! ¿Le ayudo en algo más?', '¡Con mucho gusto! ¿Te ayudo en algo más?'],
  abandoned: ['Listo, no pedí nada. Cuando quiera lo retomamos.', 'Listo, no pedí nada. Cuando quieras lo retomamos.'],
  ask_name: [
    '¿A nombre de quién dejo la cita? Escríbame el nombre, por favor.',
    '¿A nombre de quién dejo la cita? Escríbeme el nombre, por favor.'
  ],
  no_bookings: ['No le veo citas próximas.', 'No te veo citas próximas.'],
  booking_gone: ['Esa cita ya no está pendiente.', 'Esa cita ya no está pendiente.'],
  offer_gone: ['Esa propuesta ya no está disponible.', 'Esa propuesta ya no está disponible.']
} as const

function tooManyText(most: number, usted: boolean): string {
  const requests = most === 1 ? 'una solicitud' : `${most} solicitudes`
  return usted
    ? `Ya tiene ${requests} esperando respuesta del negocio. Apenas le respondan puede pedir otra cita.`
    : `Ya tienes ${requests} esperando respuesta del negocio. Apenas te respondan puedes pedir otra cita.`
}

function unreadableText(what: 'audio' | 'media', usted: boolean): string {
  if (what === 'audio')
    return usted
      ? 'Todavía no puedo escuchar notas de voz. ¿Me lo escribe, por favor?'
      : 'Todavía no puedo escuchar notas de voz. ¿Me lo escribes, por favor?'
  return usted ? 'Recibí su archivo. ¿En qué le puedo ayudar?' : 'Recibí tu archivo. ¿En qué te puedo ayudar?'
}

function serviceText(service: ServiceFact): string {
  const head = `*${service.name}*: ${formatMoney(service.price, service.currency)}, ${durationText(service.durationMinutes)}.`
  const description = service.description?.trim().slice(0, LONGEST_DESCRIPTION).toWellFormed()
  return description ? `${head}\n${description}` : head
}

/** `Corte`'s row in the list: price and duration. */
export const rowDescription = (service: ServiceFact): string =>
  `${formatMoney(service.price, service.currency)} · ${durationText(service.durationMinutes)}`

/** 90 → `1 hora 30 min`. */
export function durationText(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  const hoursPart = hours === 0 ? '' : `${hours} ${hours === 1 ? 'hora' : 'horas'}`
  return [hoursPart, rest > 0 ? `${rest} min` : ''].filter(Boolean).join(' ')
}

/** One line per run of weekdays with the same hours, Monday first: `lunes a viernes: 9:00 a. m. a 6:00 p. m.` */
function hoursText(hours: readonly HoursFact[]): string {
  const days = [1, 2, 3, 4, 5, 6, 0].map(weekday => ({
    name: weekdays[weekday] ?? '',
    open: hours
      .filter(entry => entry.weekday === weekday)
      .map(entry => `${timeText(entry.opens)} a ${timeText(entry.closes)}`)
      .join(' y ')
  }))
  const runs: { first: string; last: string; open: string }[] = []
  for (const day of days) {
    const run = runs.at(-1)
    if (run && run.open === day.open) run.last = day.name
    else runs.push({ first: day.name, last: day.name, open: day.open })
  }
  return runs
    .filter(run => run.open)
    .map(run => `${run.first === run.last ? run.first : `${run.first} a ${run.last}`}: ${run.open}`)
    .join('\n')
}
