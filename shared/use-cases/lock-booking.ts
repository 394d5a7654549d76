import type { Context } from '../context.ts'
import { withDemand } from '../domain/availability.ts'
import { DomainError } from '../domain/errors.ts'
import { type Policies, policiesOf } from '../domain/policies.ts'
import { type Span, slotFrom } from '../domain/time-slot.ts'
import type { BookingModel } from '../models/booking-model.ts'
import type { ConversationModel } from '../models/conversation-model.ts'
import type { CustomerModel } from '../models/customer-model.ts'
import type { ServiceModel } from '../models/service-model.ts'
import type { TenantModel } from '../models/tenant-model.ts'
import { getById, lockById } from '../repositories/bookings.ts'
import { lockActiveConversations } from '../repositories/notices.ts'
import { findAffectedCustomers, lockCalendar } from '../repositories/slot-holds.ts'
import { getTenant } from '../repositories/tenants.ts'
import { inSavepoint } from '../savepoint.ts'

/** Active conversations under lock, by customer. */
export type Lines = ReadonlyMap<string, ConversationModel>

/** A booking that this transaction alone may change, with what the rules and the texts need of its surroundings. */
export type LockedBooking = Readonly<{
  tenant: TenantModel
  policies: Policies
  booking: BookingModel
  service: ServiceModel
  customer: CustomerModel
  lines: Lines
}>

/** Throws `tenant_not_found` when the tenant of this scope is gone. */
export async function requireTenant(context: Context): Promise<TenantModel> {
  const tenant = await getTenant(context)
  if (!tenant) throw new DomainError('tenant_not_found', 'The business does not exist')
  return tenant
}

/** What a booking of this length and service takes from the calendar when it begins at `start`. */
export function spanFrom(booking: BookingModel, start = booking.startTime): Span {
  const minutes = (booking.endTime.getTime() - booking.startTime.getTime()) / 60_000
  if (!booking.service) throw new Error('the booking was read without its service')
  return withDemand(slotFrom(start, minutes, booking.timezone), booking.service)
}

/** Somebody was added to those who may be told something while their conversations were being locked. */
const grown = new Error('more conversations are affected than were locked')
const MOST_TRIES = 10

/**
 * Locks conversations and then the calendar, in the one order that everybody keeps (RULINGS 1): those of `customerIds`
 * and of everyone who may be told something when time in `span` is taken. Whoever comes to be affected before the calendar is
 * locked would be locked out of order: then all is let go and taken anew.
 */
export async function lockLines(context: Context, customerIds: readonly string[], span: Span): Promise<Lines> {
  const ids = new Set(customerIds)
  for (let attempt = 1; ; attempt += 1) {
    for (const id of await findAffectedCustomers(context, span)) ids.add(id)
    try {
      return await inSavepoint(context, async inner => {
        const lines = await lockActiveConversations(inner, [...ids])
        await lockCalendar(inner)
        const affected = await findAffectedCustomers(inner, span)
        if (attempt < MOST_TRIES && affected.some(id => !ids.has(id))) throw grown
        return lines
      })
    } catch (error) {
      if (error !== grown) throw error
    }
  }
}

/**
 * Locks a booking for a change: conversations, calendar, row. `spanOf` names the time that the change is about; by default
 * the booking's own. Throws `booking_not_found`.
 */
export async function lockBooking(
  context: Context,
  bookingId: string,
  spanOf: (booking: BookingModel) => Span = spanFrom
): Promise<LockedBooking> {
  const found = await getById(context, bookingId)
  if (!found) throw new DomainError('booking_not_found', 'This business has no such booking')
  const lines = await lockLines(context, [found.customerId], spanOf(found))
  return await readLocked(context, bookingId, lines)
}

/** The same, for a caller who holds the calendar's lock already. */
export async function readLocked(context: Context, bookingId: string, lines: Lines): Promise<LockedBooking> {
  const booking = await lockById(context, bookingId)
  const tenant = await requireTenant(context)
  if (!booking?.service || !booking.customer)
    throw new DomainError('booking_not_found', 'This business has no such booking')
  const { service, customer } = booking
  return { tenant, policies: policiesOf(tenant.policies), booking, service, customer, lines }
}
