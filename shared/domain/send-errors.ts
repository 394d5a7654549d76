/**
 * What a refusal of Meta means for the message and its channel:
 * `retry` later · `slow_pair` this customer only · `slow_number` everything from this number · `window_closed` only a
 * template goes · `token_dead` nothing goes until the owner reconnects · `channel_blocked` nothing goes until the owner
 * settles something with Meta · `permanent` never.
 */
export type SendVerdict =
  | 'retry'
  | 'slow_pair'
  | 'slow_number'
  | 'window_closed'
  | 'token_dead'
  | 'channel_blocked'
  | 'permanent'

/**
 * By Meta's error code, never by its text or HTTP status (its rate limits come with status 400).
 * Source: Meta, Cloud API error codes; the same code may come in the answer or later in a `failed` status.
 */
const verdicts: ReadonlyMap<number, SendVerdict> = new Map<number, SendVerdict>([
  ...entries('retry', [1, 2, 131000, 131016, 133004, 133015]),
  ...entries('slow_pair', [131056]),
  ...entries('slow_number', [4, 80007, 130429, 131048, 131057, 131064]),
  ...entries('window_closed', [131047]),
  ...entries('token_dead', [0, 3, 10, 190, 131005]),
  ...entries('channel_blocked', [33, 368, 131031, 131037, 131042, 131044, 131045, 133006, 133010, 134011])
])

/** The verdict on an error code of Meta. Codes 200–299 are missing permissions; unknown codes are permanent. */
export function judgeSendError(code: number): SendVerdict {
  if (code >= 200 && code <= 299) return 'token_dead'
  return verdicts.get(code) ?? 'permanent'
}

/** Tries in all before a `retry` or `slow` verdict becomes final. */
export const MOST_ATTEMPTS = 6

/**
 * How long to wait before attempt `attempt + 1`, in ms. The pair limit wants 4^n seconds (Meta, "About the platform");
 * a number over its throughput recovers within seconds, a spam limit only within hours.
 */
export function waitAfter(verdict: SendVerdict, code: number, attempt: number): number {
  if (verdict === 'slow_pair') return 1000 * 4 ** Math.min(attempt, 6)
  if (verdict === 'slow_number') return code === 131048 ? 3_600_000 : 5000 * 2 ** Math.min(attempt - 1, 6)
  return 2000 * 2 ** Math.min(attempt - 1, 6)
}

function entries(verdict: SendVerdict, codes: readonly number[]): [number, SendVerdict][] {
  return codes.map(code => [code, verdict])
}
