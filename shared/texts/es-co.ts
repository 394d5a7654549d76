import type { HoursFact, ServiceFact, Statement } from '../domain/agent.ts'
import { formatMoney } from '../domain/money.ts'

/** Everything that customers read, in Colombian Spanish: nothing of it stands anywhere else. */
type Treatment = 'usted' | 'tu'

const weekdays = ['domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado']

/** A description is cut so that the message stays one that people read (and fits above buttons). */
const LONGEST_DESCRIPTION = 600

export const labels = {
  services: 'Ver servicios',
  hours: 'Horarios',
  address: 'Dirección',
  human: 'Hablar con alguien',
  listButton: 'Ver servicios',
  listSection: 'Servicios'
} as const

/** One statement as text. `treatment` is how this business speaks to its customers. */
export function textOf(statement: Statement, treatment: Treatment): string {
  const usted = treatment === 'usted'
  switch (statement.kind) {
    case 'greeting':
      return `¡Hola${statement.customerName ? `, ${statement.customerName}` : ''}! Soy el asistente de *${statement.businessName}*.`
    case 'service_list':
      return usted
        ? 'Estos son nuestros servicios. ¿Cuál le interesa?'
        : 'Estos son nuestros servicios. ¿Cuál te interesa?'
    case 'service':
      return serviceText(statement.service)
    case 'no_services':
      return 'Todavía no tenemos servicios publicados.'
    case 'hours':
      return statement.hours.length > 0
        ? `Atendemos así:\n${hoursText(statement.hours)}`
        : 'Todavía no tengo los horarios de atención.'
    case 'address':
      return statement.address ? `Estamos en ${statement.address}.` : 'Todavía no tengo la dirección del negocio.'
    case 'handed_over':
      return usted
        ? 'Listo, le paso su mensaje a una persona del equipo. Le responde por este mismo chat.'
        : 'Listo, le paso tu mensaje a una persona del equipo. Te responde por este mismo chat.'
    case 'not_readable':
      return unreadableText(statement.what, usted)
    case 'not_understood':
      return usted ? 'Perdón, no le entendí bien.' : 'Perdón, no te entendí bien.'
  }
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

/** `14:30` → `2:30 p. m.`, as people in Colombia write it. */
export function timeText(time: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const half = hours < 12 || hours === 24 ? 'a. m.' : 'p. m.'
  return `${hours % 12 === 0 ? 12 : hours % 12}:${String(minutes).padStart(2, '0')} ${half}`
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
