/** The unanswered messages of a conversation, as far as the moment of their turn depends on them. */
export type Unanswered = Readonly<{ oldest: Date; newest: Date; hasTap: boolean }>

/**
 * When the turn over these messages is due: at once after a tap; else `quietMs` after the newest, so that fragments of
 * one thought are answered together, but never later than `capMs` after the oldest.
 */
export function turnDueAt(unanswered: Unanswered, quietMs: number, capMs: number): Date {
  if (unanswered.hasTap) return unanswered.newest
  return new Date(Math.min(unanswered.newest.getTime() + quietMs, unanswered.oldest.getTime() + capMs))
}
