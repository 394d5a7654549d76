import type { BookingStatus } from './booking-status.ts'
import type { DialogueState } from './dialogue-state.ts'
import type { ErrorCode } from './errors.ts'
import type { Day } from './local-time.ts'
import type { Money } from './money.ts'
import type { Fit } from './offer-fit.ts'
import type { Statement } from './statement.ts'

export { type DialogueState, freshState, type Pending, readState } from './dialogue-state.ts'
export type { Statement } from './statement.ts'

/** What a customer wants from this turn (the specification's five, and ours). */
export type Intent = 'BOOK' | 'MODIFY' | 'CANCEL' | 'MY_BOOKINGS' | 'FAQ' | 'ESCALATE' | 'SMALL_TALK' | 'UNCLEAR'

/** What was tapped, read from the id of the button or row: the id carries everything, however old the message is. */
export type Choice =
  | Readonly<{ on: 'services' | 'hours' | 'address' | 'human' | 'bookings' | 'abandon' }>
  | Readonly<{ on: 'service'; serviceId: string }>
  | Readonly<{ on: 'days'; serviceId: string; from: Day | null; bookingId: string | null }>
  | Readonly<{ on: 'day'; serviceId: string; day: Day; page: number; bookingId: string | null }>
  | Readonly<{ on: 'slot' | 'confirm'; serviceId: string; start: Date; bookingId: string | null }>
  | Readonly<{ on: 'booking' | 'change' | 'cancel' | 'drop' | 'keep'; bookingId: string }>
  | Readonly<{ on: 'accept'; approvalId: string }>

/** What a message was understood to mean. An `Understander` makes it; nothing in it is ever said to a customer. */
export type Understanding = Readonly<{
  intent: Intent
  /** What a FAQ is about; `thanks` is small talk that ends one. */
  topic?: 'hours' | 'address' | 'services' | 'thanks'
  /** The service that was named, as an id of the facts. */
  serviceId?: string
  /** The weekday that was named, 0 is Sunday. */
  weekday?: number
  answer?: 'yes' | 'no'
  /** What may be her name; read only while it is asked. */
  name?: string
  choice?: Choice
  /** A tap on something that is not ours, or no longer. */
  unknownChoice?: boolean
  /** The message that decided: its wamid, or our id. */
  key?: string
}>

/** One unanswered message, as the agent reads it. `choice` is the id of a tapped button or row, `key` its wamid or our id. */
export type Heard = Readonly<{ key: string; type: string; text: string | null; choice: string | null }>

export type ServiceFact = Readonly<{
  id: string
  name: string
  description: string | null
  durationMinutes: number
  price: Money
  currency: string
}>

/** Opening hours of one weekday (0 = Sunday), `HH:MM` in the tenant's zone. */
export type HoursFact = Readonly<{ weekday: number; opens: string; closes: string }>

/** A booking of this customer that is still to come. */
export type BookingFact = Readonly<{
  id: string
  serviceId: string
  serviceName: string
  start: Date
  status: BookingStatus
  /** Whether she may cancel at once, or the owner decides. */
  cancelling: 'allowed' | 'needs_owner'
  /** False once the business's notice has begun. */
  changeable: boolean
  /** What the owner has still to decide about it. `start`: the time that was asked for. */
  asked: Readonly<{ approvalId: string; action: 'create' | 'modify' | 'cancel'; start: Date | null }> | null
  /** Another time that the owner offers for it, until it runs out. */
  offer: Readonly<{ approvalId: string; start: Date }> | null
}>

export type DayOffer = Readonly<{ day: Day; starts: readonly Readonly<{ startTime: Date; fit: Fit }>[] }>

/** Which free times a step needs: those of `day`, and the next days from `from` on where that one is not enough. */
export type OffersQuery = Readonly<{
  serviceId: string
  day: Day | null
  from: Day | null
  /** The booking that is to be moved: its own time counts as free. */
  bookingId: string | null
}>

/** Free times of one service as they were read in this turn. `moreFrom`: where the list of days goes on. */
export type Offers = Readonly<{
  serviceId: string
  day: DayOffer | null
  days: readonly DayOffer[]
  moreFrom: Day | null
}>

/** An effect that the rows refused: decided again with this as a fact (RULINGS 7). */
export type Refusal = Readonly<{ effect: Effect; code: ErrorCode }>

/** What may be said in this turn: rows of the tenant and nothing else. */
export type Facts = Readonly<{
  now: Date
  timezone: string
  business: Readonly<{
    id: string
    name: string
    address: string | null
    treatment: 'usted' | 'tu'
    privacyUrl: string | null
    maxOpenRequests: number
    changeWindowHours: number
  }>
  customer: Readonly<{ id: string; firstName: string | null; consented: boolean }>
  services: readonly ServiceFact[]
  hours: readonly HoursFact[]
  bookings: readonly BookingFact[]
  offers: Offers | null
  refusals: readonly Refusal[]
}>

/** What a turn changes besides what it says. A proposal: it is committed together with the replies, or refused. */
export type Effect =
  | Readonly<{ kind: 'hand_off' }>
  | Readonly<{ kind: 'name_customer'; name: string }>
  /** `key`: the message by which she asked; one message makes one booking. */
  | Readonly<{ kind: 'create_booking'; serviceId: string; start: Date; key: string }>
  | Readonly<{ kind: 'change_booking'; bookingId: string; start: Date }>
  | Readonly<{ kind: 'cancel_booking'; bookingId: string }>
  | Readonly<{ kind: 'accept_offer'; approvalId: string }>

/** What an effect came to, read from the rows that it wrote. `settled`: done, and the customer's notice is written with it. */
export type Outcome = Readonly<{
  kind: 'requested' | 'request_moved' | 'change_requested' | 'cancel_requested' | 'settled'
  bookingId: string
  serviceName: string
  /** The booking's own time, and the time that was asked for. */
  start: Date
  askedStart: Date
  status: BookingStatus
}>

export type Decision = Readonly<{
  statements: readonly Statement[]
  effects: readonly Effect[]
  state: DialogueState
}>

/** A message ready for Meta: `{type, [type]: {…}}`, and the text of it for people and for the memory. */
export type OutgoingContent = Readonly<{ type: 'text' | 'interactive'; text: string; payload: Record<string, unknown> }>
