import { type Day, hhmm, isoDate, wallTimeExists, weekdayOf } from './calendar.ts'
import type { Context, Part } from './facts.ts'
import { hoursMeant, type TimeSpan } from './hours.ts'
import { PART_WINDOWS } from './part-rules.ts'
import type { Group } from './repairs.ts'

/** Opening interval as the business keeps it: weekday 0 is Sunday, times `HH:MM` or `HH:MM:SS`. */
export type OpeningInterval = { weekday: number; opens: string; closes: string }

/**
 * One thing the text may mean. Days `YYYY-MM-DD`, hours `HH:MM`, both on the wall of the zone asked for. `dateTo` and
 * `timeTo` end a stretch; `open` and `dateOpen` mean "from then on" or "until then". `certain` is true only where this is
 * the one live reading and nothing about it is a guess.
 */
export type Reading = {
  date?: string
  dateTo?: string
  dateOpen?: 'after' | 'before'
  time?: string
  timeTo?: string
  open?: 'after' | 'before'
  part?: Part
  fuzzy?: boolean
  certain: boolean
  why: string[]
}
type Draft = { from?: Day; to?: Day; time?: TimeSpan; reading: Reading; doubt?: string }

type Days = { from?: Day; to?: Day }

const END_OF_DAY = 1440

/** The draft with what is over cut off; undefined where nothing is left. */
function alive(draft: Draft, group: Group, { today, minute }: Context): Draft | undefined {
  const { from, to = from, time } = draft
  if (from === undefined || to === undefined) return draft
  if (to < today && group.date?.open !== 'after') return undefined
  const start = Math.max(from, today)
  const shifted: Draft = { ...draft, from: start }
  if (start !== today || to !== today) return shifted
  if (time) {
    const end = time.to ?? time.from
    if (end < minute && group.time?.open !== 'after') return undefined
    return { ...shifted, time: { ...time, from: Math.max(time.from, time.to || group.time?.open ? minute : 0) } }
  }
  const part = group.part ? PART_WINDOWS[group.part.part] : undefined
  return part && part.to <= minute ? undefined : shifted
}

/** After the day comes the day after: "después del puente" begins when the stretch has ended. */
function daysOf(group: Group, context: Context): Days[] {
  const { date, part } = group
  if (date) {
    return date.options.map(({ from, to }) => {
      if (date.open === 'after' && to !== undefined) return { from: to + 1 }
      return to === undefined || to === from ? { from } : { from, to }
    })
  }
  return part?.today ? [{ from: context.today }] : [{}]
}

function opens(span: TimeSpan, day: Day | undefined, hours: readonly OpeningInterval[]): boolean {
  const at = hhmm(span.from)
  return hours.some(
    ({ weekday, opens: from, closes }) =>
      (day === undefined || weekday === weekdayOf(day)) &&
      at >= from.slice(0, 5) &&
      (at < closes.slice(0, 5) || closes < from)
  )
}

/** Of the hours a phrase may mean those that the past, the opening hours and custom leave. */
function choose(drafts: Draft[], hours: readonly OpeningInterval[] | undefined): Draft[] {
  const within = hours ? drafts.filter(({ time, from }) => !time || opens(time, from, hours)) : []
  const live = within.length > 0 ? within : drafts
  const likely = live.filter(({ time }) => !time?.unlikely)
  if (likely.length > 0) return likely
  return within.length > 0 ? live : live.map(draft => ({ ...draft, doubt: draft.doubt ?? 'an unusual hour' }))
}

function write(draft: Draft, group: Group, context: Context): Draft {
  const { from, to, time, reading } = draft
  const why = [...reading.why]
  let doubt = draft.doubt
  const result: Reading = { certain: false, why }
  let [first, minute] = [from, time?.from]
  if (minute !== undefined && minute >= END_OF_DAY && first !== undefined) {
    first += 1
    doubt = doubt ?? 'midnight ends one day and begins the next'
  }
  if (first !== undefined) result.date = isoDate(first)
  if (to !== undefined && first !== undefined && to > first) result.dateTo = isoDate(to)
  if (group.date?.open) result.dateOpen = group.date.open
  if (minute !== undefined && time) {
    minute %= END_OF_DAY
    result.time = hhmm(minute)
    if (time.to !== undefined) result.timeTo = hhmm(time.to)
    if (group.time?.open) result.open = group.time.open
    if (first !== undefined && !wallTimeExists(first, minute, context.timeZone)) doubt = 'the clocks skip that hour'
  } else if (group.part) result.part = group.part.part
  if (group.date?.fuzzy || group.time?.fuzzy || group.part?.fuzzy) result.fuzzy = true
  return { ...draft, reading: result, ...(doubt !== undefined && { doubt }) }
}

function draftsOf(group: Group, context: Context, hours: readonly OpeningInterval[] | undefined): Draft[] {
  const { date, time, part } = group
  const doubt = group.doubt ?? date?.doubt ?? time?.doubt
  const base = { why: [date?.why, time?.why, part?.why].filter(why => why !== undefined), certain: false }
  const meant = hoursMeant(group)
  const spans: (TimeSpan | undefined)[] = meant.spans.length > 0 ? meant.spans : [undefined]
  return daysOf(group, context).flatMap(days => {
    const drafts = spans.map((span): Draft => {
      const open = span?.mark === undefined ? doubt : (doubt ?? span.mark)
      return { ...days, reading: base, ...(span && { time: span }), ...(open !== undefined && { doubt: open }) }
    })
    const live = drafts.map(draft => alive(draft, group, context)).filter(draft => draft !== undefined)
    return choose(live, meant.asked ? hours : undefined).map(draft => write(draft, group, context))
  })
}

const keyOf = ({ certain: _certain, why: _why, ...said }: Reading): string => JSON.stringify(said)

/** All live readings of the wishes, the likeliest first; `past` tells that something was said about a time that is over. */
export function resolve(
  groups: readonly Group[],
  context: Context,
  hours: readonly OpeningInterval[] | undefined
): { readings: Reading[]; past: boolean } {
  const found = new Map<string, { reading: Reading; doubt?: string }>()
  let past = false
  for (const group of groups) {
    const drafts = group.date?.past ? [] : draftsOf(group, context, hours)
    if (drafts.length === 0) past = true
    for (const { reading, doubt } of drafts) {
      const key = keyOf(reading)
      if (!found.has(key)) found.set(key, { reading, ...(doubt !== undefined && { doubt }) })
    }
  }
  const all = [...found.values()]
  const readings = all.map(({ reading, doubt }) => ({
    ...reading,
    certain: all.length === 1 && doubt === undefined,
    why: doubt === undefined ? reading.why : [...reading.why, `doubt: ${doubt}`]
  }))
  return { readings, past }
}
