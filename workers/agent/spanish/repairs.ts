import { type Board, type DateFact, type Fact, factAt, type PartFact, type TimeFact } from './facts.ts'

/** What belongs to one wish: at most one day, one hour, one part of the day. */
export type Group = { date?: DateFact; time?: TimeFact; part?: PartFact; doubt?: string }

const TOKEN = /[DTP]\d+/g
const BREAK = /[.,;!?]|\b(?:pero|mejor|sino|prefiero|entonces|puede ser|podria ser|tiene|en cambio|quiero|solo)\b/g
const CANNOT =
  /\bno (?:la |lo |les |me |te |le |se |nos )*(?:puedo|puede|pueda|podemos|podria|podre|podia|voy a poder|vamos a poder|va a poder|sirve|servia|queda|alcanzo|alcanza|logro|tengo (?:tiempo|como|chance|espacio)|cuadra|da tiempo|estoy|voy a estar|estare|quiero|quisiera|queria|conviene|viene bien)\b/g
const CONTEXT =
  /\b(?:salgo|trabajo|estudio|entro a|tengo (?:clases?|reunion|una reunion|examen|viaje|un viaje|trabajo)|viajo|cumplo|cumpleanos|naci|llego de|me escribieron|les escribi|le escribi|escribi|pague|consigne|estuve|fui|vine)\b/g
const CORRECTION =
  /\b(?:mejor|perdon|digo|corrijo|mas bien|quise decir|quiero decir|sino|me equivoque|mentiras?|miento|disculpa|ay no|es decir que|era)\b/g
export const MOVING =
  /\b(?:mover\w*|muev\w+|mueva\w*|corr[oaei]\w*|corrid[ao]|corramos|cambi\w+|pasar\w*|pas[oea](?:me|mela|la|lo)?|pasemos\w*|reprogram\w+|reagend\w+|aplaz\w+|adelant\w+|pospon\w+|posterg\w+|traslad\w+|atras\w+)\b|\b(?:tengo|tenia|mi|la) (?:una |la |mi )?(?:cita|turno|reserva)(?: (?:agendada|reservada|programada|que tengo|que tenia|es|era|esta))?(?: para)?(?: de)?(?: el)? [DTP]\d/

const wipe = (text: string): string => text.replace(TOKEN, '@')

/** Blanks the days and hours between two positions of the text; they keep no meaning but their place. */
const wipeBetween = (text: string, from: number, to: number): string =>
  text.slice(0, from) + wipe(text.slice(from, to)) + text.slice(to)

function clauseStart(text: string, at: number): number {
  let start = 0
  for (const found of text.slice(0, at).matchAll(BREAK)) start = found.index + found[0].length
  return start
}

function clauseEnd(text: string, at: number): number {
  const found = [...text.slice(at).matchAll(BREAK)][0]
  return found ? at + found.index : text.length
}

/** "A las 3 no puedo": what stands before in the clause is refused; if nothing does, what follows. */
function dropRefused(text: string): string {
  let result = text
    .replace(/\b((?:[DTP]\d+ )+)(?:ya )?no(?= ?(?:,|\.|;|!|$|mejor|sino|pero|el |la |a |[DTP]\d))/g, whole =>
      wipe(whole)
    )
    .replace(
      /\b(?:en (?:vez|lugar) de|excepto|(?<!o )menos|salvo|ni|que no sea|no (?:es |era |para |seria )?)(?: ?(?:el|la|para|a|en|los|de))* ?[DTP]\d+(?: [TP]\d+)*/g,
      whole => wipe(whole)
    )
  for (const found of [...result.matchAll(CANNOT)]) {
    const [at, end] = [found.index, found.index + found[0].length]
    const start = clauseStart(result, at)
    if (/[DTP]\d/.test(result.slice(start, at))) result = wipeBetween(result, start, at)
    else result = wipeBetween(result, end, clauseEnd(result, end))
  }
  return result
}

/** "Salgo a las 5, ¿puede a las 6?": the first hour explains, the second is the wish. Alone it may be either. */
function dropContext(text: string): { text: string; doubt: boolean } {
  let result = text
  for (const found of [...text.matchAll(CONTEXT)]) {
    const end = clauseEnd(result, found.index)
    const start = clauseStart(result, found.index)
    // "El jueves trabajo todo el día": the day stands before; "después de las 5, que salgo": the wish does.
    const follows =
      /[DTP]\d/.test(result.slice(found.index, end)) || /\b(?:que|cuando|porque) $/.test(result.slice(0, found.index))
    result = wipeBetween(result, follows ? found.index : start, end)
  }
  if (result === text) return { text, doubt: false }
  return /[DTP]\d/.test(result) ? { text: result, doubt: false } : { text, doubt: true }
}

const classOf = (token: string): string => (token.startsWith('D') ? 'D' : 'T')

/** "Mañana a las 3, perdón, a las 4": what is said again replaces what was said. */
function correct(text: string): { text: string; inherits: boolean } {
  const marks = [...text.matchAll(CORRECTION)].filter(({ index }) => /[DTP]\d/.test(text.slice(index)))
  const last = marks.at(-1)
  if (!last) return { text, inherits: false }
  const after = new Set((text.slice(last.index).match(TOKEN) ?? []).map(classOf))
  const head = text.slice(0, last.index)
  const kept = head.replace(TOKEN, token => (after.has(classOf(token)) ? '@' : token))
  const changed = kept !== head
  const keeps = (kept.match(TOKEN) ?? []).length > 0
  return { text: kept + text.slice(last.index), inherits: changed && keeps && /mejor|era/.test(last[0]) }
}

function collect(text: string, board: Board): Group[] {
  const groups: Group[] = []
  let group: Group = {}
  for (const token of text.match(TOKEN) ?? []) {
    const fact: Fact | undefined = factAt(board, token)
    if (!fact) continue
    const taken = fact.kind === 'D' ? group.date : fact.kind === 'T' ? group.time : group.part
    if (taken && taken.kind === 'P' && fact.kind === 'P' && taken.part === fact.part) {
      group.part = { ...taken, ...fact }
      continue
    }
    if (taken) {
      groups.push(group)
      group = {}
    }
    if (fact.kind === 'D') group.date = fact
    else if (fact.kind === 'T') group.time = fact
    else group.part = fact
  }
  if (group.date || group.time || group.part) groups.push(group)
  return groups
}

/** Of the old and the new place of an appointment the last one is the wish; the old day serves a wish without one. */
function moveTarget(groups: Group[]): Group[] {
  const target = groups.at(-1)
  const times = target?.time?.options[0]
  if (target?.time && times?.to) {
    // "De las 3 a las 5" inside a move is the old and the new hour, or a stretch that would do.
    const moved: Group = {
      ...target,
      time: { ...target.time, options: [{ from: times.to }] },
      doubt: 'old and new hour, or a stretch'
    }
    return [moved, target]
  }
  if (groups.length < 2 || !target) return groups
  const day = groups.findLast(group => group.date)?.date
  if (target.date || !day || day.past) return [target]
  return [{ ...target, date: day, doubt: 'the day of the old appointment' }]
}

/** Groups of facts that are wishes, in the order said; refusals, corrections and explanations are taken out. */
export function readWishes(board: Board): Group[] {
  const refused = dropRefused(board.text)
  const context = dropContext(refused)
  const corrected = correct(context.text)
  let groups = collect(corrected.text, board)
  if (MOVING.test(board.text)) groups = moveTarget(groups)
  const named = groups.find(group => group.date)?.date
  const doubt = context.doubt
    ? 'it may only explain'
    : corrected.inherits
      ? 'kept from before the correction'
      : undefined
  return groups.map(group => {
    const filled = group.date || !named || named.past ? group : { ...group, date: named }
    return doubt && !filled.doubt ? { ...filled, doubt } : filled
  })
}
