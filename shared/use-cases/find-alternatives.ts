import type { Context } from '../context.ts'
import { availableSlots } from '../domain/availability.ts'
import { addDays, toLocal } from '../domain/local-time.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { loadCalendar } from './load-calendar.ts'
import type { LockedBooking } from './lock-booking.ts'

/** Days on both sides of the wanted one in which alternatives are looked for. */
const AROUND_DAYS = 3
const MOST = 3

/**
 * Up to `most` free starts nearest to the time that a booking cannot have, in order of time. What the booking itself holds is
 * free for it.
 */
export async function findAlternatives(
  context: Context,
  { tenant, policies, service }: Pick<LockedBooking, 'tenant' | 'policies' | 'service'>,
  booking: BookingModel,
  most = MOST
): Promise<Date[]> {
  const { day } = toLocal(booking.startTime, tenant.timezone)
  const range = { from: addDays(day, -AROUND_DAYS), to: addDays(day, AROUND_DAYS) }
  const calendar = await loadCalendar(context, tenant, range, booking.id)
  const distance = (start: Date) => Math.abs(start.getTime() - booking.startTime.getTime())
  return availableSlots(calendar, policies, service, range, context.now())
    .map(slot => slot.startTime)
    .filter(start => distance(start) > 0)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, most)
    .sort((a, b) => a.getTime() - b.getTime())
}
