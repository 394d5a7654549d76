import type { Context } from '../context.ts'
import type { Calendar } from '../domain/availability.ts'
import { addDays, type Day, instantOf } from '../domain/local-time.ts'
import { holidaysBetween } from '../holidays.ts'
import type { TenantModel } from '../models/tenant-model.ts'
import { getHours } from '../repositories/business-hours.ts'
import { getClosures } from '../repositories/closures.ts'
import { getBusy } from '../repositories/slot-holds.ts'

/**
 * When a business works and what is taken, for slots that start from day `from` to day `to`: with a day more on both sides,
 * since opening hours, bookings and buffers may reach over midnight.
 */
export async function loadCalendar(
  context: Context,
  tenant: TenantModel,
  range: Readonly<{ from: Day; to: Day }>,
  exceptBookingId?: string
): Promise<Calendar> {
  const { timezone } = tenant
  const [from, to] = [addDays(range.from, -1), addDays(range.to, 1)]
  const span = { start: instantOf(from, 0, timezone), end: instantOf(to, 1440, timezone) }
  return {
    timezone,
    hours: await getHours(context),
    closures: await getClosures(context, from, to),
    holidays: holidaysBetween(from, to),
    busy: await getBusy(context, span, exceptBookingId)
  }
}
