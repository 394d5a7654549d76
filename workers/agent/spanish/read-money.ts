import { plainWords } from './normalize.ts'
import { digitsForWords } from './numbers.ts'

/** A sum in whole Colombian pesos that a text may mean, with the words that led there. */
export type MoneyReading = { pesos: number; certain: boolean; said: string; why: string[] }

const MILLION = 1_000_000
// No service of a small business costs more; larger numbers are phones and ids.
const HIGHEST = 99_999_999
const NUMBER = '\\d{1,3}(?:[.,]\\d{3})+(?:[.,]\\d{1,2})?|\\d+(?:[.,]\\d{1,2})?'
const THOUSANDS = 'mil(?:es)?|k|lucas?|lukas?|luks|barras?|mil pesos|mil pesitos'
const MILLIONS = 'millon(?:es)?|palos?|melones|melon|m de pesos'
const ASKS =
  '(?:vale|valen|cuesta|cuestan|cobra|cobran|precio|valor|abon\\w+|anticipo|deposito|consign\\w+|pag\\w+|transf\\w+|nequi|daviplata|mand\\w+|envi\\w+|pas\\w+|dej\\w+|son|por|de a|rebaj\\w+|descuento|oferta|ofrezco|doy|presupuesto|tengo|hasta|maximo|minimo|total|quedan?|debo|faltan?)'
const NOT_MONEY =
  /^ ?(?:personas?|citas?|cupos?|horas?|minutos?|min|dias?|semanas?|mes(?:es)?|anos?|[ap]m\b|de la (?:manana|tarde|noche)|%|por ciento|de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)|uñas|unas|cuadras|gracias|veces|\/|:|-\d)/

const value = (said: string): number => {
  const grouped = /^\d{1,3}(?:[.,]\d{3})+/.exec(said)
  if (grouped) return Number(grouped[0].replace(/[.,]/g, ''))
  return Number(said.replace(',', '.'))
}

type Pattern = {
  why: string
  pattern: RegExp
  pesos: (said: RegExpExecArray) => number
  certain: (pesos: number) => boolean
}

const always = (): boolean => true
const group = (found: RegExpExecArray, name: string): string => found.groups?.[name] ?? ''

/** In the order of trust; the words of an earlier pattern are gone for the later ones. */
const PATTERNS: readonly Pattern[] = [
  {
    why: 'millions',
    pattern: new RegExp(
      `\\$? ?\\b(?<n>${NUMBER}|un|medio) (?:${MILLIONS})\\b(?<half> y medio)?(?: (?<rest>\\d+)(?: mil)?)?`
    ),
    pesos: found => {
      const n = group(found, 'n')
      const count = n === 'un' ? 1 : n === 'medio' ? 0.5 : value(n)
      const rest = Number(group(found, 'rest') || 0)
      return (count + (group(found, 'half') ? 0.5 : 0)) * MILLION + (rest < 1000 ? rest * 1000 : rest)
    },
    certain: always
  },
  {
    why: 'thousands said',
    pattern: new RegExp(`\\$? ?\\b(?<n>${NUMBER}) ?(?:${THOUSANDS})\\b(?: (?<rest>\\d{3})\\b)?`),
    // "$50.000 mil" says the thousands twice.
    pesos: found =>
      (value(group(found, 'n')) >= 1000 ? value(group(found, 'n')) : value(group(found, 'n')) * 1000) +
      Number(group(found, 'rest') || 0),
    certain: always
  },
  {
    why: 'peso sign or word',
    pattern: new RegExp(`\\$ ?(?<n>${NUMBER})\\b|\\b(?<m>${NUMBER}) (?:pesos?|pesitos|cop)\\b`),
    pesos: found => small(value(group(found, 'n') || group(found, 'm'))),
    certain: pesos => pesos >= 1000
  },
  {
    why: 'grouped in thousands',
    pattern: /\b(?<n>\d{1,3}(?:[.,]\d{3}){1,2})\b(?![.,]\d)/,
    pesos: found => value(group(found, 'n')),
    certain: always
  },
  {
    why: 'number after a word of money',
    pattern: new RegExp(
      `\\b${ASKS}(?: (?:los|unos|como|de|por|en|con|solo|el|total|es|son|me|le|te|ya))* (?<n>\\d{1,7})\\b`
    ),
    pesos: found => small(Number(group(found, 'n'))),
    certain: () => false
  },
  {
    why: 'a number alone',
    pattern: /^(?<n>\d{4,7})(?: ?[.!?])*$/,
    pesos: found => Number(group(found, 'n')),
    certain: pesos => pesos >= 10_000
  },
  {
    why: 'a small number alone',
    pattern: /^(?<n>\d{2,3})(?: ?[.!?])*$/,
    pesos: found => small(Number(group(found, 'n'))),
    certain: () => false
  }
]

/** Nobody charges 120 pesos: in chat a small number counts thousands. */
const small = (count: number): number => (count < 1000 ? count * 1000 : count)

const PHONES =
  /(?:\+ ?)?\b(?:57 ?)?3\d\d[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}\b|\b\d{8,}\b|\b\d{1,3}(?:[.,]\d{3}){3,}\b|\b\d{1,2}:\d\d\b|\b\d+ ?%/g

/**
 * Sums in a message. "50 mil", "50k", "50 lucas" and "$ 50.000" are certain; "abono 50" means 50.000 and is not, because
 * it may be anything: compare it with the price list or ask. Never throws.
 */
export function readMoney(text: string): { readings: MoneyReading[] } {
  const plain = plainWords(text.slice(0, 600))
    .replace(/([,;?!])(?!\d)/g, ' $1 ')
    .replace(/\.(?!\d)/g, ' . ')
    .replace(PHONES, ' @ ')
    .replace(/ +/g, ' ')
    .trim()
  let rest = digitsForWords(plain)
  const readings: MoneyReading[] = []
  for (const { why, pattern, pesos, certain } of PATTERNS) {
    for (let found = pattern.exec(rest); found && readings.length < 10; found = pattern.exec(rest)) {
      const after = rest.slice(found.index + found[0].length)
      const sum = pesos(found)
      const fits = sum > 0 && sum <= HIGHEST && !NOT_MONEY.test(after)
      rest = `${rest.slice(0, found.index)} @ ${after}`
      if (fits) readings.push({ pesos: Math.round(sum), certain: certain(sum), said: found[0].trim(), why: [why] })
    }
  }
  return { readings }
}
