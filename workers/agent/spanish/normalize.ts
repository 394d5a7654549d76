import { digitsForWords } from './numbers.ts'
import { correctName } from './typos.ts'
import { SPELLINGS } from './vocabulary.ts'

const SHORT_MONTHS: readonly (readonly [string, string])[] = [
  ['ene|enro', 'enero'],
  ['feb|febr', 'febrero'],
  ['mar|mzo', 'marzo'],
  ['abr', 'abril'],
  ['may', 'mayo'],
  ['jun', 'junio'],
  ['jul', 'julio'],
  ['ago|agos|agt', 'agosto'],
  ['sep|sept|set', 'septiembre'],
  ['oct', 'octubre'],
  ['nov|nobre', 'noviembre'],
  ['dic|dici|dicie|dec|dbre', 'diciembre']
]

/** Text as every reader wants it: lower case, no accents or emoji, letters and digits apart, few kinds of punctuation. */
export function plainWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}|['’`´]/gu, '')
    .replace(/(\d)\s*[°º]/g, '$1 ro ')
    .replace(/[–—−]/g, '-')
    .replace(/[^a-z0-9.,;:?!/\-$%#@+\n]/g, ' ')
    .replace(/\n+/g, ' . ')
    .replace(/([a-z])\1{2,}/g, '$1')
    .replace(/([abdefghijkmnopqstuvwxyz])\1/g, '$1')
    .replace(/(\d)([a-z])/g, '$1 $2')
    .replace(/([a-z])(\d)/g, '$1 $2')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Shapes that are one sign written in many ways. Before the spelling of single words. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\b(\d{1,2}) ?: ?(\d\d)\b/g, '$1:$2'],
  [/\b([ap]) ?\. ?m\b ?\.?/g, ' $1m '],
  [/\b([ap]) m\b(?! \d)\.?/g, '$1m '],
  [/\b(\d{1,2}(?:[:.]\d\d)?) ([ap])(?= ?(?:$|[.,;?!]))\.?/g, '$1 $2m '],
  [/\b([ap]m)m?\b\./g, '$1 '],
  [/\b12 ?m\b\.?/g, '12 m '],
  [/\b(\d{1,2}) (?:ro|ero|er|do|da|ra|o|a)\b(?=\.? (?:de|dia))/g, '$1'],
  [/\b([1-5]) (?:er|ro|ero|ra|era|do|da|to|ta|o|a)\b\.? (?=(?:lun|mar|mie|jue|vie|sab|dom|sem|quinc))/g, '$1ord '],
  [/\b1 (?:ro|ero|er|ra|o)\b\.?/g, ' primer '],
  [/(\d) (?:h|hs|hrs|hr|hras)\b\.?/g, '$1 h'],
  [/\b(\d{1,2}) h ?(\d\d)\b/g, '$1:$2'],
  [/\b(lun|mar|mie|mier|jue|vie|sab|dom|ene|feb|abr|jun|jul|ago|sep|sept|oct|nov|dic)\./g, '$1 '],
  [/([,;?!])/g, ' $1 '],
  [/\.(?!\d)|(?<!\d)\./g, ' . '],
  [/(\d)-(?=\d)/g, '$1-'],
  [/(?<=[a-z])-|-(?=[a-z])/g, ' - ']
]

/** Idioms brought to one form. After the spelling of single words and before number words. */
const IDIOMS: readonly (readonly [RegExp, string])[] = [
  [/\bmedios? dias\b/g, 'mediodia'],
  [/\bmanana (o|y|ni) pasado\b(?! manana)/g, 'manana $1 pasado manana'],
  [/\bsemana (?:despues|siguiente) (?:de|a) la (?:proximo|otro)\b/g, 'semana subsiguiente'],
  [
    /(?<=\b(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre) )primer\b(?! (?:semana|dias|quincena))/g,
    '1'
  ],
  [/\bmedia noche\b/g, 'medianoche'],
  [/\bnoche buena\b/g, 'nochebuena'],
  [/\bnoche vieja\b/g, 'nochevieja'],
  [/\bano nuevo\b/g, 'anonuevo'],
  [/\bque (?:viene|vienen|entra|sigue|bien[ea])\b/g, 'proximo'],
  [/\bde la una\b(?= (?:vez|sola))/g, ' '],
  [/\b(las?|tipo|sobre|hasta|desde|hacia|casi) una\b(?! (?:cita|vez|sola|persona|manicura))/g, '$1 1'],
  [
    /\b(?:una|un) (?=(?:y (?:media|cuarto|veinte|diez|cinco|pico|\d)|de la (?:tarde|madrugada|manana)|[ap]m|en punto)\b)/g,
    '1 '
  ],
  [/\bde una (a|y) (?=(?:las )?(?:dos|tres|cuatro|cinco|seis|\d))/g, 'de 1 $1 '],
  [/\bentre una y\b/g, 'entre 1 y'],
  [/(?<!y )\buno de (?=(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep|oct|nov|dic))/g, '1 de '],
  [
    /\bprimer (?=(?:dia )?(?:de )?(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep\w*|oct\w*|nov\w*|dic\w*)\b)/g,
    '1 '
  ],
  [/\bveinti (?=(?:uno|un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b)/g, 'veinti'],
  [/\bdiez y (?=(?:seis|siete|ocho|nueve)\b)/g, 'dieci'],
  [/\bpor hay\b/g, 'por ahi'],
  [/\bfin de (?:la )?semana\b/g, 'finde'],
  [
    /\bfin(?:al|es|ales)? de(?: el)? (?=mes|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep|oct|nov|dic)/g,
    'finales de '
  ],
  [/\bel (?:dias )?de (hoy|manana)\b/g, '$1'],
  [/\b(hoy|manana|ahora|ya) mism(?:o|ito)\b/g, '$1'],
  [/\bfin(?:es|ales) de(?: el)? ano\b/g, 'finales de ano'],
  [/\bde (?:aca|aqui) a el\b/g, 'hasta el'],
  [/(?<=\b(?:el|este|para|proximo|cupito|cupo|cita) )(?:el )?vienes\b/g, 'viernes'],
  [
    /\bde (?:aca|aqui|hoy) (?:a|en)\b(?= (?:\d|un|una|unos|unas|media|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|treinta)\b)/g,
    'dentro de'
  ],
  [/\b(?:primer|a la primer) horas\b/g, 'temprano'],
  [/\b(?:mas|un poco|poquito|algo) (?:tardesit[oa]|tarde|luego|ratico)\b(?! de (?:las?|el) )/g, ' '],
  [/\bmas tarde de\b/g, 'despues de'],
  [/\b(?:bien|lo mas|muy) temprano\b(?! de)/g, 'temprano'],
  [/\bmas temprano de\b/g, 'antes de'],
  [/\bmas temprano\b/g, ' ']
]

const MONTH_WORDS = new Map(
  SHORT_MONTHS.flatMap(([short, month]) => short.split('|').map(word => [word, month] as const))
)
const SHORT = [...MONTH_WORDS.keys()].join('|')
const MONTH_AFTER_NUMBER = new RegExp(`\\b(\\d{1,2})( de| de el)?[ /-]+(${SHORT})\\b`, 'g')
const MONTH_BEFORE_NUMBER = new RegExp(`\\b(?!mar )(${SHORT})(?: \\.)? (?=\\d)`, 'g')
const MONTH_AFTER_WORD = new RegExp(`\\b(de|en|para) (?!may\\b|mar\\b|set\\b)(${SHORT})\\b`, 'g')

const rewrite = (text: string, table: readonly (readonly [RegExp, string])[]): string =>
  table.reduce((result, [pattern, to]) => result.replace(pattern, to).replace(/ +/g, ' '), text)

function spell(text: string): string {
  return text
    .split(' ')
    .map(word => SPELLINGS.get(word) ?? correctName(word))
    .join(' ')
}

function longMonths(text: string): string {
  const month = (word: string): string => MONTH_WORDS.get(word) ?? word
  return text
    .replace(MONTH_AFTER_NUMBER, (_, day: string, _de, word: string) => `${day} de ${month(word)}`)
    .replace(MONTH_BEFORE_NUMBER, (_, word: string) => `${month(word)} `)
    .replace(MONTH_AFTER_WORD, (_, before: string, word: string) => `${before} ${month(word)}`)
    .replace(/\bmar(?= (?:\d|a las))/g, 'martes')
}

/** The canonical form that the date and time rules are written for. */
export function normalize(text: string): string {
  const spelled = spell(rewrite(plainWords(text), SHAPES)).replace(/ +/g, ' ')
  const numbers = digitsForWords(rewrite(spelled, IDIOMS).trim())
  return longMonths(numbers).replace(/ +/g, ' ').trim()
}
