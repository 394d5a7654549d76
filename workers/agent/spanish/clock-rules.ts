import type { Clock, Groups, Mark, Rule, TimeFact } from './facts.ts'
import { countsThings } from './followers.ts'
import { rx, WEEKDAYS } from './vocabulary.ts'

/** Minutes before the hour are said in fives; "2 para las 3" is two people at three. */
const FIVES = '(?:5|10|15|20|25)'
const SIMPLE = '{H}(?:[:.]{MM}(?!\\d)(?::{MM})?| y (?:media|cuarto)|(?![:.\\d]))'
const CLOCK =
  `(?:(?:un )?cuarto (?:para|pa) (?:las? )?{H}(?![:.\\d])|(?:falta(?:n|ndo)? )${FIVES} (?:minutos )?para (?:las? )?{H}(?![:.\\d])|` +
  `${FIVES} (?:minutos )?para las? {H}(?![:.\\d])|{H}[:.]{MM}(?::{MM})?(?![\\d/-])|{H} menos (?:cuarto|${FIVES})|` +
  '{H} y (?:media|cuarto|pico|piquito|punta|algo|[0-5]\\d(?! de {MO})|\\d(?! ?(?:[ap]m|de {MO}|\\d)))(?: minutos)?|{H}(?![:.\\d/]))'
const CLOCK_AFTER_LEAD = `(?:(?:[01]\\d|2[0-3]){MM}(?!\\d)|[1-9]{MM}(?!\\d)(?= [ap]m| de la|$| ?[.,;?!])|{H} ?{MM}(?= [ap]m| de la|$| ?[.,;?!])(?! de {MO})|${CLOCK})`
const HALVES = '(?:mas tarde|manana|tarde|noche|madrugada)'
const MARK = `(?:[ap]m|(?:de|en|por|a|x) (?:la )?${HALVES}|de(?: el)? (?:dias?|mediodia|medianoche)|m(?= |$)|(?:tarde|noche|madrugada)(?! a las| las| de| T))`
const VAGUE =
  'como|tipo|por ahi|sobre|hacia|alrededor de|cerca de|eso de|mas o menos|aproximadamente|aprox|casi|tirando'
const LEADS = `(?:(?:a|para|desde|hasta|de|${VAGUE}) ){0,4}`

const MARKS: readonly (readonly [RegExp, Mark])[] = [
  [/^am/, 'am'],
  [/^pm/, 'pm'],
  [/madrugada/, 'dawn'],
  [/manana/, 'morning'],
  [/mediodia|^m$|dias?$/, 'midday'],
  [/tarde/, 'afternoon'],
  [/noche/, 'night']
]

// "9 a 12 del sábado": the day that follows tells that the numbers are hours.
const DAY_NEXT = new RegExp(`^ (?:de )?(?:el |este )?(?:${WEEKDAYS.join('|')}|hoy|manana)\\b`)
const DAY_LAST = new RegExp(`\\b(?:${WEEKDAYS.join('|')}|hoy|manana)(?: ,)? $`)

const readMark = (said: string | undefined): Mark | undefined =>
  said ? MARKS.find(([pattern]) => pattern.test(said))?.[1] : undefined

const HOUR_OF: Readonly<Record<string, number>> = { cuarto: 15, media: 30, pico: 0, piquito: 0, punta: 0, algo: 0 }
const minutesSaid = (word: string | undefined): number => HOUR_OF[word ?? ''] ?? Number(word ?? 0)

/** Minutes since midnight of a clock phrase, as said; undefined for what no clock shows ("7 y 80"). */
function readClock(said: string, mark?: Mark): Clock | undefined {
  const until = /^(?:faltan?(?:do)? )?(?:un )?(cuarto|\d+) (?:minutos )?(?:para|pa) (?:las? )?(\d+)$/.exec(said)
  const less = /^(\d+) menos (\w+)$/.exec(said)
  const past = /^(\d+)(?:[:. ]| y )?(\d\d|media|cuarto|pico|piquito|punta|algo|\d)?(?::\d\d)?(?: minutos)?$/.exec(said)
  const digits = /^(\d\d?)(\d\d)$/.exec(said)
  let minute: number
  if (until) minute = Number(until[2]) * 60 - minutesSaid(until[1])
  else if (less) minute = Number(less[1]) * 60 - minutesSaid(less[2])
  else if (digits) minute = Number(digits[1]) * 60 + Number(digits[2])
  else if (past) minute = Number(past[1]) * 60 + minutesSaid(past[2])
  else return undefined
  if (minute < 0 || minute > 1440 || minutesSaid(past?.[2]) > 59) return undefined
  const clock = { minute, ...(/^0\d/.test(said) && { padded: true }) }
  if (minute >= 780 || minute < 60) return { ...clock, mark: minute === 1440 || !mark ? 'exact' : mark }
  return mark ? { ...clock, mark } : clock
}

function single({ lead, clock, mark, full }: Groups, why: string): TimeFact | undefined {
  const said = readClock(clock ?? '', readMark(mark))
  if (!said) return undefined
  // "A las 8 horas" is the 24-hour clock; "las 3 horas" may be a stretch.
  const from: Clock = full && !said.mark && said.minute >= 420 ? { ...said, mark: 'exact' } : said
  if (mark === 'm' && from.minute !== 720) return undefined
  const open = /\bdesde\b/.test(lead ?? '') ? 'after' : /\bhasta\b/.test(lead ?? '') ? 'before' : undefined
  const vague = new RegExp(`\\b(?:${VAGUE})\\b`).test(lead ?? '') || /pico|algo|piquito/.test(clock ?? '')
  return { kind: 'T', options: [{ from }], why, ...(open && { open }), ...(vague && { fuzzy: true }) }
}

function range(
  { pre, las, first, mark1, link, las2, second, mark2 }: Groups,
  before: string,
  after: string
): TimeFact | undefined {
  const joined =
    link === 'y'
      ? /^entre/.test(pre ?? '')
      : link === 'o'
        ? Boolean(pre || las || mark2 || /:/.test(second ?? ''))
        : true
  if (!joined || (las2 && !pre && !las && !mark1 && link !== 'o' && link !== '-')) return undefined
  const announced =
    pre || las || mark1 || mark2 || DAY_NEXT.test(after) || DAY_LAST.test(before) || /[:.]/.test(`${first}${second}`)
  if (!announced || (!mark1 && !mark2 && countsThings(after)) || /^ de {MO}/.test(after)) return undefined
  const from = readClock(first ?? '', readMark(mark1))
  const to = readClock(second ?? '', readMark(mark2))
  if (!from || !to) return undefined
  const why = 'range of hours'
  if (link !== 'o') return { kind: 'T', options: [{ from, to }], why }
  const shared = from.mark ? from : { ...from, ...(to.mark && to.mark !== 'exact' && { mark: to.mark }) }
  return { kind: 'T', options: [{ from: shared }, { from: to }], why: 'two hours named', doubt: 'two hours named' }
}

const RANGE = (link: string) =>
  rx(
    `(?<![\\d:/-]|el |dias |dentro )\\b(?:(?<pre>(?:de|desde|entre|a|tipo|como)(?: eso de)?(?: tipo)?) )?(?<las>las? )?(?<first>${SIMPLE})(?: (?<mark1>${MARK}))? ?` +
      `(?<link>${link}) ?(?:a )?(?:de )?(?:eso de )?(?<las2>las? )?(?<second>${SIMPLE})(?![/:-])(?: en punto)?(?: (?<mark2>${MARK}))?(?! de {MO})(?! ?[ap]m)`
  )

/** Hours that say by themselves that they are hours. They run before the rules for dates. */
export const CLOCK_RULES: readonly Rule[] = [
  {
    name: 'range',
    pattern: RANGE('a|-|y|hasta|o|u'),
    read: (groups, _, { before, after }) =>
      range({ ...groups, link: groups.link === 'u' ? 'o' : groups.link }, before, after)
  },
  {
    name: 'cuarto para las 4',
    pattern: rx(
      `\\b(?<lead>${LEADS})(?:(?:a|las?) ){0,4}(?<clock>(?:un )?cuarto (?:para|pa) (?:las? )?{H}(?![:.\\d])|falta(?:n|ndo)? (?:(?:un )?cuarto|${FIVES}) (?:minutos )?para (?:las? )?{H}(?![:.\\d])|${FIVES} (?:minutos )?para las? {H}(?![:.\\d]))(?: en punto)?(?:(?: ,)? (?<mark>${MARK}))?`
    ),
    read: groups => single(groups, 'minutes before the hour')
  },
  {
    name: 'a las 3',
    pattern: rx(
      `\\b(?<lead>${LEADS})(?:las?|los) (?<clock>${CLOCK_AFTER_LEAD})(?: en punto)?(?<full> ?h(?:oras)?\\b)?(?:(?: ,)? (?<mark>${MARK}))?`
    ),
    read: (groups, _, { after }) => {
      const weak =
        !/\b(?:a|para|tipo|como|desde|hasta|de|sobre)\b/.test(groups.lead ?? '') ||
        /^(?:para|de) $/.test(groups.lead ?? '')
      if (!groups.mark && weak && /^\d+$/.test(groups.clock ?? '') && countsThings(after)) return undefined
      return single(groups, 'hour after "las"')
    }
  },
  {
    name: '3 pm',
    pattern: rx(
      `(?<![\\d:.,/-]|(?:\\b(?:el|dias|{WD}) )(?=\\d+ (?:en|por|tarde|noche|manana)))\\b(?<lead>${LEADS})(?<clock>(?<!(?:el|dias|de|{WD}|{MO}) )(?:1[0-2]|0?[1-9]) ?{MM}(?= [ap]m| de la (?:manana|tarde|noche))|${CLOCK})(?: en punto)?(?: ,)? (?<mark>${MARK})`
    ),
    read: groups =>
      Number.parseInt(groups.clock ?? '', 10) > 12 &&
      !/[:.]/.test(groups.clock ?? '') &&
      !/^[ap]m/.test(groups.mark ?? '')
        ? undefined
        : single(groups, 'hour with half of the day')
  },
  {
    name: '3:30',
    pattern: rx(`(?<![\\d:.,/-])\\b(?<lead>${LEADS})(?<clock>{H}:{MM}(?::{MM})?)(?![\\d/-])(?: ?h(?:oras)?\\b)?`),
    read: groups => single(groups, 'hour with minutes')
  },
  {
    name: '3 y media',
    pattern: rx(
      `(?<![\\d:.,/-])\\b(?<lead>${LEADS})(?<clock>{H} (?:y (?:media|cuarto)|menos (?:cuarto|${FIVES}))|(?:un )?cuarto para (?:las? )?{H}|falta(?:n|ndo)? ${FIVES} para (?:las? )?{H}|${FIVES} para las? {H})\\b(?! horas)(?: en punto)?`
    ),
    read: groups => single(groups, 'hour with quarter or half')
  },
  {
    name: '15 h',
    pattern: rx(
      '(?<!(?:en|cada|dentro de|por|hace|unas|como|de) )(?<![\\d:.,/-])\\b(?<clock>1[3-9]|2[0-3]|0?[7-9]|1[0-2])(?<full> ?h(?:oras)?\\b)(?! (?:antes|despues|de antici))'
    ),
    read: groups => single(groups, '24-hour time')
  },
  {
    name: 'tipo 4',
    pattern: rx(
      `(?<![\\d:.,/-])\\b(?<lead>(?:(?:a|para|como|por ahi) ){0,4}(?:tipo|como a|eso de|por ahi|hacia|desde|onda)) (?<clock>${CLOCK})(?: en punto)?`
    ),
    read: (groups, _, { after }) => (countsThings(after) ? undefined : single(groups, 'approximate hour'))
  },
  {
    name: 'mediodia',
    pattern: /\b(?<lead>(?:(?:a|en|hacia|sobre|como|para|por|tipo|al) ){0,4})(?:el )?mediodia\b/g,
    read: groups => single({ ...groups, clock: '12', mark: 'mediodia' }, 'noon')
  },
  {
    name: 'medianoche',
    pattern: /\b(?<lead>(?:(?:a|en|hacia|como|para) ){0,4})(?:la )?medianoche\b/g,
    read: groups => single({ ...groups, clock: '12', mark: 'noche' }, 'midnight')
  }
]

/** Numbers that are hours only by their neighbours. They run after the rules for dates. */
export const BARE_HOUR_RULES: readonly Rule[] = [
  {
    name: 'hour after a day',
    pattern: rx('(?<=[DP]\\d+ (?:, )?(?:a |tipo |como )?)(?<clock>{H}(?:[.:]{MM}| {MM})?)(?= |$)(?! ?[%/-])'),
    read: (groups, _, { after }) =>
      countsThings(after)
        ? undefined
        : { ...(single(groups, 'number after a day') as TimeFact), doubt: 'a bare number' }
  },
  {
    name: 'hour before a day',
    pattern: rx('(?<=^|[,.;] |y |para |@ )(?<clock>{H})(?= (?:de )?(?:P|D)\\d+)'),
    read: (groups, _, { board }) => {
      // Beside an hour it counts people: "para 2 mañana a las 10".
      if (/\bT\d/.test(board.text)) return undefined
      const fact = single(groups, 'number before a day')
      return fact && { ...fact, doubt: 'a bare number' }
    }
  },
  {
    name: 'dotted hour',
    pattern: rx('(?<![\\d:.,/-])\\b(?<clock>{H}\\.{MM})(?![\\d./-])'),
    read: groups => single(groups, 'hour with minutes after a dot')
  },
  {
    name: 'lone hour',
    pattern: rx('^(?:si |mejor |a )?(?<clock>{H})(?: en punto)?(?: ?[.,!?]| porfa| por favor| esta bien)*$'),
    read: groups => {
      const fact = single(groups, 'a number alone')
      return fact && { ...fact, doubt: 'a bare number' }
    }
  },
  {
    name: 'another hour',
    pattern: rx('(?<=T\\d+ (?:o|u) (?:a )?)(?<clock>{H}(?::{MM})?)(?= |$)'),
    read: groups => single(groups, 'second hour named')
  }
]
