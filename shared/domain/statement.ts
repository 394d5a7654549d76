import type { BookingFact, HoursFact, Outcome, ServiceFact } from './agent.ts'
import type { Day } from './local-time.ts'

/** Free days of a service; `changing` is the booking that would move there. */
export type DaysStatement = Readonly<{
  kind: 'days'
  service: ServiceFact
  days: readonly Readonly<{ day: Day; count: number; first: Date }>[]
  moreFrom: Day | null
  changing: BookingFact | null
}>

/** Free starts of one day, in order of time. `nextPage`: where the other ones are, if there are more. */
export type TimesStatement = Readonly<{
  kind: 'times'
  service: ServiceFact
  day: Day
  starts: readonly Date[]
  nextPage: number | null
  changing: BookingFact | null
}>

/** One thing that is said, bound to the rows that back it (DESIGN rule 6). Rendered by `shared/texts`. */
export type Statement =
  | Readonly<{ kind: 'greeting'; customerName: string | null; businessName: string }>
  | Readonly<{ kind: 'privacy'; businessName: string; url: string | null }>
  | Readonly<{ kind: 'service_list'; services: readonly ServiceFact[] }>
  | Readonly<{ kind: 'service'; service: ServiceFact }>
  | Readonly<{ kind: 'no_services' | 'service_gone' }>
  | Readonly<{ kind: 'hours'; hours: readonly HoursFact[] }>
  | Readonly<{ kind: 'address'; address: string | null }>
  | Readonly<{ kind: 'handed_over' | 'not_understood' | 'thanked' | 'abandoned' | 'ask_name' }>
  | Readonly<{ kind: 'not_readable'; what: 'audio' | 'media' }>
  | DaysStatement
  | TimesStatement
  | Readonly<{ kind: 'no_times'; service: ServiceFact }>
  /** Not free (any more): a start that was chosen, or a whole day. */
  | Readonly<{ kind: 'slot_gone'; start: Date }>
  | Readonly<{ kind: 'day_gone'; day: Day }>
  | Readonly<{ kind: 'ask_booking'; service: ServiceFact; start: Date }>
  | Readonly<{ kind: 'ask_change'; service: ServiceFact; start: Date; booking: BookingFact }>
  | Readonly<{ kind: 'ask_cancel' | 'kept' | 'booking' | 'already_asked'; booking: BookingFact }>
  | Readonly<{ kind: 'too_late_to_change'; booking: BookingFact; hours: number }>
  | Readonly<{ kind: 'bookings'; bookings: readonly BookingFact[] }>
  | Readonly<{ kind: 'no_bookings' | 'booking_gone' | 'offer_gone' }>
  | Readonly<{ kind: 'too_many_requests'; most: number }>
  /** What was done in this turn, after it was done. */
  | Readonly<{ kind: 'done'; outcome: Outcome }>
