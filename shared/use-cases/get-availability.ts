import type { Context } from '../context.ts'
import { availableSlots } from '../domain/availability.ts'
import { DomainError, invalidField } from '../domain/errors.ts'
import { type Day, daysBetween } from '../domain/local-time.ts'
import { judgeOffers, type OfferedSlot } from '../domain/offer-fit.ts'
import { policiesOf } from '../domain/policies.ts'
import { findActiveService } from '../repositories/booking-services.ts'
import { getActiveServices } from '../repositories/services.ts'
import { loadCalendar } from './load-calendar.ts'
import { requireTenant } from './lock-booking.ts'

/** Days that one answer covers at most. */
export const MOST_DAYS = 31

/**
 * Every start that is offered for a service from one day to another (both included, in the business's zone), in order of
 * time; `fit` says which leave no unusable gap. `exceptBookingId`: the time of this booking counts as free. Throws
 * `tenant_not_found`, `service_not_found`, and `validation_failed` for a range that is empty or longer than 31 days.
 */
export async function getAvailability(
  context: Context,
  query: Readonly<{ serviceId: string; dateFrom: Day; dateTo: Day; publicly: boolean; exceptBookingId?: string }>
): Promise<Readonly<{ timezone: string; slots: OfferedSlot[] }>> {
  const days = daysBetween(query.dateFrom, query.dateTo) + 1
  if (days < 1) throw invalidField('/date_to', 'must not be before date_from', 'query')
  if (days > MOST_DAYS) throw invalidField('/date_to', `may be at most ${MOST_DAYS - 1} days after date_from`, 'query')
  const tenant = await requireTenant(context)
  if (query.publicly && tenant.status !== 'active')
    throw new DomainError('tenant_not_found', 'This business takes no bookings')
  const service = await findActiveService(context, query.serviceId)
  if (!service) throw new DomainError('service_not_found', 'This business offers no such service')
  const range = { from: query.dateFrom, to: query.dateTo }
  const calendar = await loadCalendar(context, tenant, range, query.exceptBookingId)
  const policies = policiesOf(tenant.policies)
  const slots = availableSlots(calendar, policies, service, range, context.now())
  return {
    timezone: tenant.timezone,
    slots: judgeOffers(calendar, policies, service, await getActiveServices(context), slots)
  }
}
