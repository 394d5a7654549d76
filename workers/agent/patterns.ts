import { plain } from './plain-text.ts'

/** Patterns over text without accents and punctuation (plain-text). The order in which they are asked stands in the understander. */
// With the spellings that people in Colombia use in chats.
export const HUMAN = any(
  'humano|persona real|asesor(a|es|as)?|agente|encargad[ao]|recepcionista|duen[ao]|atencion personal(izada)?',
  '(hablar|comunic\\w+|chatear|pas[ae]\\w*) con|con (quien|alguien) (puedo )?habl\\w+',
  '(quiero|necesito|prefiero|atiend\\w+|contest\\w+|responda|llame) (a )?(una persona|alguien)',
  'hay (alguien|una persona)( (ahi|alla|real|del?|que)|$)|alguien (real|ahi|que me|me (pued[ea]|atiend\\w+|ayud\\w+))'
)
export const HOURS = any(
  'h?orarios?|hora de (atencion|cierre|apertura)|(a|hasta|desde) (que|q|ke|k) horas?',
  'h?abren|abiert[oa]s?|atienden|atendiendo|cierran|trabajan|dias? (atienden|abren)'
)
export const ADDRESS = any(
  'direcc?ion|ubica[cs]ion|ubicad[oa]s?|como llego|por donde|(que|q) (barrio|parte|sitio)|mapa',
  'd?onde (es|esta|estan|queda|quedan|se ubican|los encuentro)'
)
export const SERVICES = any(
  'ser[vb]icios?|pre[cs]ios?|tarifas?|[ck]uanto|[vb]alen?|cuestan?|valor|cobran?|cotiz\\w+',
  'lista|menu|catalogo|ofrecen|hacen'
)
export const BOOK = any('citas?|turnos?|reserv\\w*|agend\\w*|separ\\w*|apart\\w*|disponib\\w*|cupos?|espacio')
export const GREETING =
  /^(hol(a+|i\w*)|ola+|buen([ao]s?)?( (dias?|tardes?|noches?))?|wenas|que (mas|hubo|tal)|qui(u|hu)bo|saludos|hey|alo|hi|hello)\b/
export const CANCEL = /\b(cancel\w*|anul\w*)\b/
export const MODIFY = /\b(cambi\w*|mover\w*|muev\w*|modific\w*|re ?program\w*|re ?agend\w*|aplaz\w*|corr(er|erla|an))\b/
export const MY_BOOKINGS =
  /\b(mis (citas?|reservas?|turnos?)|(cuando|a que horas?) (es|tengo|era|quedo) (mi |la )?(cita|reserva|turno)|tengo (alguna )?citas?)\b/
const THANKS = any('gracias|muy amable|mil gracias|dios (le|te) pague')
const YES =
  /^(si+|sip|sisas|claro( que si)?|dale|listo|lista|ok|okay|okey|de una|confirmo|confirmad[oa]|correcto|perfecto|exacto|de acuerdo|hagale|por supuesto|va|oka|vale|bueno|super|excelente)( (ok|listo|dale|perfecto|super))*$/
const NO =
  /^(no+|nop|mejor no|no gracias|ya no|todavia no|no quiero|dej[ae]l[oa] asi|dejemosl[oa] asi|nada|cancelar|cancela|cancele|cancelal[oa])$/
/** Words that may stand round a yes or a no without changing it. */
const POLITE = /\b(por favor|porfa|porfis|porfavor|gracias|muchas|senora?|senorita|esta bien|asi)\b/g
const WEEKDAYS = ['domingo', 'lunes', 'martes', 'miercoles', 'jueves', 'viernes', 'sabado']
const ONLY_A_WEEKDAY =
  /^(?:(?:el|este|para|para el|puede ser|que tal) )*(domingo|lunes|martes|miercoles|jueves|viernes|sabado)(?: por favor| porfa)?$/

function any(...patterns: string[]): RegExp {
  return new RegExp(`\\b(${patterns.join('|')})\\b`)
}

const ASKED = [HOURS, ADDRESS, SERVICES, BOOK, CANCEL, MODIFY, MY_BOOKINGS]

/** Thanks and nothing that is asked beside them; so are a heart and the like without a word. */
export function isThanks(text: string, original: string): boolean {
  if (text === '') return /\p{Extended_Pictographic}/u.test(original) && !original.includes('?')
  return THANKS.test(text) && !ASKED.some(asked => asked.test(text))
}

/** A yes or a no that is the whole message; a thumb up is one. */
export function readAnswer(text: string, original: string): 'yes' | 'no' | null {
  if (text === '') return /^\s*(👍|👌|✅)/u.test(original) ? 'yes' : null
  const bare = text.replace(POLITE, ' ').replace(/\s+/g, ' ').trim()
  for (const each of [text, bare]) {
    if (YES.test(each)) return 'yes'
    if (NO.test(each)) return 'no'
  }
  return null
}

/** A weekday that is the whole message: 0 is Sunday. Dates in words are another grammar's. */
export function readWeekday(text: string): number | null {
  const [, name] = ONLY_A_WEEKDAY.exec(text) ?? []
  return name ? WEEKDAYS.indexOf(name) : null
}

const INTRODUCTION =
  /^(?:(?:hola|buen[oa]s? ?(?:d[ií]as?|tardes?|noches?)?)[\s,.!]*)?(?:(?:me llamo|mi nombre es|soy|a nombre de|es para|para)\s+)?/iu
const NAME = /^\p{L}[\p{L}'’.-]{0,29}(?: \p{L}[\p{L}'’.-]{0,29}){0,4}$/u
const LONGEST_NAME = 80

/** A person's name where one was asked for: up to five words of letters, as she wrote them. Null for anything else. */
export function readName(text: string): string | null {
  const name = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(INTRODUCTION, '')
    .replace(/[.!,]+$/, '')
    .trim()
  return name.length <= LONGEST_NAME && NAME.test(name) && plain(name).length > 1 ? name : null
}
