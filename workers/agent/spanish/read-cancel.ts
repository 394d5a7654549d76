import { meanings, type Phrase, phraseText } from './phrases.ts'
import { readMoney } from './read-money.ts'

/** *Cancelar* is to pay in Colombia as well as to call off. */
export type CancelReading = { meaning: 'pay' | 'cancel' | 'unclear'; certain: boolean; why: string[] }

const WORD = /\bcan[cs]el\w*/
const CALL_OFF_VERBS =
  /\b(?:anul\w+|desagend\w+|desmarc\w+|desist\w+|ya no (?:voy|vamos|puedo (?:ir|asistir|llegar)|quiero (?:la |mi )?cita|asist\w+|necesito (?:la |mi )?cita)|no (?:voy a|vamos a|puedo|podre|podemos|alcanzo a) (?:poder )?(?:ir|asistir|llegar|cumplir)|quit\w+ (?:la|mi) (?:cita|reserva)|borr\w+ (?:la|mi) (?:cita|reserva|turno)|elimin\w+ (?:la|mi) (?:cita|reserva|turno))\b/

const PAY: readonly Phrase<'pay'>[] = [
  {
    means: 'pay',
    why: 'a way of paying',
    pattern:
      /\bcan[cs]el\w*(?: \w+){0,6} (?:(?:por|con|en|a) )?(?:nequi|daviplata|bancolombia|efectivo|tarjeta|transferencia|transfe|pse|bre ?-? ?b|llave|datafono|cuenta|cheque|qr|corresponsal|cajero|banco)\b|\b(?:nequi|daviplata|bancolombia|efectivo|tarjeta|transferencia|datafono|llave|qr|cuenta)\b.*\bcan[cs]el\w*/
  },
  {
    means: 'pay',
    why: 'a sum or a debt',
    pattern:
      /\bcan[cs]el\w*(?: \w+){0,3} (?:el (?:valor|saldo|abono|anticipo|deposito|servicio|total|resto|excedente|restante|monto|pago|precio|corte|tratamiento)|la (?:deuda|cuota|cuenta|mitad|factura|plata|diferencia|totalidad|consulta)|lo que (?:debo|falta)|los? (?:\d|pesos)|un (?:abono|anticipo)|todo (?:el|alla|ahi|junto|de una)|de contado|por adelantado|anticipad\w+|por anticipado|antes o despues|a cuotas|al (?:final|llegar|terminar))|\b(?:valor|saldo|abono|anticipo|total|deposito|excedente|restante|resto|factura|deuda) (?:\w+ ){0,4}can[cs]el\w*/
  },
  {
    means: 'pay',
    why: 'asks where, how or how much',
    pattern:
      /\b(?:donde|con que|adonde|a donde|a quien|a que (?:numero|cuenta|nequi)|cuanto|por donde|en que (?:cuenta|numero))\b[^.?!;]*\bcan[cs]el\w*/
  },
  {
    means: 'pay',
    why: 'has paid',
    pattern:
      /\b(?:ya|acabo de|recien)(?: \w+){0,2} (?:cancele|cancelamos|cancelar)\b(?! (?:la|mi|el|su) (?:cita|reserva|turno))(?=.*(?:comprobante|soporte|pantallazo|recibo|foto|imagen|adjunto|transf|nequi|pago|plata|valor|\$|\d))|\bcan[cs]el\w*.*\b(?:comprobante|soporte|pantallazo|recibo)\b|\b(?:comprobante|soporte|pantallazo|recibo)\b.*\bcan[cs]el\w*/
  },
  {
    means: 'pay',
    why: 'pays when there',
    pattern:
      /\b(?:cancelo|le cancelo|te cancelo|les cancelo|cancelamos|cancelarle|cancelarles|cancelarte|puedo cancelar|se puede cancelar|se cancela|cancela uno|debo cancelar|hay que cancelar|toca cancelar|tengo que cancelar)\b(?: \w+){0,3} (?:alla|ahi|alli|en el (?:local|salon|sitio|lugar|spa|consultorio)|alli mismo|cuando (?:llegue|vaya|este|termine)|a el (?:llegar|final|terminar)|al (?:llegar|final|terminar)|personalmente|en persona|ese dia|el mismo dia|el dia de la cita|despues de(?:l| el) (?:servicio|corte))\b/
  }
]

const CALL_OFF: readonly Phrase<'cancel'>[] = [
  {
    means: 'cancel',
    why: 'an appointment',
    pattern:
      /\b(?:can[cs]el\w*|anul\w+|desagend\w+)(?:me|mela|le|les|la)?(?: (?:por favor|me|le|ya|mejor|entonces|de una|tambien))*(?: (?:la|mi|el|su|esa|ese|una|las|mis|nuestra|todas?(?: las)?|unas))? (?:ci[tc]\w+|sita|lo de|reserva\w*|turno\w*|agenda\w*|agendamiento|servicio de (?:manana|hoy)|hora|visita|sesion|pedido|compromiso|asistencia|espacio|cupo|todo lo agendado|de (?:hoy|manana|el|la|las|el? (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)))\b/
  },
  {
    means: 'cancel',
    why: 'an appointment',
    pattern:
      /\b(?:cita|reserva|turno|cupo)\b(?! (?:se )?(?:cuanto|donde))[^.?!;]*\b(?:can[cs]elar(?:la|lo|sela)?|cancel(?:o|e|emos|ela|elo|ala|alo|eme|emela|amela|ada|ado|emosla)|anul\w+)\b/
  },
  {
    means: 'cancel',
    why: 'calls it off',
    pattern:
      /\b(?:can[cs]el(?:en?|ar) todo(?= ?(?:$|[.,!?]| por favor))|can[cs]el(?:ela|ala|emela|amela|emosla|arla|arlas|elo|alo|arlo|arsela|artela|enme|enla|eme|ame)|me (?:toca|toco) cancelar|(?:tengo|tuve|tendre) que cancelarl[ea])\b/
  },
  {
    means: 'cancel',
    why: 'gives a reason for not coming',
    pattern:
      /\bcan[cs]el\w*\b.*\b(?:no puedo|no alcanzo|no voy|no podre|se me presento|se me complico|me enferme|estoy enferm\w+|calamidad|imprevisto|surgio|salio (?:algo|un)|me salio|reagend\w+|otro dia|otra fecha|mas adelante|viaje|urgencia)\b|\b(?:no puedo|no alcanzo|no voy|no podre|no podemos|se me presento|se me complico|me enferme|enferm\w+|calamidad|imprevisto|surgio|me salio|urgencia)\b.*\bcan[cs]el\w*/
  }
]

/**
 * Whether *cancelar* (or its like) means to pay or to call off. The bare word is `unclear`: whoever knows whether money is
 * due must ask. No reading where nothing of the kind is said.
 */
export function readCancel(text: string): { readings: CancelReading[] } {
  const plain = phraseText(text)
    .replace(/\bdel\b/g, 'de el')
    .replace(/\bal\b/g, 'a el')
  if (!WORD.test(plain)) {
    return CALL_OFF_VERBS.test(plain)
      ? { readings: [{ meaning: 'cancel', certain: true, why: ['another word for calling off'] }] }
      : { readings: [] }
  }
  if (/\bno (?:la |lo |me |voy a |quiero |vaya a |vayan a |quisiera |deseo )*can[cs]el\w*/.test(plain)) {
    return { readings: [{ meaning: 'unclear', certain: false, why: ['cancelar is denied'] }] }
  }
  const pay = meanings(plain, PAY)
  const off = meanings(plain, CALL_OFF)
  if (pay.length === 0 && off.length === 0 && readMoney(text).readings.length > 0) {
    return { readings: [{ meaning: 'pay', certain: true, why: ['a sum of money'] }] }
  }
  const found = [...pay, ...off]
  if (found.length === 1 && found[0])
    return { readings: [{ meaning: found[0].means, certain: true, why: [found[0].why] }] }
  const both: CancelReading[] = found.map(({ means, why }) => ({ meaning: means, certain: false, why: [why] }))
  return { readings: [{ meaning: 'unclear', certain: false, why: ['cancelar may be to pay or to call off'] }, ...both] }
}
