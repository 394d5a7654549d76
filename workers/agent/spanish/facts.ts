import type { Day } from './calendar.ts'

export type Part = 'dawn' | 'morning' | 'midday' | 'afternoon' | 'night'
/** The half of the day that was said with an hour; `exact` is a 24-hour time. */
export type Mark = 'am' | 'pm' | Part | 'exact'

/** Days that a phrase may mean: one day, or `from` to `to`. */
export type Span = { from: Day; to?: Day }

/** A phrase about days. Several options mean that we do not know which one was meant, the likeliest first. */
export type DateFact = {
  kind: 'D'
  options: Span[]
  why: string
  /** Set when the phrase was only a weekday name, or only a number of the month: these yield to a neighbour. */
  weekday?: number
  monthDay?: number
  open?: 'after' | 'before'
  doubt?: string
  fuzzy?: boolean
  past?: boolean
  /** Minutes since midnight where the phrase names an instant: "en dos horas". */
  minute?: number
  /** A weekend, which a date may name: "el fin de semana del 5". */
  weekend?: boolean
  /** Counted in weeks: "en dos semanas, el martes" means that week's Tuesday. */
  week?: boolean
}

/** Minutes since midnight as said, 0 to 1440; `mark` tells what makes them certain. */
export type Clock = { minute: number; mark?: Mark; padded?: boolean }
export type TimeFact = {
  kind: 'T'
  options: { from: Clock; to?: Clock }[]
  why: string
  open?: 'after' | 'before'
  fuzzy?: boolean
  doubt?: string
}
export type PartFact = {
  kind: 'P'
  part: Part
  why: string
  fuzzy?: boolean
  today?: boolean
  from?: number
  to?: number
}
export type Fact = DateFact | TimeFact | PartFact

export type Context = {
  now: Date
  today: Day
  minute: number
  timeZone: string
  isHoliday: (day: Day) => boolean
}

/** The text while it is read: what has been understood stands in it as `D0`, `T1`, `P2`, an index into `facts`. */
export type Board = { text: string; facts: Fact[]; context: Context }

export type Groups = Readonly<Record<string, string | undefined>>
type Around = { before: string; after: string; board: Board }
/** One phrase of the grammar. `read` returns undefined to leave the words alone. */
export type Rule = {
  name: string
  pattern: RegExp
  read: (groups: Groups, context: Context, around: Around) => Fact | undefined
}

/** Runs the rules in order over the board; an earlier rule's words are gone for the later ones. */
export function apply(board: Board, rules: readonly Rule[]): void {
  for (const rule of rules) {
    board.text = board.text.replace(rule.pattern, (...args: unknown[]) => {
      const groups = (typeof args.at(-1) === 'object' ? args.at(-1) : {}) as Groups
      const [whole, at] = [String(args[0]), args.findLast(arg => typeof arg === 'number') as number]
      const around = { before: board.text.slice(0, at), after: board.text.slice(at + whole.length), board }
      const fact = rule.read(groups, board.context, around)
      if (!fact) return whole
      board.facts.push(fact)
      return ` ${fact.kind}${board.facts.length - 1} `
    })
    board.text = board.text.replace(/ +/g, ' ').trim()
  }
}

export const dateOf = (fact: Fact | undefined): DateFact | undefined => (fact?.kind === 'D' ? fact : undefined)
export const timeOf = (fact: Fact | undefined): TimeFact | undefined => (fact?.kind === 'T' ? fact : undefined)
/** The fact that a token such as `D3` stands for. */
export const factAt = (board: Board, token: string | undefined): Fact | undefined =>
  token ? board.facts[Number(token.slice(1))] : undefined
