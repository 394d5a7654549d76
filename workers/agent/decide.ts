import type {
  Decision,
  DialogueState,
  Effect,
  Facts,
  Heard,
  Statement,
  Understanding
} from '../../shared/domain/agent.ts'
import { offerDays, offerTimes, offerWeekday, takeSlot } from './decide-times.ts'
import { MOST_MISSES, MOST_REFUSALS, type Step, stepOf } from './step.ts'

/** What a step says, does and remembers; what it does not remember anew is forgotten where it was about the moment. */
export type Answer = Readonly<{
  say: readonly Statement[]
  effects?: readonly Effect[]
  remember?: Partial<DialogueState>
  /** What she had chosen was refused. */
  refused?: boolean
}>

/** Steps that answer by the way: what was asked before is still open after them. */
const BY_THE_WAY: readonly Step['kind'][] = ['hours', 'address', 'unreadable', 'lost', 'ask_name', 'thanked']

/**
 * The policy: (what was heard, understood and remembered, the facts) → what is said and done. Pure, so that it is tested
 * as a table. What it may say is limited to statements over the facts.
 */
export function decide(
  heard: readonly Heard[],
  understanding: Understanding,
  state: DialogueState,
  facts: Facts
): Decision {
  const step = stepOf(heard, understanding, state, facts)
  const again = step.kind === 'lost' || (step.kind === 'ask_name' && !understanding.answer)
  const misses = again ? state.misses + 1 : 0
  const answer = misses >= MOST_MISSES ? handOff : answerTo(step, understanding, state, facts)
  const refusals = state.refusals + facts.refusals.length + (answer.refused && facts.refusals.length === 0 ? 1 : 0)
  const { say, effects = [], remember } = refusals >= MOST_REFUSALS ? handOff : answer
  const handsOff = effects.some(({ kind }) => kind === 'hand_off')
  return {
    statements: [...(handsOff ? [] : greeting(state, facts)), ...privacy(state, facts), ...say],
    effects,
    state: {
      ...state,
      pending: BY_THE_WAY.includes(step.kind) && !handsOff ? state.pending : null,
      changing: null,
      ...remember,
      greeted: true,
      informed: true,
      misses: handsOff ? 0 : misses,
      refusals: effects.length > 0 ? 0 : refusals,
      at: facts.now.toISOString()
    }
  }
}

const handOff: Answer = { say: [{ kind: 'handed_over' }], effects: [{ kind: 'hand_off' }] }

const greeting = ({ greeted }: DialogueState, { customer, business }: Facts): Statement[] =>
  greeted ? [] : [{ kind: 'greeting', customerName: customer.firstName, businessName: business.name }]

/** Once to everybody who has accepted no privacy text yet (RULINGS 35). */
const privacy = ({ informed }: DialogueState, { customer, business }: Facts): Statement[] =>
  informed || customer.consented ? [] : [{ kind: 'privacy', businessName: business.name, url: business.privacyUrl }]

function answerTo(step: Step, understanding: Understanding, state: DialogueState, facts: Facts): Answer {
  switch (step.kind) {
    case 'hand_off':
      return handOff
    case 'days':
      return offerDays(step, facts)
    case 'times':
      return offerTimes(step, facts)
    case 'weekday':
      return offerWeekday(step, facts)
    case 'slot':
    case 'request':
      return takeSlot(step, understanding, facts)
    case 'named': {
      const { name, serviceId, start } = step
      const named = { ...facts, customer: { ...facts.customer, firstName: name } }
      const next = takeSlot({ kind: 'slot', serviceId, start, bookingId: null }, understanding, named)
      return { ...next, effects: [{ kind: 'name_customer', name }] }
    }
    case 'accept':
      return { say: [], effects: [{ kind: 'accept_offer', approvalId: step.approvalId }] }
    case 'hours':
      return { say: [{ kind: 'hours', hours: facts.hours }] }
    case 'address':
      return { say: [{ kind: 'address', address: facts.business.address }] }
    case 'unreadable':
      return { say: [{ kind: 'not_readable', what: step.what }] }
    default:
      return 'booking' in step ? aboutBooking(step, facts) : inGeneral(step.kind, state, facts)
  }
}

type AboutBooking = Extract<Step, { booking: unknown }>

function aboutBooking({ kind, booking }: AboutBooking, { business }: Facts): Answer {
  switch (kind) {
    case 'cancel':
      return { say: [], effects: [{ kind: 'cancel_booking', bookingId: booking.id }] }
    case 'ask_cancel':
      return { say: [{ kind, booking }], remember: { pending: { kind: 'cancel', bookingId: booking.id } } }
    case 'too_late':
      return { say: [{ kind: 'too_late_to_change', booking, hours: business.changeWindowHours }] }
    default:
      return { say: [{ kind, booking }] }
  }
}

type General = Exclude<Step, { booking: unknown } | { serviceId: string } | { what: string } | { approvalId: string }>

function inGeneral(kind: General['kind'], state: DialogueState, facts: Facts): Answer {
  const list: Statement =
    facts.services.length > 0 ? { kind: 'service_list', services: facts.services } : { kind: 'no_services' }
  const own: Statement =
    facts.bookings.length > 0 ? { kind: 'bookings', bookings: facts.bookings } : { kind: 'no_bookings' }
  switch (kind) {
    case 'lost':
      return { say: [{ kind: 'not_understood' }, list] }
    case 'service_gone':
      return { say: [{ kind: 'service_gone' }, list] }
    case 'thanked':
    case 'abandoned':
      return { say: [{ kind }] }
    case 'ask_name':
      return { say: [{ kind: 'ask_name' }] }
    case 'bookings':
      return { say: [own] }
    case 'booking_gone':
    case 'offer_gone':
      return { say: [{ kind }, own] }
    case 'too_many':
      return { say: [{ kind: 'too_many_requests', most: facts.business.maxOpenRequests }, own] }
    default:
      return { say: [list], remember: { changing: state.changing } }
  }
}
