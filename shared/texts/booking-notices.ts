import { formatMoney, type Money } from '../domain/money.ts'
import type { PaymentMethod } from '../domain/payment-config.ts'
import { momentText } from './dates.ts'
import { offerText } from './offer-notices.ts'

/** What a deposit is, until when, and how it can be paid. */
export type DepositAsked = Readonly<{
  amount: Money
  currency: string
  deadline: Date
  methods: readonly PaymentMethod[]
}>

/** What a customer is told about her booking; each comes from a change that is written in the same transaction. */
export type Notice =
  | Readonly<{ kind: 'approved'; deposit: DepositAsked | null }>
  | Readonly<{ kind: 'rejected'; reason: string; alternatives: readonly Date[] }>
  | Readonly<{ kind: 'payment_confirmed' }>
  | Readonly<{ kind: 'payment_rejected'; reason: string | null; deadline: Date }>
  | Readonly<{ kind: 'cancelled'; reason: string | null }>
  | Readonly<{ kind: 'moved'; from: Date }>
  | Readonly<{ kind: 'unchanged'; reason: string }>
  | Readonly<{ kind: 'expired' }>
  | Readonly<{ kind: 'counter_offer'; start: Date; until: Date }>
  | Readonly<{ kind: 'offer_declined' }>

/** Of which booking, and how this business speaks to its customers. */
export type NoticeFacts = Readonly<{
  treatment: 'usted' | 'tu'
  serviceName: string
  startsAt: Date
  timezone: string
}>

/** Why a request lost its time to another one. */
export const takenReason = 'ese horario se acaba de ocupar'

/** Why a change that was asked for did not come about, when nobody decided in time. */
export const unansweredReason = 'la solicitud venció sin respuesta'

/** A notice as text. */
export function noticeText(notice: Notice, facts: NoticeFacts): string {
  const your = facts.treatment === 'usted' ? 'su' : 'tu'
  const Your = facts.treatment === 'usted' ? 'Su' : 'Tu'
  const service = `*${facts.serviceName}*`
  const when = momentText(facts.startsAt, facts.timezone)
  switch (notice.kind) {
    case 'approved':
      return notice.deposit
        ? `Buenas noticias: aprobamos ${your} cita de ${service} para ${when}\n\n${depositText(notice.deposit, facts)}`
        : `Buenas noticias: ${your} cita de ${service} quedó confirmada para ${when}`
    case 'rejected':
      return `No pudimos aprobar ${your} cita de ${service} para ${when}: ${sentence(notice.reason)}${alternativesText(notice.alternatives, facts)}`
    case 'payment_confirmed':
      return `Verificamos ${your} pago. ${Your} cita de ${service} quedó confirmada para ${when}`
    case 'payment_rejected':
      return paymentRejectedText(notice, facts)
    case 'cancelled':
      return `${Your} cita de ${service} para ${when} fue cancelada${notice.reason ? `: ${sentence(notice.reason)}` : '.'}`
    case 'moved':
      return `Movimos ${your} cita de ${service}: era ${momentText(notice.from, facts.timezone)} y ahora es ${when}`
    case 'unchanged':
      return `No pudimos hacer el cambio: ${sentence(notice.reason)} ${Your} cita de ${service} sigue para ${when}`
    case 'expired':
      return expiredText(facts, service, when)
    case 'counter_offer':
    case 'offer_declined':
      return offerText(notice, facts, service, when)
  }
}

/** The owner's own words, ended as a sentence. */
const sentence = (words: string): string => (/[.!?…]$/.test(words.trim()) ? words.trim() : `${words.trim()}.`)

function depositText({ amount, currency, deadline, methods }: DepositAsked, facts: NoticeFacts): string {
  const usted = facts.treatment === 'usted'
  const latest = momentText(deadline, facts.timezone)
  const head = `Para confirmarla falta un anticipo de *${formatMoney(amount, currency)}*, a más tardar ${latest}`
  if (methods.length === 0)
    return `${head} ${usted ? 'Escríbanos' : 'Escríbenos'} por este chat y acordamos cómo pagarlo.`
  const last = usted
    ? 'Cuando lo haga, envíenos el comprobante por este chat.'
    : 'Cuando lo hagas, envíanos el comprobante por este chat.'
  return [head, ...methods.map(method => `• ${methodText(method)}`), last].join('\n')
}

/** One way to pay, with what is needed to use it. */
export function methodText(method: PaymentMethod): string {
  switch (method.type) {
    case 'nequi':
      return `Nequi: ${method.number}${holderText(method.holder)}`
    case 'daviplata':
      return `Daviplata: ${method.number}${holderText(method.holder)}`
    case 'breb':
      return `Llave Bre-B: ${method.key}${holderText(method.holder)}`
    case 'bancolombia':
      return `Bancolombia, cuenta ${method.account_type === 'savings' ? 'de ahorros' : 'corriente'}: ${method.account_number}${holderText(method.holder)}`
    case 'cash':
      return `En efectivo${method.note ? `: ${method.note}` : ''}`
  }
}

const holderText = (holder: string | undefined): string => (holder ? ` (a nombre de ${holder})` : '')

function alternativesText(alternatives: readonly Date[], facts: NoticeFacts): string {
  if (alternatives.length === 0) return ''
  const lines = alternatives.map(start => `• ${momentText(start, facts.timezone)}`)
  return `\n\nEstos horarios están libres:\n${lines.join('\n')}`
}

function paymentRejectedText(notice: Readonly<{ reason: string | null; deadline: Date }>, facts: NoticeFacts): string {
  const latest = momentText(notice.deadline, facts.timezone)
  const why = notice.reason ? `: ${sentence(notice.reason)}` : '.'
  return facts.treatment === 'usted'
    ? `No pudimos verificar el comprobante que nos envió${why} Por favor envíenos otro a más tardar ${latest}`
    : `No pudimos verificar el comprobante que nos enviaste${why} Por favor envíanos otro a más tardar ${latest}`
}

function expiredText(facts: NoticeFacts, service: string, when: string): string {
  return facts.treatment === 'usted'
    ? `La solicitud de su cita de ${service} para ${when} venció sin quedar confirmada. Si todavía la quiere, escríbanos y buscamos un horario.`
    : `La solicitud de tu cita de ${service} para ${when} venció sin quedar confirmada. Si todavía la quieres, escríbenos y buscamos un horario.`
}

/** What a person who booked on the page sends to the business by one tap: the code says which booking is hers. */
export const claimText = (shortCode: string): string => `Hola, acabo de pedir una cita. Mi código es ${shortCode}`
