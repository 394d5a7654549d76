import { clockIn, mondayOf, onOrAfter, weekdayOf } from './calendar.ts'
import { pastFact } from './date-rules.ts'
import type { Context, DateFact, Groups, PartFact, Rule, Span } from './facts.ts'
import { later } from './span-rules.ts'
import { rx, WEEKDAYS } from './vocabulary.ts'

const day = (from: number, why: string, more: Partial<DateFact> = {}): DateFact => ({
  kind: 'D',
  options: [{ from }],
  why,
  ...more
})
const AMOUNT = '(?<amount>\\d+|un|una|unos|unas|par de|un par de|media|medio|cuarto de|un cuarto de|3 cuartos de)'
const AMOUNTS: Readonly<Record<string, number>> = {
  un: 1,
  una: 1,
  'par de': 2,
  'un par de': 2,
  media: 0.5,
  medio: 0.5,
  'cuarto de': 0.25,
  'un cuarto de': 0.25,
  '3 cuartos de': 0.75
}

/** "En dos horas" is an instant: real time is added, then read on the wall clock of the zone. */
function fromNow({ amount, unit, half, quarter, plus }: Groups, context: Context): DateFact | undefined {
  const count = (AMOUNTS[amount ?? ''] ?? Number(amount)) + (half ? 0.5 : quarter ? 0.25 : 0)
  const name = unit ?? ''
  if (Number.isNaN(count)) return undefined
  if (/^h|^minuto/.test(name)) {
    const minutes = count * (/^h/.test(name) ? 60 : 1) + Number(plus ?? 0)
    if (minutes > 60 * 72) return undefined
    const at = clockIn(
      new Date(Math.ceil(context.now.getTime() / 60_000) * 60_000 + Math.round(minutes) * 60_000),
      context.timeZone
    )
    return day(at.day, 'time from now', { minute: at.minute })
  }
  if (count === 0.5 && /^mes/.test(name)) return day(context.today + 15, 'half a month', { doubt: 'half a month' })
  const from = later(context.today, count === 1.5 ? 1 : count, name)
  return from === undefined || from === context.today
    ? undefined
    : day(from, 'days from today', {
        ...(half && { doubt: 'a unit and a half' }),
        ...(/^semana/.test(name) && { week: true })
      })
}

function weekdayFact({ wd, pre, post }: Groups, context: Context): DateFact {
  const weekday = WEEKDAYS.indexOf(wd ?? '')
  const said = `${pre ?? ''} ${post ?? ''}`
  const next = onOrAfter(context.today + 1, weekday)
  const inThisWeek = next < mondayOf(context.today) + 7
  if (/pasad/.test(said)) return pastFact('a weekday that is over')
  if (/subsiguiente/.test(said)) return day(next + 7, 'the weekday after the next')
  if (/proximo/.test(said)) {
    const options: Span[] = inThisWeek ? [{ from: next }, { from: next + 7 }] : [{ from: next }]
    return { kind: 'D', options, why: 'next weekday: this week or the one after', weekday }
  }
  if (/otro/.test(said)) {
    if (inThisWeek) return day(next + 7, 'the other weekday: after the nearest one', { weekday })
    return { kind: 'D', options: [{ from: next }, { from: next + 7 }], why: 'the other weekday', weekday }
  }
  if (/este/.test(said) && weekday === weekdayOf(context.today)) {
    return {
      kind: 'D',
      options: [{ from: context.today }, { from: next }],
      why: 'this weekday, which is today',
      weekday
    }
  }
  return day(next, 'weekday', { weekday, ...(/\blos\b/.test(said) && { doubt: 'a weekday in general' }) })
}

function weekFact({ which }: Groups, context: Context): DateFact {
  const monday = mondayOf(context.today)
  const said = which ?? ''
  const week = (from: number, why: string, more = {}): DateFact => ({
    kind: 'D',
    options: [{ from, to: from + 6 }],
    why,
    ...more
  })
  if (/pasad|anterior/.test(said)) return pastFact('a week that is over')
  if (/subsiguiente|antepr/.test(said)) return week(monday + 14, 'the week after next')
  if (/proximo|otro/.test(said)) return week(monday + 7, 'next week')
  return { kind: 'D', options: [{ from: context.today, to: monday + 6 }], why: 'this week' }
}

function weekend(said: string, context: Context): DateFact {
  const saturday = mondayOf(context.today) + 5
  const here: Span = context.today > saturday ? { from: context.today } : { from: saturday, to: saturday + 1 }
  const next: Span = { from: saturday + 7, to: saturday + 8 }
  if (/pasad/.test(said)) return pastFact('a weekend that is over')
  if (/otro/.test(said)) return { kind: 'D', options: [next], why: 'the other weekend' }
  if (/proximo/.test(said)) return { kind: 'D', options: [here, next], why: 'next weekend: this one or the one after' }
  return { kind: 'D', options: [here], why: 'weekend', weekend: true }
}

function workWeek(context: Context): DateFact {
  const monday = mondayOf(context.today)
  const from = context.today < monday + 4 ? context.today : monday + 7
  return { kind: 'D', options: [{ from, to: (from < monday + 7 ? monday : monday + 7) + 4 }], why: 'weekdays' }
}

function thisMorning(context: Context): DateFact | PartFact {
  const over = context.minute >= 720
  // "Está mañana" without its accent: at noon the morning is over, so the day after is meant.
  if (over) return day(context.today + 1, 'tomorrow', { doubt: 'this morning is over' })
  return { kind: 'P', part: 'morning', why: 'this morning', today: true }
}

/** Days counted from today and weekdays, with what says which week. */
export const DAY_RULES: readonly Rule[] = [
  {
    name: 'ayer',
    pattern: /\b(?:antes de ayer|antier|anteayer|ayer|anoche|antenoche)\b/g,
    read: () => pastFact('yesterday')
  },
  {
    name: 'pasado manana',
    pattern: /\b(?:el )?(?:pasado|despues de|traspasado) manana\b/g,
    read: (_, { today }) => day(today + 2, 'the day after tomorrow')
  },
  { name: 'esta manana', pattern: /\beste manana\b/g, read: (_, context) => thisMorning(context) },
  {
    name: 'manana',
    pattern: /\b(?:el )?(?:dias (?:de )?)?manana(?: dias)?\b/g,
    read: (_, { today }) => day(today + 1, 'tomorrow')
  },
  {
    name: 'hoy',
    pattern:
      /\bhoy(?: en dias| dias)?\b|\b(?:en |para )?este mismo dias\b|\b(?:de el|en el|durante el|en el transcurso de el) dias\b(?= de hoy|$)/g,
    read: (_, { today }) => day(today, 'today')
  },
  {
    name: 'ahora',
    pattern: /\b(?:para ahora|ya mismo|ahora ya|en este momento|inmediatamente)\b|^(?:a )?(?:ahora)$/g,
    read: (_, { today, minute }) => day(today, 'now', { minute, fuzzy: true, doubt: 'now' })
  },
  {
    name: 'de hoy en ocho',
    pattern:
      /\bdentro de (?<amount>8|15)(?! (?:[a-ce-z]|d(?!ias)))(?: dias)?(?=$| [.,;?!a]| (?:en|por|tipo|como|T|P))/g,
    read: ({ amount }, { today }) => day(today + (amount === '8' ? 7 : 14), 'days from today')
  },
  {
    name: 'proximos 3 dias',
    pattern:
      /\b(?:en |durante )?(?:los |las )?(?:proximo (?<a>\d+)|(?<b>\d+) (?:dias )?proximo) (?<unit>dias|semanas|meses)(?! (?:a|T))/g,
    read: ({ a, b, unit }, { today }) => {
      const to = later(today, Number(a ?? b), unit ?? '')
      return to === undefined
        ? undefined
        : {
            kind: 'D',
            options: [{ from: today + 1, to: today + (unit === 'dias' ? Number(a ?? b) : to - today) }],
            why: 'the next days'
          }
    }
  },
  {
    name: 'fin de semana',
    pattern:
      /\b(?:en |para |por )?(?:el |los )?(?<which>(?:este |proximo |otro |pasado )*)finde(?<after> (?:proximo|pasado))?\b/g,
    read: ({ which, after }, context) => weekend(`${which}${after}`, context)
  },
  {
    name: 'entre semana',
    pattern: /\b(?:en|entre) semana\b(?! (?:proximo|pasad))/g,
    read: (_, context) => workWeek(context)
  },
  {
    name: 'semana',
    pattern:
      /\b(?:(?:en|para|durante|por) )?(?:el |lo que queda de |resto de |resto de la |de )*(?:la )?(?<which>(?:este |proximo |otro |misma |presente )+semana(?: que arranca| que empieza| proximo)?|semana (?:proximo|pasada|anterior|subsiguiente|en curso|de arriba)|(?<=de )la (?:proximo|otro)(?= ?(?:$|[.,;?!]|[TP]\d))|(?:resto|lo que queda) de (?:la )?semana|(?:la )?pasada semana)\b/g,
    read: (groups, context) => weekFact(groups, context)
  },
  {
    name: 'weekday',
    pattern: rx(
      '\\b(?<pre>(?:(?:el|los|este|proximo|otro|pasado|ese|dias|un) ){0,4})(?<wd>{WD})(?<post>(?: (?:proximo|pasado|subsiguiente)\\b)?)(?! santo)'
    ),
    read: (groups, context) => weekdayFact(groups, context)
  },
  {
    name: 'dentro de un rato',
    pattern: rx(
      `(?<!D\\d+ |D\\d+ de )\\b(?:en|dentro de|a|de aqui a|por|como en|a el cabo de|pasad[oa]s|luego de|despues de) (?:(?:como|unos|unas|otros?|los|las|mas|proximo|aproximadamente|por ahi) ){0,4}(?:${AMOUNT} )?(?<unit>{UNIT}|h)(?: mas)?(?:(?<half> y media?o?)|(?<quarter> y cuarto))?(?: y (?<plus>\\d+)(?: minutos)?)?(?: mas)?\\b(?! (?:de la|despues|antes|proximo))`
    ),
    read: (groups, context, { before, after }) => {
      if (!groups.amount && !((groups.half || groups.quarter) && groups.unit === 'horas')) return undefined
      if (/^ ?(?:de )?(?:la )?(?:anticip|retras|demora)/.test(after) || /(?:dura|demora|tarda)\w* $/.test(before))
        return undefined
      return fromNow({ ...groups, amount: groups.amount ?? 'un' }, context)
    }
  },
  {
    name: 'pasados',
    pattern: /\b(?:la |el )?(?:mes|ano|dias?) pasado\b|\bel otro dias\b/g,
    read: () => pastFact('a time that is over')
  }
]
