import type { TapRefusal } from '../domain/owner-action.ts'
import { clockText, momentText } from './dates.ts'

/** Everything that owners read in WhatsApp. They are spoken to with usted. */
export const ownerLabels = {
  approve: 'Aprobar',
  reject: 'Rechazar',
  otherTime: 'Otra hora',
  reasonsButton: 'Ver motivos',
  reasonsSection: 'Motivo',
  timesButton: 'Ver horas libres',
  timesSection: 'Horas libres'
} as const

/** Why the owner declines, as she picks it and as the customer is told. */
export const rejectReasons = [
  { title: 'Ocupada', reason: 'ese horario ya está ocupado' },
  { title: 'Fuera de horario', reason: 'no atendemos en ese horario' },
  { title: 'Otro', reason: 'por ahora no podemos atender esa solicitud' }
] as const

/** What the owner is asked about. */
export type OwnerQuestion = Readonly<{
  action: 'create' | 'modify' | 'cancel'
  serviceName: string
  customerName: string
  startsAt: Date
  timezone: string
  /** The start to which the customer wants to move, for `modify`. */
  wantedStart: Date | null
  notes: string | null
  /** Until when it can be decided; null: no limit. */
  until: Date | null
  /** Another start was offered and the customer did not take it. */
  declinedOffer: Date | null
}>

const LONGEST_NOTES = 300

export const questionSubject = ({ action, serviceName }: OwnerQuestion): string =>
  ({ create: serviceName, modify: `mover ${serviceName}`, cancel: `cancelar ${serviceName}` })[action]

/** The question above the buttons: at most 1,024 characters. A moment's last point ends its sentence, too. */
export function questionText(question: OwnerQuestion, reminder: boolean): string {
  const { customerName, serviceName, startsAt, timezone, wantedStart, declinedOffer, until } = question
  const when = momentText(startsAt, timezone)
  const notes = question.notes?.trim().slice(0, LONGEST_NOTES).toWellFormed()
  const asked = {
    create: `*${customerName}* pide cita de *${serviceName}* para ${when}`,
    modify: `*${customerName}* pide mover su cita de *${serviceName}* de ${when} a ${wantedStart ? momentText(wantedStart, timezone) : 'otra hora'}`,
    cancel: `*${customerName}* pide cancelar su cita de *${serviceName}* de ${when}`
  }[question.action]
  const lines = [
    reminder ? 'Recordatorio: esta solicitud vence pronto.' : null,
    declinedOffer
      ? `${customerName} no puede ${momentText(declinedOffer, timezone)} La solicitud sigue abierta.`
      : null,
    asked,
    notes ? `Nota: ${notes}` : null,
    until ? `Puede responder hasta ${momentText(until, timezone)}` : null
  ]
  return lines.filter(line => line !== null).join('\n')
}

export const reasonsText = (customerName: string): string => `¿Por qué no se puede? ${customerName} verá el motivo.`

export const timesText = (customerName: string): string =>
  `Estas son las horas libres más cercanas. ¿Cuál le propone a ${customerName}?`

export const noTimesText = 'No hay horas libres cerca de esa fecha. Puede aprobar o rechazar la solicitud.'

const shortDays = ['dom', 'lun', 'mar', 'mié', 'jue', 'vie', 'sáb']
const shortMonths = ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic']

/** `vie 27 nov, 2:30 p. m.`: a row's title takes 24 characters. `local` is the day and weekday in the business's zone. */
export function shortMoment(
  instant: Date,
  timezone: string,
  local: Readonly<{ day: string; weekday: number }>
): string {
  const [, month = 1, date = 1] = local.day.split('-').map(Number)
  return `${shortDays[local.weekday]} ${date} ${shortMonths[month - 1]}, ${clockText(instant, timezone)}`
}

/** What became of a decision that the owner took by a tap. */
export type TapResult =
  | Readonly<{ kind: 'approved'; depositDue: boolean }>
  | Readonly<{ kind: 'change_approved' }>
  | Readonly<{ kind: 'rejected' }>
  | Readonly<{ kind: 'offered'; start: Date }>

export function tapResultText(result: TapResult, customerName: string, timezone: string): string {
  switch (result.kind) {
    case 'approved':
      return result.depositDue
        ? `Listo: aprobada. ${customerName} recibe los datos para el anticipo.`
        : `Listo: la cita de ${customerName} quedó aprobada.`
    case 'change_approved':
      return `Listo: quedó aprobado lo que pidió ${customerName}.`
    case 'rejected':
      return `Listo: rechazada. ${customerName} recibe el motivo.`
    case 'offered':
      return `Listo: le propusimos a ${customerName} ${momentText(result.start, timezone)} Guardamos las dos horas mientras responde.`
  }
}

/** Why a tap of the owner did nothing. `decided` says how and by whom it was decided, when it was. */
export function ownerRefusalText(refusal: TapRefusal, decided: Decided | null, timezone: string): string {
  switch (refusal) {
    case 'not_yours':
      return 'Este botón no es para este número.'
    case 'used':
      return 'Ese botón ya se usó.'
    case 'already_decided':
      return decided ? decidedText(decided, timezone) : 'Esta solicitud ya estaba decidida.'
    case 'expired':
      return 'Esta solicitud ya venció: no se respondió a tiempo y el horario quedó libre.'
    case 'slot_taken':
      return 'Ese horario ya no está libre. Escriba *pendientes* para ver de nuevo la solicitud.'
    case 'offer_replaced':
    case 'not_possible':
      return 'Eso ya no es posible con esta solicitud.'
  }
}

export type Decided = Readonly<{
  status: 'approved' | 'rejected' | 'superseded'
  at: Date | null
  by: string | null
}>

function decidedText({ status, at, by }: Decided, timezone: string): string {
  const what = { approved: 'fue aprobada', rejected: 'fue rechazada', superseded: 'ya no está abierta' }[status]
  const who = by ? ` por ${by}` : ''
  const when = at ? ` (${momentText(at, timezone)})` : ''
  return `Esta solicitud ${status === 'superseded' ? what : `ya ${what}`}${who}${when}.`
}

/** How a request ended that this owner was asked about and did not decide herself. */
export function endedText(
  status: 'approved' | 'rejected' | 'superseded' | 'expired',
  question: OwnerQuestion,
  by: string | null
): string {
  const { customerName, serviceName, startsAt, timezone } = question
  const what = `La solicitud de *${customerName}* (${serviceName}, ${momentText(startsAt, timezone)})`
  const who = by ? ` por ${by}` : ''
  if (status === 'approved') return `${what} fue aprobada${who}.`
  if (status === 'rejected') return `${what} fue rechazada${who}.`
  if (status === 'expired') return `${what} venció sin respuesta. El horario quedó libre y ya le avisamos.`
  return `${what} ya no está abierta: se canceló o cambió.`
}

export const verifiedText = (businessName: string): string =>
  `Listo: este número queda conectado con *${businessName}*. Por aquí le llegan las solicitudes de cita. Escriba *pendientes* cuando quiera ver lo que falta por decidir.`
export const wrongCodeText = 'El código no es correcto o ya venció. Revise el código en la aplicación.'
export const resetCodeText = (code: string): string =>
  `Su código para cambiar la contraseña es *${code}*. Vence en 15 minutos. Si usted no lo pidió, no lo comparta con nadie.`
export const nothingPendingText = 'No hay solicitudes por decidir.'
/** More wait than are shown at once. */
export const morePendingText = (more: number): string =>
  `Hay ${more} ${more === 1 ? 'solicitud' : 'solicitudes'} más. Escriba *pendientes* después de responder estas.`
/** What the owner sends from her phone to prove that it is hers. */
export const proofText = (code: string): string => `CUADRA ${code}`
