export type Endpoint = 'messages' | 'media' | 'download' | 'management' | 'any'

export type RuleMatch = {
  readonly phoneNumberId?: string | undefined
  /** Digits or a business-scoped user id. */
  readonly to?: string | undefined
  /** The `type` of a message; `read` for read marks and typing. */
  readonly type?: string | undefined
  /** Only the nth request (from 1) of those that match the rest. */
  readonly nth?: number | undefined
  /** Default messages, where read marks match only if `type` is `read`. */
  readonly endpoint?: Endpoint | undefined
}

export type ErrorAction = {
  readonly code: number
  readonly httpStatus?: number | undefined
  readonly message?: string | undefined
  readonly details?: string | undefined
}
/** early: `sent` arrives before the answer. reorder: read, delivered, sent. */
export type StatusFault = 'duplicate' | 'reorder' | 'none' | 'early' | { readonly failed: number }
export type RequestAction =
  | { readonly error: ErrorAction }
  /** Done at once, answered after this many milliseconds; statuses do not wait. */
  | { readonly delayMs: number }
  /** The connection is dropped after or before Meta took the message. */
  | { readonly loseAnswer: 'after-accept' | 'before-accept' }
  /** Nothing is taken; silence for this many milliseconds, then the connection is dropped. */
  | { readonly hang: number }
  | { readonly status: StatusFault }
  | { readonly http500Html: true }

/** `value` merges messages of one number into one value; `changes` (default) keeps one change per event. */
export type GatherAction = {
  readonly n: number
  readonly windowMs?: number | undefined
  readonly shape?: 'changes' | 'value' | undefined
}
export type WebhookAction =
  | { readonly batch: number | GatherAction }
  /** So many extra copies, at the same time. */
  | { readonly duplicateWebhooks: number }
  /** Groups of n (default 2) leave in reverse order. */
  | { readonly reorderWebhooks: true | GatherAction }

export type SandboxRule = {
  readonly match?: RuleMatch | undefined
  /** How often it acts; without it, until it is undone. */
  readonly times?: number | undefined
  readonly action: RequestAction | WebhookAction
}

export type RuleView = { readonly id: number; readonly rule: SandboxRule; readonly used: number }

export type RequestFacts = {
  readonly endpoint: Exclude<Endpoint, 'any'>
  readonly phoneNumberId?: string | undefined
  readonly to?: readonly string[] | undefined
  readonly type?: string | undefined
}

export type RequestFaults = {
  readonly delayMs: number
  readonly error?: ErrorAction | undefined
  readonly loseAnswer?: 'after-accept' | 'before-accept' | undefined
  readonly hang?: number | undefined
  readonly status?: StatusFault | undefined
  readonly http500Html: boolean
}

export type Gathering = GatherAction & {
  readonly kind: 'batch' | 'reorder'
  readonly use: () => void
  /** False once the rule is gone: what was gathered leaves. */
  readonly stands: () => boolean
}

type Held = { readonly id: number; readonly rule: SandboxRule; seen: number; used: number }

export type Rules = {
  readonly add: (rule: SandboxRule) => () => void
  readonly remove: (id: number) => boolean
  readonly clear: () => void
  readonly list: () => readonly RuleView[]
  /** What happens to this request. Counts: call once per request. */
  readonly forRequest: (facts: RequestFacts) => RequestFaults
  readonly gathering: (phoneNumberId: string | undefined) => Gathering | undefined
  /** Extra copies of the webhook that is about to leave. Counts. */
  readonly copies: (phoneNumberId: string | undefined) => number
  /** Hears of every rule that comes or goes. */
  readonly onChange: (listener: () => void) => void
}

const matches = (match: RuleMatch, facts: RequestFacts): boolean => {
  const endpoint = match.endpoint ?? 'messages'
  if (endpoint !== 'any' && endpoint !== facts.endpoint) return false
  if (facts.type === 'read' && endpoint === 'messages' && match.type === undefined) return false
  if (match.phoneNumberId !== undefined && match.phoneNumberId !== facts.phoneNumberId) return false
  if (match.to !== undefined && facts.to?.includes(match.to.replace(/^\+/, '')) !== true) return false
  return match.type === undefined || match.type === facts.type
}

const spent = (held: Held): boolean => held.rule.times !== undefined && held.used >= held.rule.times

const isRequestAction = (action: SandboxRule['action']): action is RequestAction =>
  !('batch' in action || 'duplicateWebhooks' in action || 'reorderWebhooks' in action)

/** A request has one answer and one fate of its statuses: later rules of that kind wait for the next request. */
const taken = (faults: RequestFaults, action: RequestAction): boolean => {
  if ('delayMs' in action) return false
  if ('status' in action) return faults.status !== undefined
  const { error, loseAnswer, hang, http500Html } = faults
  return error !== undefined || loseAnswer !== undefined || hang !== undefined || http500Html
}

const merge = (faults: RequestFaults, action: RequestAction): RequestFaults => {
  if ('delayMs' in action) return { ...faults, delayMs: faults.delayMs + action.delayMs }
  if ('error' in action) return { ...faults, error: action.error }
  if ('loseAnswer' in action) return { ...faults, loseAnswer: action.loseAnswer }
  if ('hang' in action) return { ...faults, hang: action.hang }
  if ('status' in action) return { ...faults, status: action.status }
  return { ...faults, http500Html: true }
}

const gatherOf = (action: SandboxRule['action']): (GatherAction & { kind: 'batch' | 'reorder' }) | undefined => {
  if ('batch' in action) {
    const batch = typeof action.batch === 'number' ? { n: action.batch } : action.batch
    return { ...batch, kind: 'batch' }
  }
  if (!('reorderWebhooks' in action)) return undefined
  return { ...(action.reorderWebhooks === true ? { n: 2 } : action.reorderWebhooks), kind: 'reorder' }
}

const forRequest = (book: readonly Held[], facts: RequestFacts): RequestFaults => {
  let faults: RequestFaults = { delayMs: 0, http500Html: false }
  for (const held of book) {
    const { action, match = {} } = held.rule
    if (!isRequestAction(action) || spent(held) || !matches(match, facts)) continue
    held.seen += 1
    if ((match.nth !== undefined && held.seen !== match.nth) || taken(faults, action)) continue
    held.used += 1
    faults = merge(faults, action)
  }
  return faults
}

/** Rules about the webhooks of a number that are not used up. */
const forWebhook = (book: readonly Held[], phoneNumberId: string | undefined): readonly Held[] =>
  book.filter(held => {
    const named = held.rule.match?.phoneNumberId
    return !spent(held) && (named === undefined || named === phoneNumberId)
  })

const gathering = (book: readonly Held[], phoneNumberId: string | undefined): Gathering | undefined => {
  for (const held of forWebhook(book, phoneNumberId)) {
    const gather = gatherOf(held.rule.action)
    if (gather === undefined) continue
    const use = (): void => {
      held.used += 1
    }
    return { ...gather, use, stands: () => book.includes(held) }
  }
  return undefined
}

const copies = (book: readonly Held[], phoneNumberId: string | undefined): number => {
  let extra = 0
  for (const held of forWebhook(book, phoneNumberId)) {
    if (!('duplicateWebhooks' in held.rule.action)) continue
    held.used += 1
    extra += held.rule.action.duplicateWebhooks
  }
  return extra
}

/** The book of misbehaviours. Rules act in the order in which they were added; nothing in it is random. */
export const createRules = (): Rules => {
  const book: Held[] = []
  const listeners: (() => void)[] = []
  let lastId = 0

  const changed = (): void => {
    for (const listener of listeners) listener()
  }
  const remove = (id: number): boolean => {
    const index = book.findIndex(held => held.id === id)
    if (index < 0) return false
    book.splice(index, 1)
    changed()
    return true
  }
  return {
    add: rule => {
      lastId += 1
      const id = lastId
      book.push({ id, rule, seen: 0, used: 0 })
      changed()
      return () => {
        remove(id)
      }
    },
    remove,
    clear: () => {
      for (const { id } of [...book]) remove(id)
    },
    list: () => book.map(({ id, rule, used }) => ({ id, rule, used })),
    forRequest: facts => forRequest(book, facts),
    gathering: phoneNumberId => gathering(book, phoneNumberId),
    copies: phoneNumberId => copies(book, phoneNumberId),
    onChange: listener => {
      listeners.push(listener)
    }
  }
}
