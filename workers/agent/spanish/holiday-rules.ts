import { type Day, easter, makeDay, nthWeekday, onOrAfter, partsOf, weekdayOf } from './calendar.ts'
import type { Context, DateFact, Rule, Span } from './facts.ts'
import { rx, WEEKDAYS } from './vocabulary.ts'

type Feast = { name: string; words: RegExp; on: (year: number) => Span | undefined; doubt?: string }

const date =
  (month: number, day: number) =>
  (year: number): Span | undefined => {
    const from = makeDay(year, month, day)
    return from === undefined ? undefined : { from }
  }
const nth =
  (month: number, weekday: number, count: number) =>
  (year: number): Span | undefined => {
    const from = nthWeekday(year, month, weekday, count)
    return from === undefined ? undefined : { from }
  }
const fromEaster =
  (from: number, to?: number) =>
  (year: number): Span => {
    const sunday = easter(year)
    return to === undefined ? { from: sunday + from } : { from: sunday + from, to: sunday + to }
  }
const DAY = '(?:(?:el )?dias de )?(?:el |la |los |las )?'

/** Feasts by name, as Colombians keep them. Reyes moves to a Monday by law 51 of 1983; people also mean the 6th. */
const FEASTS: readonly Feast[] = [
  { name: 'Christmas Eve', words: /(?:la )?nochebuena|vispera de navidad|la novena de el 24/, on: date(12, 24) },
  { name: 'Christmas', words: /navidad|natividad/, on: date(12, 25) },
  {
    name: 'last day of the year',
    words: /nochevieja|(?:ultimo dias?|finales) de el ano|fin de(?: el)? ano|(?:la )?vispera de anonuevo/,
    on: date(12, 31)
  },
  { name: 'New Year', words: /anonuevo/, on: date(1, 1) },
  { name: 'Epiphany', words: /reyes(?: magos)?/, on: date(1, 6), doubt: 'the 6th, or the Monday it moves to' },
  { name: "Valentine's", words: /san valentin|los enamorados/, on: date(2, 14) },
  { name: "Women's Day", words: /mujer(?:es)?/, on: date(3, 8) },
  { name: 'Palm Sunday', words: /domingo de ramos/, on: fromEaster(-7) },
  { name: 'Maundy Thursday', words: /jueves santo/, on: fromEaster(-3) },
  { name: 'Good Friday', words: /viernes santo/, on: fromEaster(-2) },
  { name: 'Holy Saturday', words: /sabado (?:santo|de gloria)/, on: fromEaster(-1) },
  { name: 'Easter Sunday', words: /domingo de (?:resurec\w+|resurrec\w+|pascua)|pascua/, on: fromEaster(0) },
  { name: 'Holy Week', words: /semana (?:santa|mayor)/, on: fromEaster(-7, 0) },
  { name: 'Ash Wednesday', words: /miercoles de ceniza/, on: fromEaster(-46) },
  { name: 'Labour Day', words: /trabajo|trabajador(?:es)?/, on: date(5, 1) },
  { name: "Mother's Day", words: /madres?/, on: nth(5, 0, 2) },
  { name: "Father's Day", words: /padres?/, on: nth(6, 0, 3) },
  { name: 'Independence Day', words: /independencia/, on: date(7, 20) },
  { name: 'Battle of Boyaca', words: /batalla de boyaca/, on: date(8, 7) },
  { name: 'Love and Friendship', words: /amor y (?:la )?amistad/, on: nth(9, 6, 3) },
  { name: 'Halloween', words: /brujit?as|ninos/, on: date(10, 31) },
  { name: 'Halloween night', words: /hal+owe+n/, on: date(10, 31) },
  { name: "All Saints'", words: /todos los santos/, on: date(11, 1) },
  { name: "All Souls'", words: /difuntos|muertos/, on: date(11, 2) },
  { name: 'night of candles', words: /velitas/, on: date(12, 7) },
  { name: 'Immaculate Conception', words: /inmaculada(?: concepcion)?/, on: date(12, 8) },
  { name: 'Holy Innocents', words: /inocentes/, on: date(12, 28) }
]

// These words mean a feast only after "día de": "mi madre" is no date.
const NEEDS_DAY = new Set([
  "Women's Day",
  'Labour Day',
  "Mother's Day",
  "Father's Day",
  'Halloween',
  "All Souls'",
  'Independence Day',
  'Epiphany'
])

function feast({ on, name, doubt }: Feast, year: string | undefined, { today }: Context): DateFact {
  const own = partsOf(today).year
  const years = year ? [Number(year)] : [own, own + 1]
  const span = years.map(on).find(found => found && (found.to ?? found.from) >= today)
  if (!span) return { kind: 'D', options: [], why: name, past: true }
  return { kind: 'D', options: [span], why: name, ...(doubt && { doubt }) }
}

/** The next holiday, on that weekday if one was said; holidays come from outside, two years are searched. */
function nextHoliday(context: Context, from: Day, weekday?: number): Day | undefined {
  for (let day = from; day < from + 740; day += 1) {
    if ((weekday === undefined || weekdayOf(day) === weekday) && context.isHoliday(day)) return day
  }
  return undefined
}

function holiday(weekday: string | undefined, skip: boolean, context: Context): DateFact | undefined {
  const wanted = weekday ? WEEKDAYS.indexOf(weekday) : undefined
  const first = nextHoliday(context, context.today, wanted)
  const day = skip && first !== undefined ? nextHoliday(context, first + 1, wanted) : first
  if (day !== undefined) return { kind: 'D', options: [{ from: day }], why: 'holiday' }
  if (wanted === undefined) return undefined
  const nearest = onOrAfter(context.today + 1, wanted)
  return { kind: 'D', options: [{ from: nearest }], why: 'weekday', doubt: 'no such holiday is known' }
}

/** A long weekend: a holiday on Monday or Friday with the weekend beside it. */
function longWeekend(skip: boolean, context: Context): DateFact | undefined {
  let left = skip ? 1 : 0
  for (let day = context.today; day < context.today + 740; day += 1) {
    const weekday = weekdayOf(day)
    if ((weekday !== 1 && weekday !== 5) || !context.isHoliday(day)) continue
    if (left > 0) left -= 1
    else {
      const span = weekday === 1 ? { from: day - 2, to: day } : { from: day, to: day + 2 }
      return { kind: 'D', options: [span], why: 'long weekend', weekend: true }
    }
  }
  return undefined
}

const workday = (context: Context): DateFact => {
  let day = context.today + 1
  while (weekdayOf(day) === 0 || weekdayOf(day) === 6 || context.isHoliday(day)) day += 1
  return { kind: 'D', options: [{ from: day }], why: 'next working day', doubt: 'some count Saturday as a working day' }
}

const feastRules: readonly Rule[] = FEASTS.map(entry => ({
  name: entry.name,
  pattern: rx(
    `\\b(?:en |para )?${NEEDS_DAY.has(entry.name) ? '(?:el )?(?:dias|fiesta|puente|noche) de (?:el |la |los |las )?' : DAY}(?:${entry.words.source})(?:(?: ,)? (?:de(?: el)? )?(?<year>{Y}))?\\b`
  ),
  read: ({ year }, context) => feast(entry, year, context)
}))

/** Feasts, holidays and long weekends; before weekdays, because "lunes festivo" is one phrase. */
export const HOLIDAY_RULES: readonly Rule[] = [
  ...feastRules,
  {
    name: 'lunes festivo',
    pattern: rx(
      '\\b(?:el |este |para |proximo )*(?<which>otro )?(?<wd>{WD})(?: (?:proximo|que es|de))? (?:festivo|puente)\\b'
    ),
    read: ({ wd, which }, context) => holiday(wd, Boolean(which), context)
  },
  {
    name: 'puente festivo',
    pattern:
      /\b(?:el |en |para )*(?<which>(?:este |proximo |otro )*)(?:puente(?: festivo| proximo)?|finde (?:con|de|que hay) (?:puente|festivo)|finde festivo)\b/g,
    read: ({ which }, context) => longWeekend(/otro/.test(which ?? ''), context)
  },
  {
    name: 'festivo',
    pattern: /\b(?:(?:el|este|en|para|un) ){0,4}(?<which>(?:proximo |otro )?)(?:dias )?festivo(?: proximo)?\b/g,
    read: ({ which }, context) => holiday(undefined, /otro/.test(which ?? ''), context)
  },
  {
    name: 'dia habil',
    pattern: /\b(?:el )?(?:proximo )?dias (?:habil|laboral|laborable)(?: proximo)?\b/g,
    read: (_, context) => workday(context)
  }
]
