import type { Context } from '../context.ts'
import type { DayOffer, Offers, OffersQuery } from '../domain/agent.ts'
import { DomainError } from '../domain/errors.ts'
import { addDays, type Day, daysBetween, toLocal } from '../domain/local-time.ts'
import type { OfferedSlot } from '../domain/offer-fit.ts'
import { policiesOf } from '../domain/policies.ts'
import { getAvailability, MOST_DAYS } from './get-availability.ts'
import { requireTenant } from './lock-booking.ts'

/** Free days in one list: a list in WhatsApp has ten rows, and one leads on. */
const MOST_FREE_DAYS = 9

/**
 * The free times that a step of the dialogue needs: of one day, or, where none is named or it has none, of the next days with
 * free times. Null for a service that cannot be booked (any more).
 */
export async function loadOffers(context: Context, query: OffersQuery): Promise<Offers | null> {
  const { serviceId, bookingId } = query
  const { timezone, policies } = await requireTenant(context)
  const today = toLocal(context.now(), timezone).day
  const last = addDays(today, policiesOf(policies).horizon_days)
  const read = (dateFrom: Day, dateTo: Day) => readDays(context, { serviceId, bookingId, dateFrom, dateTo })
  try {
    const ofDay = query.day && query.day >= today && query.day <= last ? await read(query.day, query.day) : []
    if (ofDay[0]) return { serviceId, day: ofDay[0], days: [], moreFrom: null }
    const found: DayOffer[] = []
    let from = query.from && query.from > today ? query.from : today
    while (from <= last && found.length <= MOST_FREE_DAYS) {
      found.push(...(await read(from, addDays(from, Math.min(MOST_DAYS - 1, daysBetween(from, last))))))
      from = addDays(from, MOST_DAYS)
    }
    return { serviceId, day: null, days: found.slice(0, MOST_FREE_DAYS), moreFrom: found[MOST_FREE_DAYS]?.day ?? null }
  } catch (error) {
    if (error instanceof DomainError && error.code === 'service_not_found') return null
    throw error
  }
}

type Range = Readonly<{ serviceId: string; bookingId: string | null; dateFrom: Day; dateTo: Day }>

/** Days that have free times, in order. */
async function readDays(context: Context, { bookingId, ...range }: Range): Promise<DayOffer[]> {
  const query = { ...range, publicly: true, ...(bookingId && { exceptBookingId: bookingId }) }
  const { timezone, slots } = await getAvailability(context, query)
  const days = new Map<Day, OfferedSlot[]>()
  for (const slot of slots) {
    const { day } = toLocal(slot.startTime, timezone)
    days.set(day, [...(days.get(day) ?? []), slot])
  }
  return [...days].map(([day, starts]) => ({ day, starts }))
}
