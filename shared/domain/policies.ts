/** A tenant's rules. Stored sparsely in `tenants.policies`: what is absent has its default (RULINGS 20). */
export type Policies = Readonly<{
  /** How long a request holds its time, in minutes. */
  hold_minutes: number
  /** `hold`: a request takes its time at once. `compete`: several may ask for one time, and the owner chooses. */
  hold_mode: 'hold' | 'compete'
  /** Requests that one customer may have open at once. */
  max_open_requests: number
  /** How many bookings may take place at the same time: lanes. */
  capacity: number
  /** Customers may change a booking until this many hours before its start. */
  change_window_hours: number
  /** Whether a confirmed booking is cancelled only with the owner's word. */
  cancel_needs_owner: boolean
  /** How long an approved booking waits for its deposit, in hours. */
  payment_hours: number
  deposit: Readonly<{ kind: 'none' | 'percent' | 'fixed'; amount: number; applies_to: 'everyone' | 'new' | 'nobody' }>
  /** Minutes before the start at which the customer is reminded. */
  reminder_offsets: readonly number[]
  /** How long the bot keeps silent after a person of the business wrote, in hours. */
  mute_hours: number
  /** How customers are spoken to. */
  treatment: 'usted' | 'tu'
  auto_approve: 'off' | 'regular_customers' | 'paid_deposit'
  /** Starts are offered every so many minutes from opening. */
  slot_step_minutes: number
  /** The least time between now and a start that is offered, in minutes. */
  minimum_notice_minutes: number
  /** How far ahead can be booked, in days. */
  horizon_days: number
  open_on_holidays: boolean
  /** Whether a public booking holds its time only once the customer has proved her number in WhatsApp (RULINGS 15). */
  verify_public_bookings: boolean
  privacy_url: string | null
}>

export const defaultPolicies: Policies = {
  hold_minutes: 120,
  hold_mode: 'hold',
  max_open_requests: 2,
  capacity: 1,
  change_window_hours: 24,
  cancel_needs_owner: true,
  payment_hours: 24,
  deposit: { kind: 'none', amount: 0, applies_to: 'everyone' },
  reminder_offsets: [1440, 120],
  mute_hours: 12,
  treatment: 'usted',
  auto_approve: 'off',
  slot_step_minutes: 30,
  minimum_notice_minutes: 60,
  horizon_days: 60,
  open_on_holidays: false,
  verify_public_bookings: false,
  privacy_url: null
}

/** Fills in what a tenant has not set. */
export function policiesOf(stored: unknown): Policies {
  const given = typeof stored === 'object' && stored !== null ? (stored as Partial<Policies>) : {}
  return { ...defaultPolicies, ...given, deposit: { ...defaultPolicies.deposit, ...given.deposit } }
}
