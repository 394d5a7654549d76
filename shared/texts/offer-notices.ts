import type { TapRefusal } from '../domain/owner-action.ts'
import type { NoticeFacts } from './booking-notices.ts'
import { momentText } from './dates.ts'

/** What the customer can tap under another time that the owner offers. */
export const offerLabels = { accept: 'Acepto', decline: 'Otra hora' } as const

type OfferNotice = Readonly<{ kind: 'counter_offer'; start: Date; until: Date } | { kind: 'offer_declined' }>

/** Another time is offered, or was declined. `service` and `when` are those of her request, as they are written. */
export function offerText(notice: OfferNotice, facts: NoticeFacts, service: string, when: string): string {
  const usted = facts.treatment === 'usted'
  if (notice.kind === 'offer_declined')
    return usted
      ? `Entendido. Su solicitud de ${service} para ${when} sigue abierta y le avisamos la respuesta. Si prefiere otro día u otra hora, escríbanos.`
      : `Entendido. Tu solicitud de ${service} para ${when} sigue abierta y te avisamos la respuesta. Si prefieres otro día u otra hora, escríbenos.`
  const offered = momentText(notice.start, facts.timezone)
  const until = momentText(notice.until, facts.timezone)
  return usted
    ? `Para su cita de ${service}, ${when} no se puede. Le proponemos *${offered}* ¿Le sirve? Se la guardamos hasta ${until}`
    : `Para tu cita de ${service}, ${when} no se puede. Te proponemos *${offered}* ¿Te sirve? Te la guardamos hasta ${until}`
}

/** Why a tap of the customer did nothing. */
export function customerRefusalText(refusal: TapRefusal, treatment: 'usted' | 'tu'): string {
  const usted = treatment === 'usted'
  const again = usted ? 'Escríbanos y buscamos otro horario.' : 'Escríbenos y buscamos otro horario.'
  switch (refusal) {
    case 'not_yours':
      return usted ? 'Ese botón no es para su número.' : 'Ese botón no es para tu número.'
    case 'used':
    case 'already_decided':
      return 'Esa propuesta ya estaba respondida.'
    case 'expired':
    case 'slot_taken':
      return `Esa propuesta ya venció. ${again}`
    case 'offer_replaced':
      return `Hay una propuesta más reciente: por favor ${usted ? 'responda' : 'responde'} a esa.`
    case 'not_possible':
      return `Eso ya no es posible con esta solicitud. ${again}`
  }
}
