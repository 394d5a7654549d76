/** What the last answer asked, and what a yes or a name would mean. Instants are ISO text. */
export type Pending =
  | Readonly<{ kind: 'name'; serviceId: string; start: string }>
  | Readonly<{ kind: 'booking'; serviceId: string; start: string }>
  | Readonly<{ kind: 'change'; serviceId: string; start: string; bookingId: string }>
  | Readonly<{ kind: 'cancel'; bookingId: string }>

/** What the agent remembers between turns. An unknown version starts afresh (RULINGS 25). */
export type DialogueState = Readonly<{
  version: 1
  greeted: boolean
  /** Whether the line about her data was said. */
  informed: boolean
  /** What is being booked, and the booking that is being moved, if one is. */
  serviceId: string | null
  changing: string | null
  pending: Pending | null
  /** Times in a row that what she chose was refused, and that she was not understood. */
  refusals: number
  misses: number
  /** When this was written; after a day only what was said once and for all is remembered. */
  at: string | null
}>

export const freshState: DialogueState = {
  version: 1,
  greeted: false,
  informed: false,
  serviceId: null,
  changing: null,
  pending: null,
  refusals: 0,
  misses: 0,
  at: null
}

const FORGET_AFTER_MS = 24 * 3_600_000

/** What was stored, whatever wrote it: a field that is missing or odd has its first value. */
export function readState(stored: unknown, now: Date): DialogueState {
  const state = asRecord(stored)
  if (state.version !== 1) return freshState
  const lasting = { ...freshState, greeted: state.greeted === true, informed: state.informed === true }
  const at = isInstant(state.at) ? state.at : null
  if (at && now.getTime() - Date.parse(at) > FORGET_AFTER_MS) return lasting
  return {
    ...lasting,
    serviceId: textOrNull(state.serviceId),
    changing: textOrNull(state.changing),
    pending: readPending(state.pending),
    refusals: countOf(state.refusals),
    misses: countOf(state.misses),
    at
  }
}

function readPending(stored: unknown): Pending | null {
  const { kind, serviceId, start, bookingId } = asRecord(stored)
  const booking = typeof bookingId === 'string' ? bookingId : null
  if (kind === 'cancel') return booking ? { kind, bookingId: booking } : null
  if (typeof serviceId !== 'string' || !isInstant(start)) return null
  if (kind === 'name' || kind === 'booking') return { kind, serviceId, start }
  return kind === 'change' && booking ? { kind, serviceId, start, bookingId: booking } : null
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const countOf = (value: unknown): number => (Number.isInteger(value) && Number(value) > 0 ? Number(value) : 0)
const isInstant = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value))
