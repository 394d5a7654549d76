import type {
  BookingFact,
  Choice,
  DialogueState,
  Facts,
  Heard,
  OffersQuery,
  Refusal,
  Understanding
} from '../../shared/domain/agent.ts'
import { type Day, toLocal } from '../../shared/domain/local-time.ts'

type About = Readonly<{ serviceId: string; bookingId: string | null }>

/** What the dialogue is about now: one step per turn. `bookingId` is the booking that is being moved. */
export type Step =
  | Readonly<{ kind: 'hand_off' | 'hours' | 'address' | 'services' | 'thanked' | 'lost' | 'service_gone' }>
  | Readonly<{ kind: 'bookings' | 'booking_gone' | 'abandoned' | 'ask_name' | 'too_many' | 'offer_gone' }>
  | Readonly<{ kind: 'unreadable'; what: 'audio' | 'media' }>
  /** `introduced`: its price and length were just told, or are known. */
  | (About & Readonly<{ kind: 'days'; from: Day | null; introduced: boolean }>)
  | (About & Readonly<{ kind: 'times'; day: Day; page: number; gone: Date | null }>)
  | (About & Readonly<{ kind: 'weekday'; weekday: number }>)
  | (About & Readonly<{ kind: 'slot' | 'request'; start: Date }>)
  | Readonly<{ kind: 'named'; name: string; serviceId: string; start: Date }>
  | Readonly<{
      kind: 'booking' | 'ask_cancel' | 'cancel' | 'kept' | 'too_late' | 'already_asked'
      booking: BookingFact
    }>
  | Readonly<{ kind: 'accept'; approvalId: string }>

/** Refusals in a row after which a person takes over (RULINGS 7), and times that she was not understood. */
export const MOST_REFUSALS = 3
export const MOST_MISSES = 3

/** Understanding → the one step that this turn takes. Pure; it needs no free times yet. */
export function stepOf(
  heard: readonly Heard[],
  understanding: Understanding,
  state: DialogueState,
  facts: Facts
): Step {
  const refusal = facts.refusals.at(-1)
  if (refusal)
    return state.refusals + facts.refusals.length >= MOST_REFUSALS ? { kind: 'hand_off' } : afterRefusal(refusal, facts)
  if (understanding.intent === 'ESCALATE') return { kind: 'hand_off' }
  if (understanding.choice) return afterTap(understanding.choice, facts)
  return afterAnswer(understanding, state, facts) ?? afterWords(heard, understanding, state, facts)
}

/** Which free times the step needs; null for none. */
export function offersFor(step: Step, facts: Facts): OffersQuery | null {
  if (!('serviceId' in step)) return null
  const { serviceId } = step
  const bookingId = step.kind === 'named' ? null : step.bookingId
  if (step.kind === 'days') return { serviceId, bookingId, day: null, from: step.from }
  if (step.kind === 'weekday') return { serviceId, bookingId, day: null, from: null }
  const day = step.kind === 'times' ? step.day : toLocal(step.start, facts.timezone).day
  return { serviceId, bookingId, day, from: null }
}

function afterRefusal({ effect, code }: Refusal, facts: Facts): Step {
  const taken = code === 'slot_taken' || code === 'validation_failed'
  if (effect.kind === 'accept_offer') return { kind: 'offer_gone' }
  if (effect.kind === 'create_booking') {
    if (taken) return timesAgain(effect.serviceId, effect.start, null, facts)
    if (code === 'too_many_open_requests') return { kind: 'too_many' }
    return { kind: code === 'service_not_found' ? 'service_gone' : 'hand_off' }
  }
  if (effect.kind !== 'change_booking' && effect.kind !== 'cancel_booking') return { kind: 'hand_off' }
  const booking = facts.bookings.find(({ id }) => id === effect.bookingId)
  if (!booking) return { kind: 'booking_gone' }
  if (effect.kind === 'change_booking' && taken) return timesAgain(booking.serviceId, effect.start, booking.id, facts)
  return code === 'too_late_to_change' ? { kind: 'too_late', booking } : { kind: 'booking', booking }
}

const timesAgain = (serviceId: string, gone: Date, bookingId: string | null, facts: Facts): Step =>
  atService({ kind: 'times', serviceId, bookingId, day: toLocal(gone, facts.timezone).day, page: 0, gone }, facts)

/** A step about a service that cannot be booked any more is no step: that is said instead. */
function atService(step: Extract<Step, About>, facts: Facts): Step {
  return facts.services.some(({ id }) => id === step.serviceId) ? step : { kind: 'service_gone' }
}

/** A step about a booking of hers that is still to come. */
function atBooking(id: string | null, facts: Facts, step: (booking: BookingFact) => Step): Step {
  const booking = facts.bookings.find(each => each.id === id)
  return booking ? step(booking) : { kind: 'booking_gone' }
}

function afterTap(choice: Choice, facts: Facts): Step {
  switch (choice.on) {
    case 'human':
      return { kind: 'hand_off' }
    case 'abandon':
      return { kind: 'abandoned' }
    case 'services':
    case 'hours':
    case 'address':
    case 'bookings':
      return { kind: choice.on }
    case 'service':
      return toDays(choice.serviceId, facts)
    case 'accept':
      return { kind: 'accept', approvalId: choice.approvalId }
    case 'booking':
      return atBooking(choice.bookingId, facts, booking => ({ kind: 'booking', booking }))
    case 'keep':
      return atBooking(choice.bookingId, facts, booking => ({ kind: 'kept', booking }))
    case 'cancel':
      return atBooking(choice.bookingId, facts, toCancel)
    case 'drop':
      return atBooking(choice.bookingId, facts, booking => ({ kind: 'cancel', booking }))
    case 'change':
      return atBooking(choice.bookingId, facts, booking => toChange(booking, facts))
    default:
      return afterTime(choice, facts)
  }
}

/** Taps on days and times, for a new booking or for one that is to be moved. */
function afterTime(choice: Extract<Choice, About>, facts: Facts): Step {
  const { serviceId, bookingId } = choice
  const step = timeStep(choice)
  if (!bookingId) {
    const same = (booking: BookingFact) => step.kind === 'request' && isFor(booking, serviceId, step.start)
    const asked = facts.bookings.find(same)
    return asked ? { kind: 'already_asked', booking: asked } : atService(step, facts)
  }
  return atBooking(bookingId, facts, booking => {
    if (!booking.changeable) return { kind: 'too_late', booking }
    const sameTime = step.kind === 'request' && isAskedFor(booking, step.start)
    return sameTime ? { kind: 'already_asked', booking } : atService({ ...step, serviceId: booking.serviceId }, facts)
  })
}

function timeStep(choice: Extract<Choice, About>): Extract<Step, About> {
  const { serviceId, bookingId } = choice
  const about = { serviceId, bookingId }
  if (choice.on === 'days') return { ...about, kind: 'days', from: choice.from, introduced: true }
  if (choice.on === 'day') return { ...about, kind: 'times', day: choice.day, page: choice.page, gone: null }
  return { ...about, kind: choice.on === 'slot' ? 'slot' : 'request', start: choice.start }
}

const isFor = (booking: BookingFact, serviceId: string, start: Date): boolean =>
  booking.serviceId === serviceId && booking.start.getTime() === start.getTime()
const isAskedFor = (booking: BookingFact, start: Date): boolean =>
  [booking.start, booking.asked?.start].some(time => time?.getTime() === start.getTime())

const toDays = (serviceId: string, facts: Facts): Step =>
  atService({ kind: 'days', serviceId, bookingId: null, from: null, introduced: false }, facts)

const toCancel = (booking: BookingFact): Step =>
  booking.asked?.action === 'cancel' ? { kind: 'already_asked', booking } : { kind: 'ask_cancel', booking }

function toChange(booking: BookingFact, facts: Facts): Step {
  if (!booking.changeable) return { kind: 'too_late', booking }
  const { serviceId, id } = booking
  return atService({ kind: 'days', serviceId, bookingId: id, from: null, introduced: true }, facts)
}

/** What she answers to the question that the last turn asked. */
function afterAnswer({ answer, name }: Understanding, { pending, greeted }: DialogueState, facts: Facts): Step | null {
  if (pending?.kind === 'name' && name)
    return { kind: 'named', name, serviceId: pending.serviceId, start: new Date(pending.start) }
  if (!answer) return null
  if (!pending) {
    const [offered, another] = facts.bookings.filter(({ offer }) => offer !== null)
    return answer === 'yes' && offered?.offer && !another
      ? { kind: 'accept', approvalId: offered.offer.approvalId }
      : { kind: greeted ? 'thanked' : 'services' }
  }
  if (pending.kind === 'cancel')
    return atBooking(pending.bookingId, facts, booking => ({ kind: answer === 'yes' ? 'cancel' : 'kept', booking }))
  if (answer === 'no') return { kind: 'abandoned' }
  if (pending.kind === 'name') return { kind: 'ask_name' }
  const bookingId = pending.kind === 'change' ? pending.bookingId : null
  const confirmed = { on: 'confirm', serviceId: pending.serviceId, start: new Date(pending.start), bookingId } as const
  return afterTap(confirmed, facts)
}

function afterWords(heard: readonly Heard[], said: Understanding, state: DialogueState, facts: Facts): Step {
  const { pending } = state
  switch (said.intent) {
    case 'FAQ':
      return { kind: said.topic === 'hours' || said.topic === 'address' ? said.topic : 'services' }
    case 'MY_BOOKINGS':
      return { kind: 'bookings' }
    case 'CANCEL':
      return facts.bookings.length === 0 && pending ? { kind: 'abandoned' } : oneOf(facts, said, toCancel)
    case 'MODIFY':
      if (pending && 'serviceId' in pending) {
        const bookingId = pending.kind === 'change' ? pending.bookingId : null
        const { day } = toLocal(new Date(pending.start), facts.timezone)
        return atService({ kind: 'times', serviceId: pending.serviceId, bookingId, day, page: 0, gone: null }, facts)
      }
      return oneOf(facts, said, booking => toChange(booking, facts))
    case 'BOOK':
      return toBooking(said, state, facts)
    default:
      return afterNothing(heard, said, state)
  }
}

/** The one booking that is meant, or the list to choose from. */
function oneOf(facts: Facts, { serviceId }: Understanding, step: (booking: BookingFact) => Step): Step {
  const named = facts.bookings.filter(booking => booking.serviceId === serviceId)
  const [booking, another] = named.length > 0 ? named : facts.bookings
  return booking && !another ? step(booking) : { kind: 'bookings' }
}

function toBooking({ serviceId, weekday }: Understanding, state: DialogueState, facts: Facts): Step {
  const [only, another] = facts.services
  const single = only && !another ? only.id : null
  if (weekday === undefined) {
    const wanted = serviceId ?? single
    return wanted ? toDays(wanted, facts) : { kind: 'services' }
  }
  const underWay = state.serviceId ?? single
  if (!underWay) return { kind: 'services' }
  const bookingId = facts.bookings.some(({ id }) => id === state.changing) ? state.changing : null
  return atService({ kind: 'weekday', serviceId: underWay, bookingId, weekday }, facts)
}

/** Nothing was understood, or nothing was meant. */
function afterNothing(heard: readonly Heard[], said: Understanding, { pending, greeted }: DialogueState): Step {
  if (said.unknownChoice) return { kind: 'services' }
  if (said.topic === 'thanks' && greeted) return { kind: 'thanked' }
  const unreadable = heard.length > 0 && heard.every(message => message.text === null && message.choice === null)
  if (said.intent === 'UNCLEAR' && unreadable)
    return { kind: 'unreadable', what: heard.every(({ type }) => type === 'audio') ? 'audio' : 'media' }
  if (pending?.kind === 'name') return { kind: 'ask_name' }
  return { kind: said.intent === 'UNCLEAR' && greeted ? 'lost' : 'services' }
}
