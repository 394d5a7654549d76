import { mondayOf, onOrAfter, partsOf, weekdayOf } from './calendar.ts'
import { weekdayWithNumber } from './date-rules.ts'
import { type Board, type Context, type DateFact, dateOf, factAt, type Groups, type Rule, type Span } from './facts.ts'
import { MOVING } from './repairs.ts'
import { later } from './span-rules.ts'

const first = (fact: DateFact): Span => fact.options[0] ?? { from: 0 }
const alternatives = (facts: readonly DateFact[], why: string): DateFact => ({
  kind: 'D',
  options: facts.flatMap(fact => fact.options),
  why,
  doubt: why
})

/** "Viernes 20": the next day on which both hold; else both remain and the customer is asked. */
function agreeing(weekday: number, monthDay: number, context: Context, facts: DateFact[]): DateFact {
  const day = weekdayWithNumber(weekday, monthDay, context)
  if (day !== undefined) {
    // "Sábado 9", five weeks before a Saturday the 9th, may be an hour.
    const far = monthDay <= 12 && day - context.today > 21
    const why = 'weekday and day of the month agree'
    return { kind: 'D', options: [{ from: day }], why, ...(far && { doubt: 'the number may be an hour' }) }
  }
  return alternatives(facts, 'weekday and day of the month disagree')
}

function inSpan({ from, to = from }: Span, weekday: number): DateFact | undefined {
  const day = onOrAfter(from, weekday)
  if (day > to) return undefined
  return {
    kind: 'D',
    options: [{ from: day }],
    why: 'weekday of that stretch',
    ...(day + 7 <= to && { doubt: 'several such days' })
  }
}

/** Two phrases about one day, side by side: "mañana jueves", "la próxima semana el martes", "viernes 20". */
function merge(a: DateFact, b: DateFact, context: Context): DateFact | undefined {
  if (a.past || b.past) return a.past && b.past ? a : undefined
  const [named, other] = a.weekday !== undefined ? [a, b] : [b, a]
  if (named.weekday !== undefined && other.weekday === undefined) {
    if (other.monthDay !== undefined) return agreeing(named.weekday, other.monthDay, context, [other, named])
    const span = first(other)
    if (span.to !== undefined) return other.options.length > 1 ? undefined : inWeek(span, named.weekday, context)
    if (other.week) return inSpan({ from: mondayOf(span.from), to: mondayOf(span.from) + 6 }, named.weekday)
    const match = other.options.find(option => weekdayOf(option.from) === named.weekday)
    return match ? { ...other, options: [match] } : alternatives([other, named], 'date and weekday disagree')
  }
  if (named.weekday !== undefined && named.weekday === other.weekday) return a.options.length > b.options.length ? b : a
  const numbered = a.monthDay !== undefined ? a : b.monthDay !== undefined ? b : undefined
  const stretch = numbered === a ? b : a
  const span = first(stretch)
  if (numbered?.monthDay !== undefined && span.to !== undefined) {
    const from = Math.max(span.from, context.today)
    for (let day = from; day <= span.to; day += 1) {
      if (partsOf(day).date === numbered.monthDay)
        return { kind: 'D', options: [{ from: day }], why: 'day of that month' }
    }
  }
  return JSON.stringify(a.options) === JSON.stringify(b.options) ? a : undefined
}

/** A weekday of this week that is over is taken from nowhere: the customer must say more. */
function inWeek(span: Span, weekday: number, context: Context): DateFact {
  const found = inSpan(span, weekday)
  if (found) return found
  const day = onOrAfter(Math.max(context.today, mondayOf(span.from)), weekday)
  return { kind: 'D', options: [{ from: day }], why: 'weekday outside of that stretch', doubt: 'that weekday is over' }
}

const NAMED = 'two days named'
const date = (board: Board, token: string | undefined): DateFact | undefined => dateOf(factAt(board, token))

function shift(groups: Groups, board: Board): DateFact | undefined {
  const fact = date(board, groups.d)
  const amount = Number(groups.amount ?? '') || 1
  if (!fact || fact.past) return undefined
  const back = /antes/.test(groups.side ?? '')
  const options = fact.options.flatMap(({ from, to = from }) => {
    const base = back ? from : to
    const days = groups.side
      ? amount * (/^semana/.test(groups.unit ?? '') ? 7 : 1)
      : (later(base, amount, groups.unit ?? 'dias') ?? base) - base
    return [{ from: back ? base - days : base + days }]
  })
  // "De este viernes en ocho" counts from the nearest one.
  return { kind: 'D', options: options.slice(0, 1), why: 'counted from another day' }
}

function weekOf(fact: DateFact | undefined, { today }: Context): DateFact | undefined {
  if (!fact || fact.past) return undefined
  const monday = mondayOf(first(fact).from)
  return { kind: 'D', options: [{ from: Math.max(monday, today), to: monday + 6 }], why: 'week of that day' }
}

/** "El martes después de navidad": that weekday nearest to the other day, on the side named. */
function besides({ wd, d, side }: Groups, board: Board): DateFact | undefined {
  const [named, other] = [date(board, wd), date(board, d)]
  if (named?.weekday === undefined || !other || other.past) return undefined
  const { from, to = from } = first(other)
  const day = side === 'antes' ? onOrAfter(from - 7, named.weekday) : onOrAfter(to + 1, named.weekday)
  if (day < board.context.today) return undefined
  return { kind: 'D', options: [{ from: day }], why: 'weekday beside another day' }
}

/** "El fin de semana del 5": the stretch of that name that holds or touches the day. */
function weekendOf(
  stretch: DateFact | undefined,
  fact: DateFact | undefined,
  { today }: Context
): DateFact | undefined {
  if (!stretch?.weekend || !fact || fact.past) return undefined
  const saturday = mondayOf(first(fact).from) + 5
  return { kind: 'D', options: [{ from: Math.max(saturday, today), to: saturday + 1 }], why: 'weekend of that day' }
}

function range(groups: Groups, board: Board): DateFact | undefined {
  const [a, b] = [date(board, groups.a), date(board, groups.b)]
  const from = a && first(a).from
  if (!a || !b || a.past || b.past || from === undefined || !b.options[0]) return undefined
  let to = first(b).to ?? first(b).from
  if (b.weekday !== undefined) to = onOrAfter(from, b.weekday)
  const start = a.monthDay !== undefined && from > to ? backTo(a.monthDay, to, board.context) : from
  if (start === undefined || start > to) return alternatives([a, b], 'two days named')
  const doubt = a.doubt ?? b.doubt
  return { kind: 'D', options: [{ from: start, to }], why: 'range of days', ...(doubt && { doubt }) }
}

function backTo(monthDay: number, to: number, { today }: Context): number | undefined {
  for (let day = to; day >= today && day > to - 62; day -= 1) if (partsOf(day).date === monthDay) return day
  return undefined
}

const open = (groups: Groups, board: Board, side: 'after' | 'before'): DateFact | undefined => {
  const fact = date(board, groups.d)
  if (!fact || fact.past || fact.open || fact.minute !== undefined) return undefined
  return { ...fact, open: side }
}

/** Days counted from other days, then days that belong together. Ranges come later: a move reads "del… al…" otherwise. */
export const DATE_JOIN_RULES: readonly Rule[] = [
  {
    name: 'viernes de la otra semana',
    pattern:
      /(?<a>D\d+)(?: [,-])?(?: (?:el|de|la|en|dias|que|es|cae|o sea|es decir|este|para|osea|ese|un|alguno?)){0,4} (?<b>D\d+)/g,
    read: (groups, context, { board, before }) => {
      const [a, b] = [date(board, groups.a), date(board, groups.b)]
      // "Cambiar la del viernes para mañana" names two days, not one day twice.
      if (board.text.includes(`${groups.a} para`) && MOVING.test(board.text)) return undefined
      return a && b && !/entre $|\b(?:no|ni) (?:el |la )?(?:de )?$/.test(before) ? merge(a, b, context) : undefined
    }
  },
  {
    name: 'lunes despues de navidad',
    pattern: /(?<wd>D\d+)(?: ,)? (?<side>despues|antes|proximo) (?:de |a )(?:el |la )?(?<d>D\d+)/g,
    read: (groups, _, { board }) => besides(groups, board)
  },
  {
    name: 'finde de el 5',
    pattern: /(?<a>D\d+) de (?:el |la )?(?<b>D\d+)/g,
    read: ({ a, b }, context, { board }) => weekendOf(date(board, a), date(board, b), context)
  },
  {
    name: 'la semana del 7',
    pattern: /\b(?:en )?(?:la )?semana (?:de|en que cae|que empieza|que inicia)(?: el)? (?<d>D\d+)/g,
    read: ({ d }, context, { board }) => weekOf(date(board, d), context)
  },
  {
    name: 'viernes en ocho',
    pattern:
      /\b(?:de )?(?<d>D\d+) (?:en|a) (?<amount>\d+|una?)(?! T)(?: (?<unit>dias|semanas?|mes(?:es)?|quincena))?(?= ?(?:$|[.,;?!]|[TP]\d| a\b| en\b| por\b| tipo\b| para\b))/g,
    read: (groups, _, { board }) =>
      groups.unit || /^(?:8|15)$/.test(groups.amount ?? '') ? shift(groups, board) : undefined
  },
  {
    name: 'tres dias despues de',
    pattern:
      /\b(?:(?:el|la) )?(?:(?<amount>\d+|una?|un) )?(?<unit>dias|semanas?) (?<side>despues|antes|proximo) (?:de |a )(?:el |la )?(?<d>D\d+)/g,
    read: (groups, _, { board }) => shift(groups, board)
  }
]

export const DATE_RANGE_RULES: readonly Rule[] = [
  {
    name: 'de lunes a viernes',
    pattern: /\b(?:(?:de|desde|entre)(?: el| la)? )?(?<a>D\d+)(?: ,)? (?:a|hasta|-|y(?= D\d+))(?: el| la)? (?<b>D\d+)/g,
    read: (groups, _, { board }) => {
      const whole = board.text.includes(`entre ${groups.a}`) || board.text.includes(`entre el ${groups.a}`)
      const and = board.text.includes(`${groups.a} y ${groups.b}`)
      return and && !whole ? undefined : range(groups, board)
    }
  },
  {
    name: 'lunes o martes',
    pattern:
      /(?<a>D\d+)(?: ,)? (?:o|u|y|\/|o si no|o de pronto|o tambien|tambien|y o)(?: (?:el|para|si no|quizas?|de pronto|tal vez|mejor|hasta))* (?<b>D\d+)/g,
    read: (groups, _, { board }) => {
      const [a, b] = [date(board, groups.a), date(board, groups.b)]
      return a && b && !a.past && !b.past ? alternatives([a, b], NAMED) : undefined
    }
  },
  {
    name: 'lunes, martes o miercoles',
    pattern: /(?<a>D\d+) , (?<b>D\d+)/g,
    read: (groups, _, { board }) => {
      const [a, b] = [date(board, groups.a), date(board, groups.b)]
      return a && !a.past && b?.why === NAMED ? alternatives([a, b], NAMED) : undefined
    }
  },
  {
    name: 'despues de el puente',
    pattern:
      /\b(?:despues|a partir|luego|pasado|en adelante|mas alla) (?:de )?(?:el )?(?<d>D\d+)|\b(?:desde|ya)(?: el)? (?<since>D\d+)(?! hasta)|(?<on>D\d+) en adelante/g,
    read: ({ d, since, on }, _, { board }) => open({ d: d ?? since ?? on }, board, 'after')
  },
  {
    name: 'antes de el viernes',
    pattern: /\b(?:antes de|hasta|a mas tardar|maximo)(?: el| para)? (?<d>D\d+)/g,
    read: (groups, _, { board }) => open(groups, board, 'before')
  }
]
