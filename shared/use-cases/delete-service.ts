import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import { deactivate } from '../domain/service.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { hasActiveBookings } from '../repositories/bookings.ts'
import { lockById, update } from '../repositories/services.ts'
import { lockCalendar } from '../repositories/slot-holds.ts'

/**
 * Takes a service away for good: it stays as a row, for the bookings that name it. Refused with
 * `service_has_active_bookings` while some are still to take place; the calendar's lock keeps new ones out meanwhile.
 * Works twice.
 */
export async function deleteService(context: Context, id: string): Promise<void> {
  await lockCalendar(context)
  const service = await lockById(context, id)
  if (!service) throw new DomainError('service_not_found', 'This business has no such service')
  if (!service.isActive) return
  if (await hasActiveBookings(context, id))
    throw new DomainError('service_has_active_bookings', 'Bookings of this service are still to take place')
  await update(context, id, { isActive: deactivate(service).isActive })
  await recordEvent(context, 'service_deleted', { type: 'service', id }, 'owner')
}
