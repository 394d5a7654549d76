/**
 * What looks like a time and is none: greetings, sums, ids, phones, addresses, names and counted things. Each is blanked
 * before any rule reads. A number that survives here may still be refused by the rule that meets it.
 */
const COUNTED =
  'personas?|adultos?|ninos?|ninas?|peladit[oa]s?|hijos?|hijas?|amig[oa]s?|senoras?|senores|chicas?|clientes?|' +
  'manicures?|manicuras?|pedicures?|pedicuras?|unas|cortes|citas|cupos|turnos|sesion(?:es)?|servicios|puestos|' +
  'cuadras?|km|kilos?|metros|veces|pares|mesas?|habitaciones|camas?|barberos?|masajes?|limpiezas?|depilaciones|cejas|' +
  'tintes?|perros?|gatos?|carros?|motos?|fotos?|opciones|preguntas?|cositas?|cosas?|productos?|combos?|paquetes?'

const GREETING_TAIL = '(?:dias?|tardes?|noches?)'
const PRICE_WORDS =
  'vale|valen|cuesta|cuestan|costo|precio|valor|cobran?|abono|abone|anticipo|deposito|consigne|pague|nequi|daviplata|transferi|son'

type Mask = { name: string; pattern: RegExp }

const MASKS: readonly Mask[] = [
  { name: 'link or e-mail', pattern: /\S+@\S+|\b(?:https?|www)\b\S*/g },
  { name: 'phone', pattern: /\+ ?\d[\d -]{7,16}\d|\b(?:0057|57)? ?3\d\d[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}\b/g },
  { name: 'phone in pairs', pattern: /\b\d{3}[ -]\d{3}[ -]\d{2}[ -]?\d{2}\b|\b\d{3}[ -]\d{4}\b/g },
  { name: 'sum', pattern: /\$ ?\d[\d.,]*(?: ?(?:mil|k))?/g },
  {
    name: 'sum in words',
    pattern: /\b\d[\d.,]* ?(?:mil|k|lucas?|lukas?|barras?|pesos?|palos?|millon(?:es)?|cop|usd|dolares)\b/g
  },
  { name: 'grouped number', pattern: /\b\d{1,3}(?:[.,]\d{3})+\b/g },
  { name: 'id', pattern: /\b\d{5,}\b/g },
  { name: 'percent', pattern: /\b\d+ ?(?:%|por ciento)/g },
  {
    name: 'price',
    pattern: new RegExp(
      `\\b(?:${PRICE_WORDS})(?: (?:de|por|en|a|como|es|los?|como en))* \\d+(?![:\\d]| ?(?:[ap]m|de (?:la|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)))`,
      'g'
    )
  },
  {
    name: 'address',
    pattern:
      /\b(?:calle|cll?|carrera|cra|kra|kr|crr|avenida|av|diagonal|dg|transversal|tv|apto|apartamento|torre|piso|local|bloque|oficina|casa|manzana|mz|interior|sede|talla|numero|nro|num|opcion|paso|nivel|mesa|silla|cabina|consultorio|habitacion|version|iphone|tono|color|codigo|cc|cedula|nit)(?: (?:no|numero|num|nro|es|la|el|#))? ?#? ?\d+(?: ?[a-z](?= ))?(?: ?(?:#|-|con|no) ?\d+)*(?: ?- ?\d+)?/g
  },
  { name: 'hash number', pattern: /# ?\d+(?: ?- ?\d+)?/g },
  {
    name: 'counted things',
    pattern: new RegExp(`\\b(?<!(?:las|el|dia|:) )\\d+ (?:o \\d+ |a \\d+ |y media |mas )?(?:${COUNTED})\\b`, 'g')
  },
  {
    name: 'people',
    pattern:
      /\b(?:somos|seriamos|vamos|iriamos|es para nosotr[oa]s|para nosotr[oa]s|tengo|cumplo|mesa para|cita para|turno para|cupo para) (?:los |las )?\d+(?= ?(?:$|[.,;?!]|y|para|el|anos))/g
  },
  {
    name: 'greeting',
    pattern: new RegExp(
      `\\b(?:muy )?(?:buen[oa]?s?|feli[cz](?:es)?|lind[oa]s?|bonit[oa]s?|excelentes?|grato|bendecid[oa]s?|maravillos[oa]s?|hermos[oa]s?|gran|santas|magnific[oa]) (?:y bendecid[oa] )?(?:${GREETING_TAIL}|manana|finde|fin de semana|semana|domingo|sabado|viernes|lunes|navidad|anonuevo|resto de(?: el)? dias?|puente|descanso)\\b`,
      'g'
    )
  },
  {
    name: 'short greeting',
    pattern: /^(?:hola[ ,!.]*)?(?:tardes?|noches?)(?= ?[,.!]| (?:veci|como|me|quiero|senor|una|tiene|por favor))/g
  },
  {
    name: 'whole day',
    pattern: /\b(?:todo|todos|cada|mismo|otro|algun|cualquier|que|ese|unos|los) (?:los )?dias\b(?! \d)/g
  },
  { name: 'farewell', pattern: /^(?:[a-z]+ )?(?:hasta|chao,?|nos vemos) manana[ .!]*$/g },
  {
    name: 'name',
    pattern:
      /\b(?:me llamo|mi nombre es|soy|a nombre de|nombre|de parte de|habla|con(?: don| dona)?|don|dona|senor|senora|dr|dra|doctor|doctora) (?:[a-z]+ )?(?:domingo|abril|julio|mayo|marzo)(?: [a-z]+)?/g
  },
  { name: 'surname', pattern: /\b(?:me llamo|mi nombre es|a nombre de|de parte de) [a-z]+/g },
  {
    name: 'no hour',
    pattern:
      /\b(?:ahorita|a el ratico|en un ratico|mas tardecito|a cualquier horas?|a que horas?|que horas?|la horas?(?! de))\b/g
  },
  {
    name: 'past ago',
    pattern:
      /\bhace (?:como |unos |unas )?(?:un|una|\d+) ?(?:y media )?(?:dias|semanas?|mes|meses|anos?|horas|minutos|ratico)\b/g
  },
  {
    name: 'whole stretch',
    pattern:
      /\b(?:dura|duran|demora|demoran|tarda|tardan|ocupa) (?:como )?tod[oa] (?:el dias|la (?:manana|tarde|noche))\b/g
  },
  {
    name: 'duration',
    pattern:
      /\b(?:dura|duran|demora|demoran|tarda|tardan|toma|durante|por|cada) (?:como |unas? |unos )?(?:un|una|media|\d+)(?: ?(?:a|o|y) ?\d+)? (?:y media )?(?:horas|minutos|dias|semanas?|mes|meses|anos?)(?: y media)?\b/g
  }
]

/** The canonical text with `@` in the place of each of them. */
export function blank(text: string): string {
  return MASKS.reduce((result, { pattern }) => result.replace(pattern, ' @ '), ` ${text} `.trim())
    .replace(/ +/g, ' ')
    .trim()
}
