import { addMonths, type Day, makeDay, mondayOf, monthSpan, nthWeekday, partsOf } from './calendar.ts'
import { pastFact } from './date-rules.ts'
import type { Context, DateFact, Groups, Rule, Span } from './facts.ts'
import { MONTHS, rx, WEEKDAYS } from './vocabulary.ts'

const NTH = '(?<nth>primer|segundo|tercer|cuarto|quinto|ultimo|[1-5]ord)'
const WHICH_MONTH =
  '(?:(?<month>{MO})(?:(?: ,)? (?:de(?: el)? )?(?<year>{Y}))?|(?<which>(?:este |el |proximo |otro )*mes(?: proximo)?|este))'
const ORDINALS: Readonly<Record<string, number>> = {
  primer: 1,
  segundo: 2,
  tercer: 3,
  cuarto: 4,
  quinto: 5,
  ultimo: -1
}

const span = (from: Day, to: Day, why: string, more: Partial<DateFact> = {}): DateFact => ({
  kind: 'D',
  options: [{ from, to }],
  why,
  ...more
})

type Month = { year: number; month: number }

/** The months that "de diciembre", "del próximo mes" or nothing may mean, the next one first. */
function monthsMeant({ month, year, which }: Groups, context: Context): Month[] {
  const now = partsOf(context.today)
  if (month) {
    const number = MONTHS.indexOf(month) + 1
    if (year) return [{ year: Number(year), month: number }]
    return [0, 1].map(ahead => ({ year: now.year + ahead, month: number }))
  }
  const first = /proximo|otro/.test(which ?? '') ? 1 : 0
  const { year: y, month: m } = partsOf(monthSpan(now.year, now.month, first).first)
  const next = partsOf(monthSpan(now.year, now.month, first + 1).first)
  return which && first === 1
    ? [{ year: y, month: m }]
    : [
        { year: y, month: m },
        { year: next.year, month: next.month }
      ]
}

/** The first of the spans that is not over. */
function firstLive(
  groups: Groups,
  context: Context,
  why: string,
  make: (month: Month) => Span | undefined,
  more: Partial<DateFact> = {}
): DateFact {
  for (const month of monthsMeant(groups, context)) {
    const found = make(month)
    if (found && (found.to ?? found.from) >= context.today) return { kind: 'D', options: [found], why, ...more }
  }
  return pastFact(why)
}

const numberOf = (nth: string | undefined): number => ORDINALS[nth ?? ''] ?? Number.parseInt(nth ?? '', 10)

function weekOfMonth(nth: number, { year, month }: Month): Span {
  const { first, last } = monthSpan(year, month)
  if (nth < 0) return { from: mondayOf(last), to: last }
  const from = nth === 1 ? first : mondayOf(first) + (nth - 1) * 7
  return { from, to: Math.min(mondayOf(first) + nth * 7 - 1, last) }
}

/** "El último día de noviembre" is one day, "los primeros días" are about a week. */
function edgeOfMonth(groups: Groups, context: Context): DateFact {
  const late = groups.end?.startsWith('ultimo')
  const one = groups.count === undefined && /^(?:ultimo|primer)$/.test(groups.end ?? '')
  const length = one ? 1 : Math.min(Number(groups.count ?? 7), 28)
  const make = ({ year, month }: Month): Span => {
    const { first, last } = monthSpan(year, month)
    return late ? { from: last - length + 1, to: last } : { from: first, to: first + length - 1 }
  }
  return firstLive(
    groups,
    context,
    'edge of a month',
    make,
    one || groups.count ? {} : { fuzzy: true, doubt: 'a stretch' }
  )
}

function thirdOfMonth(which: string, { year, month }: Month): Span {
  const { first, last } = monthSpan(year, month)
  if (/princip|comien|inici|primeros/.test(which)) return { from: first, to: first + 9 }
  return /medi|mitad/.test(which) ? { from: first + 10, to: first + 19 } : { from: last - 9, to: last }
}

/** Salaries are paid on the 15th and on the last day; the day is the custom, not a rule, so it is asked. */
function payday(context: Context, skip: number): DateFact {
  const { year, month } = partsOf(context.today)
  const days = [0, 1, 2].flatMap(ahead => {
    const { first, last } = monthSpan(year, month, ahead)
    return [first + 14, Math.min(first + 29, last)]
  })
  const day = days.filter(date => date >= context.today)[skip] ?? context.today
  return { kind: 'D', options: [{ from: day }], why: 'payday', fuzzy: true, doubt: 'payday is about that day' }
}

function isoWeek({ week, year }: Groups, context: Context): DateFact {
  const start = (y: number): Day => mondayOf(makeDay(y, 1, 4) ?? 0) + (Number(week) - 1) * 7
  const own = year ? Number(year) : partsOf(context.today).year
  const from = year || start(own) + 6 >= context.today ? start(own) : start(own + 1)
  return from + 6 < context.today ? pastFact('week of the year') : span(from, from + 6, 'week of the year')
}

/** Parts of months, weeks of a month, paydays. They run before single dates and weekdays. */
export const SPAN_RULES: readonly Rule[] = [
  {
    name: 'primer lunes de diciembre',
    pattern: rx(`\\b(?:el )?(?:${NTH}) (?<wd>{WD})(?: (?:de(?: el)?|en) ${WHICH_MONTH})`),
    read: (groups, context) =>
      firstLive(groups, context, 'nth weekday of a month', ({ year, month }) => {
        const from = nthWeekday(year, month, WEEKDAYS.indexOf(groups.wd ?? ''), numberOf(groups.nth))
        return from === undefined ? undefined : { from }
      })
  },
  {
    name: 'primera semana de diciembre',
    pattern: rx(`\\b(?:en )?(?:la )?${NTH} semana de(?: el)? ${WHICH_MONTH}`),
    read: (groups, context) =>
      firstLive(groups, context, 'week of a month', month => weekOfMonth(numberOf(groups.nth), month), { fuzzy: true })
  },
  {
    name: 'ultimo dia de noviembre',
    pattern: rx(
      `\\b(?:el |los |en )*(?<end>ultimo|ultimos|primer|primeros|primeras?)(?: (?<count>\\d+))? dias de(?: el)? ${WHICH_MONTH}`
    ),
    read: (groups, context) => edgeOfMonth(groups, context)
  },
  {
    name: 'primera quincena de diciembre',
    pattern: rx(`\\b(?:la )?${NTH} quincena(?: de(?: el)? ${WHICH_MONTH})?`),
    read: (groups, context) =>
      firstLive(groups, context, 'half of a month', ({ year, month }) => {
        const { first, last } = monthSpan(year, month)
        return numberOf(groups.nth) === 1 ? { from: first, to: first + 14 } : { from: first + 15, to: last }
      })
  },
  {
    name: 'mediados de mes',
    pattern: rx(
      `\\b(?:a |en |para |por )?(?:el |la )?(?<third>principios?|comienzos?|inicios?|mediados?|mitad|primeros|finales?|fines?|fin)(?: de(?: el)?)? ${WHICH_MONTH}\\b`
    ),
    read: (groups, context) =>
      firstLive(groups, context, 'third of a month', month => thirdOfMonth(groups.third ?? '', month), {
        fuzzy: true,
        doubt: 'a stretch without a fixed day'
      })
  },
  {
    name: 'finales de ano',
    pattern: /\b(?:a |para |en )?finales de (?:este )?ano\b/g,
    read: (_, context) => {
      const { year } = partsOf(context.today)
      const end = makeDay(year, 12, 31) ?? 0
      return span(Math.max(end - 9, context.today), end, 'end of the year', { fuzzy: true, doubt: 'a stretch' })
    }
  },
  {
    name: 'quincena',
    pattern: /\b(?:la |el )?(?<which>(?:este |proximo |otro )*)quincena(?<after> proximo)?\b/g,
    read: ({ which }, context) => payday(context, /otro/.test(which ?? '') ? 1 : 0)
  },
  {
    name: 'semana 48',
    pattern: rx(
      '\\bsemana (?:numero )?(?<week>5[0-3]|[1-4]\\d|[1-9])(?: de(?: el)? (?:ano )?(?<year>{Y}))?(?![\\d:/])'
    ),
    read: (groups, context) => isoWeek(groups, context)
  },
  {
    name: 'este mes',
    pattern: /(?<!\d de )\b(?:en |para |por )?(?:el )?(?<which>este mes|proximo mes|otro mes|mes proximo)\b/g,
    read: (groups, context) =>
      firstLive(groups, context, 'whole month', ({ year, month }) => {
        const { first, last } = monthSpan(year, month)
        return { from: Math.max(first, context.today), to: last }
      })
  }
]

/** A month without a day; after the rules for dates, which need the month's name. */
export const MONTH_RULES: readonly Rule[] = [
  {
    name: 'en diciembre',
    pattern: rx(
      '(?<!@ )\\b(?:en |para |el mes de |todo |este |el )*(?<month>{MO})(?: proximo)?(?:(?: ,)? (?:de(?: el)? )?(?<year>{Y}))?\\b'
    ),
    read: (groups, context) =>
      firstLive(groups, context, 'whole month', ({ year, month }) => {
        const { first, last } = monthSpan(year, month)
        return { from: Math.max(first, context.today), to: last }
      })
  }
]

/** The same date some weeks, months or years on. */
export function later(day: Day, amount: number, unit: string): Day | undefined {
  if (!(amount >= 0) || amount > 400) return undefined
  if (/^dia|^noche/.test(unit)) return day + (amount === 8 ? 7 : amount === 15 ? 14 : amount)
  if (/^semana/.test(unit)) return day + amount * 7
  if (/^quincena/.test(unit)) return day + amount * 14
  if (/^mes/.test(unit)) return addMonths(day, amount)
  return /^ano/.test(unit) ? addMonths(day, amount * 12) : undefined
}
