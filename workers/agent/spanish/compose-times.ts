import { type Board, factAt, type Rule, type TimeFact, timeOf } from './facts.ts'

const time = (board: Board, token: string | undefined): TimeFact | undefined => timeOf(factAt(board, token))

function range(a: TimeFact | undefined, b: TimeFact | undefined): TimeFact | undefined {
  const [from, to] = [a?.options[0]?.from, b?.options[0]?.from]
  if (!from || !to || a?.options[0]?.to || b?.options[0]?.to) return undefined
  return { kind: 'T', options: [{ from, to }], why: 'range of hours' }
}

const open = (fact: TimeFact | undefined, side: 'after' | 'before'): TimeFact | undefined =>
  fact && !fact.options[0]?.to ? { ...fact, open: side } : undefined

/** Hours that belong together: ranges, alternatives, "después de las cuatro". */
export const TIME_JOIN_RULES: readonly Rule[] = [
  {
    name: 'de las 3 a las 5',
    pattern: /\b(?:(?:de|desde|entre|tipo) )?(?<a>T\d+)(?: ,)? (?:a|hasta|-|y) (?<b>T\d+)/g,
    read: ({ a, b }, _, { board, before }) => {
      const [from, to] = [time(board, a), time(board, b)]
      const and = board.text.includes(`${a} y ${b}`)
      return and && !board.text.includes(`entre ${a}`) && !/entre $/.test(before) ? undefined : range(from, to)
    }
  },
  {
    name: 'dos horas antes de las 5',
    pattern: /\b(?<amount>\d+|una?|media) (?<unit>horas|minutos) (?<side>antes|despues) (?:de )?(?:el )?(?<t>T\d+)/g,
    read: ({ amount, unit, side, t }, _, { board }) => {
      const fact = time(board, t)
      const from = fact?.options[0]?.from
      if (!fact || !from || fact.options[0]?.to) return undefined
      const count = (amount === 'media' ? 0.5 : Number(amount) || 1) * (unit === 'horas' ? 60 : 1)
      const minute = from.minute + (side === 'antes' ? -count : count)
      const doubt = 'counted from another hour'
      return minute > 0 && minute < 1440 ? { ...fact, options: [{ from: { ...from, minute } }], doubt } : undefined
    }
  },
  {
    name: 'no antes de las 4',
    pattern:
      /\bno (?:(?:puedo|podria|alcanzo|llego|salgo|me sirve|me queda|antes|mas) ){0,4}(?:a )?(?<side>antes|despues) (?:de )?(?:el )?(?<t>T\d+)/g,
    read: ({ side, t }, _, { board }) => open(time(board, t), side === 'antes' ? 'after' : 'before')
  },
  {
    name: 'despues de las 4',
    pattern:
      /\b(?:a )?(?:despues|despuesito|a partir|luego|pasad[oa]s?|desde|mas)(?: de)?(?: el)? (?<t>T\d+)(?: en adelante)?|(?:de )?(?<on>T\d+) (?:en adelante|para arriba|o mas tarde|o despues|pa delante)(?! de| el| T)/g,
    read: ({ t, on }, _, { board }) => open(time(board, t ?? on), 'after')
  },
  {
    name: 'antes de las 11',
    pattern:
      /\b(?:antes|antesito|a mas tardar|maximo|hasta|no mas tarde|no despues)(?: de)?(?: el)?(?: a)? (?<t>T\d+)|(?<or>T\d+) o (?:antes|temprano)(?! de| el| T)/g,
    read: ({ t, or }, _, { board }) => open(time(board, t ?? or), 'before')
  },
  {
    name: 'a las 3 o a las 4',
    pattern: /(?<a>T\d+)(?: ,)? (?:o|u|y|o si no|,|o sino)(?: a| mejor| para)? (?<b>T\d+)/g,
    read: ({ a, b }, _, { board }) => {
      const [one, two] = [time(board, a), time(board, b)]
      if (!one || !two || one.open || two.open) return undefined
      return { kind: 'T', options: [...one.options, ...two.options], why: 'two hours named', doubt: 'two hours named' }
    }
  }
]
