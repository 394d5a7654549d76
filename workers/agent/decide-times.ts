import type { DayOffer, Facts, ServiceFact, Statement, Understanding } from '../../shared/domain/agent.ts'
import { toLocal, weekdayOf } from '../../shared/domain/local-time.ts'
import { byFit } from '../../shared/domain/offer-fit.ts'
import type { Answer } from './decide.ts'
import type { Step } from './step.ts'

type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>
type About = Readonly<{ serviceId: string; bookingId: string | null }>

/** Rows for times in a list that leads on: ten less "more times" and "another day". Where all fit, one more. */
const TIMES_IN_A_PAGE = 8

/** The next days with free times, after the service's price and length where it was just chosen. */
export function offerDays(step: StepOf<'days'>, facts: Facts): Answer {
  const service = serviceOf(step, facts)
  if (!service) return gone(facts)
  const told: Statement[] = step.introduced ? [] : [{ kind: 'service', service }]
  if (!step.bookingId && hasTooMany(facts))
    return { say: [...told, { kind: 'too_many_requests', most: facts.business.maxOpenRequests }] }
  return daysAfter(told, step, facts)
}

/** Free times of one day, those first that leave no unusable gaps; other days where there are none (any more). */
export function offerTimes(step: StepOf<'times'>, facts: Facts): Answer {
  const service = serviceOf(step, facts)
  if (!service) return gone(facts)
  const told: Statement[] = step.gone ? [{ kind: 'slot_gone', start: step.gone }] : []
  const day = facts.offers?.day
  if (day?.day === step.day) return timesOf(told, step, day, step.page, facts)
  return daysAfter(step.gone ? told : [{ kind: 'day_gone', day: step.day }], step, facts)
}

/** `el jueves`: the next one with free times, if it is among the days that are offered. */
export function offerWeekday(step: StepOf<'weekday'>, facts: Facts): Answer {
  if (!serviceOf(step, facts)) return gone(facts)
  const found = facts.offers?.days.find(({ day }) => weekdayOf(day) === step.weekday)
  return found ? timesOf([], step, found, 0, facts) : daysAfter([], step, facts)
}

/** A time was chosen or confirmed. What is free by the facts is asked or requested; whether it is, the rows decide. */
export function takeSlot(step: StepOf<'slot' | 'request'>, understanding: Understanding, facts: Facts): Answer {
  const { serviceId, bookingId, start } = step
  const service = serviceOf(step, facts)
  if (!service) return gone(facts)
  const day = facts.offers?.day
  if (!day?.starts.some(({ startTime }) => startTime.getTime() === start.getTime())) {
    const { day: wanted } = toLocal(start, facts.timezone)
    const others = offerTimes({ kind: 'times', serviceId, bookingId, day: wanted, page: 0, gone: start }, facts)
    return { ...others, refused: step.kind === 'request' }
  }
  const at = { serviceId, start: start.toISOString() }
  const booking = facts.bookings.find(({ id }) => id === bookingId)
  if (step.kind === 'request')
    return {
      say: [],
      effects: [
        booking
          ? { kind: 'change_booking', bookingId: booking.id, start }
          : { kind: 'create_booking', serviceId, start, key: understanding.key ?? `${facts.customer.id}:${at.start}` }
      ],
      remember: { serviceId }
    }
  if (booking)
    return {
      say: [{ kind: 'ask_change', service, start, booking }],
      remember: { serviceId, changing: booking.id, pending: { kind: 'change', ...at, bookingId: booking.id } }
    }
  if (!facts.customer.firstName)
    return { say: [{ kind: 'ask_name' }], remember: { serviceId, pending: { kind: 'name', ...at } } }
  return {
    say: [{ kind: 'ask_booking', service, start }],
    remember: { serviceId, pending: { kind: 'booking', ...at } }
  }
}

const serviceOf = ({ serviceId }: About, facts: Facts): ServiceFact | undefined =>
  facts.offers ? facts.services.find(({ id }) => id === serviceId) : undefined

/** The service was taken off the list while this turn was under way. */
const gone = (facts: Facts): Answer => ({
  say: [
    { kind: 'service_gone' },
    facts.services.length > 0 ? { kind: 'service_list', services: facts.services } : { kind: 'no_services' }
  ]
})

const hasTooMany = ({ bookings, business }: Facts): boolean =>
  bookings.filter(({ status }) => status === 'pending_approval').length >= business.maxOpenRequests

function daysAfter(told: readonly Statement[], about: About, facts: Facts): Answer {
  const service = serviceOf(about, facts)
  if (!service) return gone(facts)
  const remember = { serviceId: service.id, changing: about.bookingId }
  const found = facts.offers?.days ?? []
  if (found.length === 0) return { say: [...told, { kind: 'no_times', service }], remember }
  const days = found.flatMap(({ day, starts }) =>
    starts[0] ? [{ day, count: starts.length, first: starts[0].startTime }] : []
  )
  const moreFrom = facts.offers?.moreFrom ?? null
  return { say: [...told, { kind: 'days', service, days, moreFrom, changing: movedBy(about, facts) }], remember }
}

function timesOf(told: readonly Statement[], about: About, offer: DayOffer, wanted: number, facts: Facts): Answer {
  const service = serviceOf(about, facts)
  if (!service) return gone(facts)
  const all = byFit(offer.starts).map(({ startTime }) => startTime)
  const size = all.length === TIMES_IN_A_PAGE + 1 ? all.length : TIMES_IN_A_PAGE
  const page = wanted * size < all.length ? wanted : 0
  const starts = all.slice(page * size, (page + 1) * size).sort((a, b) => a.getTime() - b.getTime())
  const nextPage = (page + 1) * size < all.length ? page + 1 : null
  const { day } = offer
  return {
    say: [...told, { kind: 'times', service, day, starts, nextPage, changing: movedBy(about, facts) }],
    remember: { serviceId: service.id, changing: about.bookingId }
  }
}

const movedBy = ({ bookingId }: About, facts: Facts) => facts.bookings.find(({ id }) => id === bookingId) ?? null
