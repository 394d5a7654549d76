import { type Day, makeDay, monthSpan, partsOf, weekdayOf } from './calendar.ts'
import type { Context, DateFact, Groups, Rule, Span } from './facts.ts'
import { followerOf } from './followers.ts'
import { MONTHS, rx, WEEKDAYS } from './vocabulary.ts'

/** Without a year, a date this many days ahead is more likely one that has just gone by. */
const FAR_AHEAD = 300

const monthNumber = (name: string | undefined): number => MONTHS.indexOf(name ?? '') + 1

const fixed = (span: Span, why: string, more: Partial<DateFact> = {}): DateFact => ({
  kind: 'D',
  options: [span],
  why,
  ...more
})

/** A date that no calendar has says something, but nothing to book on. */
const impossible = (): DateFact => ({ kind: 'D', options: [], why: 'no such date', past: true })

export const pastFact = (why: string): DateFact => ({ kind: 'D', options: [], why, past: true })

/** The next such date of the year, today included; 29 February waits for a leap year. */
function nextOfYear(month: number, date: number, context: Context): Day | undefined {
  const { year } = partsOf(context.today)
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const day = makeDay(year + ahead, month, date)
    if (day !== undefined && day >= context.today) return day
  }
  return undefined
}

function calendarDate(date: number, month: number, year: string | undefined, context: Context): DateFact | undefined {
  if (!year) {
    const day = nextOfYear(month, date, context)
    if (day === undefined) return impossible()
    return fixed({ from: day }, 'day and month', day - context.today > FAR_AHEAD ? { doubt: 'nearly a year away' } : {})
  }
  const day = makeDay(year.length === 2 ? 2000 + Number(year) : Number(year), month, date)
  if (day === undefined) return impossible()
  return day < context.today ? pastFact('a date that is over') : fixed({ from: day }, 'full date')
}

/** Number of the month: the next month that has it. On that very day today and the next month are both live. */
function dayOfMonth(date: number, context: Context): DateFact | undefined {
  const { year, month } = partsOf(context.today)
  for (let ahead = 0; ahead < 4; ahead += 1) {
    const { first, last } = monthSpan(year, month, ahead)
    const day = first + date - 1
    if (day > last || day < context.today) continue
    const later = day === context.today ? nextAfter(date, context) : undefined
    const options = later === undefined ? [{ from: day }] : [{ from: day }, { from: later }]
    return { kind: 'D', options, why: 'day of the month', monthDay: date }
  }
  return undefined
}

const NEAR = 75

/** The next day, within some ten weeks, that is that weekday and has that number. */
export function weekdayWithNumber(weekday: number, monthDay: number, { today }: Context): Day | undefined {
  for (let day = today; day < today + NEAR; day += 1) {
    if (weekdayOf(day) === weekday && partsOf(day).date === monthDay) return day
  }
  return undefined
}

const nextAfter = (date: number, context: Context): Day | undefined =>
  dayOfMonth(date, { ...context, today: context.today + 1 })?.options[0]?.from

function numeric({ a, b, year }: Groups, context: Context): DateFact | undefined {
  const [first, second] = [Number(a), Number(b)]
  if (second >= 1 && second <= 12) return calendarDate(first, second, year, context)
  // Only the order of the United States is left: 12/25.
  return second <= 31 && first >= 1 && first <= 12 ? calendarDate(second, first, year, context) : undefined
}

function dayRange(groups: Groups, context: Context): DateFact | undefined {
  const end = calendarDate(Number(groups.b), monthNumber(groups.month), groups.year, context)
  const to = end?.options[0]?.from
  if (to === undefined) return end
  const { year, month, date } = partsOf(to)
  const start = Number(groups.a) < date ? makeDay(year, month, Number(groups.a)) : undefined
  return start === undefined ? undefined : fixed({ from: start, to }, 'range of days of a month')
}

/** Two or three numbers of a month, of which one is wanted. */
function daysNamed({ a, b, c }: Groups, read: (date: number) => DateFact | undefined): DateFact | undefined {
  const facts = [c, a, b].filter(date => date !== undefined).map(date => read(Number(date)))
  const options = facts.flatMap(fact => fact?.options.slice(0, 1) ?? [])
  return options.length > 0 ? { kind: 'D', options, why: 'several days named', doubt: 'several days named' } : undefined
}

function inMonth({ a, which }: Groups, context: Context): DateFact | undefined {
  const { year, month } = partsOf(context.today)
  const { first, last } = monthSpan(year, month, /proximo|otro/.test(which ?? '') ? 1 : 0)
  const day = first + Number(a) - 1
  if (day > last) return impossible()
  return day < context.today ? pastFact('that day of this month is over') : fixed({ from: day }, 'day of a named month')
}

const PLAIN_YEAR = '(?:(?: ,)? (?:de(?: el)? )?(?:ano )?(?<year>{Y})(?![:.]?\\d))?'

/** Ranges inside one month go before the hours: "de 9 a 11 de diciembre". */
export const MONTH_RANGE_RULES: readonly Rule[] = [
  {
    name: 'numeric date',
    pattern: rx('(?<![\\d:/.-])(?<year>{Y})[-/.](?<b>0?[1-9]|1[0-2])[-/.](?<a>{N})(?![\\d/])'),
    read: (groups, context) => numeric(groups, context)
  },
  {
    name: 'day month year',
    pattern: rx('(?<![\\d:/.-])\\b(?:el )?(?<a>{N}) ?[-/.] ?(?<b>{N}) ?[-/.] ?(?<year>{Y}|\\d\\d)(?![\\d/:])'),
    read: (groups, context) => numeric(groups, context)
  },
  {
    name: 'day month',
    pattern: rx('(?<![\\d:/.$-])\\b(?:el )?(?<a>{N})(?:/| / )(?<b>{N})(?![\\d/:]| ?[ap]m| de la)'),
    read: (groups, context) => numeric(groups, context)
  },
  {
    name: 'day-month',
    pattern: rx(
      '(?<![\\d:/.$-]|de |entre |hoy |manana |{WD} )\\b(?:el )?(?<a>{N})-(?<b>0?[1-9]|1[0-2])(?![\\d/:-])(?! ?(?:[ap]m|de la))'
    ),
    read: (groups, context) => numeric(groups, context)
  },
  {
    name: 'days of a month',
    pattern: rx(
      `\\b(?:de el |de |entre el |entre |desde el |el )?(?<a>{N})(?: ?(?:-|a el|a|(?<=entre (?:el )?\\d\\d? )y(?: el)?|hasta el|hasta|al) ?)(?:dias )?(?<b>{N}) (?:de )?(?<month>{MO})${PLAIN_YEAR}`
    ),
    read: (groups, context, { before }) => (/(?:las?|:) $/.test(before) ? undefined : dayRange(groups, context))
  },
  {
    name: '2 o 3 de diciembre',
    pattern: rx(
      `(?<!las )\\b(?:el )?(?:(?<c>{N}) ?, (?:el )?)?(?<a>{N}) (?:o|u|y) (?:el )?(?<b>{N}) (?:de )?(?<month>{MO})${PLAIN_YEAR}`
    ),
    read: (groups, context) =>
      daysNamed(groups, date => calendarDate(date, monthNumber(groups.month), groups.year, context))
  }
]

/** Dates with a month, and numbers of the month that stand alone. */
export const DATE_RULES: readonly Rule[] = [
  {
    name: '15 de diciembre',
    pattern: rx(
      `(?<![\\d:/.-])\\b(?:el |dias |para el )*(?<a>{N})(?:(?: ,)? de(?: el)?(?: mes de)?|-|/| -)? ?(?<month>{MO})${PLAIN_YEAR}`
    ),
    read: ({ a, month, year }, context) => calendarDate(Number(a), monthNumber(month), year, context)
  },
  {
    name: 'diciembre 15',
    pattern: rx(`\\b(?<month>{MO})(?: ,)? (?:el )?(?<a>{N})(?![\\d:/.-]| ?[ap]m|[a-z])${PLAIN_YEAR}`),
    read: ({ a, month, year }, context, { after }) =>
      followerOf(after) === 'noun' ? undefined : calendarDate(Number(a), monthNumber(month), year, context)
  },
  {
    name: 'el 5 de este mes',
    pattern: rx(
      '\\b(?:el |dias )*(?<a>{N}) de (?<which>(?:el |este |proximo |otro |presente |mismo )*mes(?: proximo| en curso)?)\\b'
    ),
    read: (groups, context) => inMonth(groups, context)
  },
  {
    name: 'el 15 del 12',
    pattern: rx('\\bel (?<a>{N}) de el (?:mes )?(?<b>0?[1-9]|1[0-2])(?![\\d:/.-])'),
    read: ({ a, b }, context) => calendarDate(Number(a), Number(b), undefined, context)
  },
  {
    name: 'el 20 al 25',
    pattern: rx(
      '\\b(?:de el|entre el|desde el|el|entre) (?<a>{N}) (?:a el|y el|hasta el|y|a) (?:dias )?(?<b>{N})(?![\\d:/.-]| (?:de la|[ap]m))'
    ),
    read: ({ a, b }, context, { before, after }) => {
      const start = dayOfMonth(Number(a), context)?.options[0]?.from
      if (start === undefined || /mover|cambi|corr|pas/.test(before) || followerOf(after) === 'noun') return undefined
      const end = dayOfMonth(Number(b), { ...context, today: start })?.options[0]?.from
      return end === undefined ? undefined : fixed({ from: start, to: end }, 'range of days')
    }
  },
  {
    name: 'el 15 o 16',
    pattern: rx(
      '\\bel (?:(?<c>{N}) ?, (?:el )?)?(?<a>{N}) (?:o|u|y) (?:el )?(?<b>{N})(?![\\d:/.-]| ?(?:[ap]m|h)\\b| de la)'
    ),
    read: (groups, context, { after }) =>
      followerOf(after) === 'noun' ? undefined : daysNamed(groups, date => dayOfMonth(date, context))
  },
  {
    name: 'el 15',
    pattern: rx(
      '(?<![\\d:/.,-])\\b(?:(?:el|para el|este|a el) (?:dias |proximo )?|dias )(?<a>{N})(?![\\d:/-]|\\.\\d| ?(?:[ap]m|h|%)\\b)'
    ),
    read: ({ a }, context, { after }) => {
      const follower = followerOf(after)
      const fact = follower === 'noun' ? undefined : dayOfMonth(Number(a), context)
      return fact && { ...fact, ...(follower === 'unknown' && { doubt: 'a number before an unknown word' }) }
    }
  },
  {
    name: 'viernes 20',
    pattern: rx(
      '(?<=\\b{WD}(?: proximo)?(?: ,)? )(?:el )?(?:dias )?(?<a>{N})(?![\\d:/-]|\\.\\d| ?(?:[ap]m|h|%)\\b| y (?:media|cuarto)| menos)'
    ),
    read: ({ a }, context, { before }) => {
      const weekday = WEEKDAYS.findIndex(name => before.replace(/(?: proximo)?(?: ,)? $/, '').endsWith(name))
      const fact = dayOfMonth(Number(a), context)
      const agrees = fact && weekdayWithNumber(weekday, Number(a), context) !== undefined
      // "Jueves 4" with no such Thursday near is an hour; "jueves 25" is a date with one of its two halves wrong.
      return agrees || Number(a) > 12 ? fact : undefined
    }
  },
  {
    name: 'el primero',
    pattern: /\b(?:el|dias) primer(?= ?(?:$|[.,;?!]|[DTP]\d))/g,
    read: (_, context) => {
      const fact = dayOfMonth(1, context)
      return fact && { ...fact, doubt: 'the first of the month, or the first option' }
    }
  }
]
