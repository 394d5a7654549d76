/** How long a claimed message may still be written to the socket, by the monotonic clock (RULINGS 11). */
export const POST_WITHIN_MS = 5000
/** After this long in `sending` its worker is dead: claim, post and answer are bounded by 5 + 10 s. */
export const SENDING_LOST_AFTER_MS = 20_000
/** An ambiguous message about money is never sent again by itself: after this a person decides. */
export const MONEY_UNSURE_MS = 600_000

/** A message that is not sent yet, in the order of its conversation. */
export type InLine = Readonly<{
  status: 'queued' | 'sending' | 'ambiguous'
  origin: string
  purpose: string | null
  claimed_at: Date | null
  next_attempt_at: Date | null
  released: boolean
}>

/** What to do with a conversation's line now. `index` is the place in the given list. */
export type LineStep =
  | Readonly<{ kind: 'empty' }>
  /** Nothing to do before this instant. */
  | Readonly<{ kind: 'wait'; until: Date }>
  /** Its worker died: nobody knows whether it was sent. */
  | Readonly<{ kind: 'mark_ambiguous'; index: number; until: Date }>
  /** No status came for it in time: a chat message goes again. */
  | Readonly<{ kind: 'resend'; index: number }>
  /** No status came for a message about money: a person decides, the rest may pass. */
  | Readonly<{ kind: 'needs_attention'; index: number }>
  /** `passing` is the ambiguous message that the owner's own words overtake. */
  | Readonly<{ kind: 'send'; index: number; passing: number | null }>

/** Decides the next step. Pure: (rows in order, now, the reconcile window in ms) → step. */
export function nextStep(line: readonly InLine[], now: Date, reconcileMs: number): LineStep {
  const flying = line.findIndex(row => row.status !== 'queued' && !row.released)
  const queued = line.findIndex(row => row.status === 'queued')
  const inFlight = line[flying]
  if (inFlight?.status === 'sending') {
    const lostAt = later(inFlight.claimed_at ?? now, SENDING_LOST_AFTER_MS)
    if (lostAt > now) return { kind: 'wait', until: lostAt }
    return {
      kind: 'mark_ambiguous',
      index: flying,
      until: later(inFlight.claimed_at ?? now, reconcileOf(inFlight, reconcileMs))
    }
  }
  const settled = line.findIndex(row => row.status === 'ambiguous' && (row.next_attempt_at ?? now) <= now)
  const unsure = line[settled]
  if (unsure) return { kind: unsure.purpose === 'collection' ? 'needs_attention' : 'resend', index: settled }
  const first = line[queued]
  const ambiguous = line.find(row => row.status === 'ambiguous')
  if (!first) return ambiguous ? { kind: 'wait', until: ambiguous.next_attempt_at ?? now } : { kind: 'empty' }
  const ofOwner = first.origin === 'owner_app'
  if (ambiguous && !ofOwner) return { kind: 'wait', until: ambiguous.next_attempt_at ?? now }
  if (first.next_attempt_at && first.next_attempt_at > now)
    return { kind: 'wait', until: earlier(first.next_attempt_at, ambiguous?.next_attempt_at) }
  return { kind: 'send', index: queued, passing: flying === -1 ? null : flying }
}

/** How long an ambiguous message waits for its status. */
export const reconcileOf = (row: Pick<InLine, 'purpose'>, reconcileMs: number): number =>
  row.purpose === 'collection' ? MONEY_UNSURE_MS : reconcileMs

const earlier = (a: Date, b: Date | null | undefined): Date => (b && b < a ? b : a)
const later = (from: Date, ms: number): Date => new Date(from.getTime() + ms)
