import type { Context } from '../context.ts'
import { isOffered, withDemand } from '../domain/availability.ts'
import type { BookingSource } from '../domain/booking.ts'
import { DomainError, invalidField } from '../domain/errors.ts'
import { toLocal } from '../domain/local-time.ts'
import { type Policies, policiesOf } from '../domain/policies.ts'
import { addMinutes, isInFuture, slotFrom, type TimeSlot } from '../domain/time-slot.ts'
import type { BookingModel } from '../models/booking-model.ts'
import type { CustomerModel } from '../models/customer-model.ts'
import type { ServiceModel } from '../models/service-model.ts'
import type { TenantModel } from '../models/tenant-model.ts'
import { addApproval } from '../repositories/approvals.ts'
import { findCustomer } from '../repositories/booking-customers.ts'
import { findActiveService } from '../repositories/booking-services.ts'
import { add, countOpenRequests, findByRequestKey } from '../repositories/bookings.ts'
import { addConsent, type Consent } from '../repositories/consents.ts'
import { checkTimeSlotAvailable } from '../repositories/slot-holds.ts'
import { settleApproval } from './approve-booking.ts'
import { approvesItself } from './approves-itself.ts'
import { changeBooking } from './change-booking.ts'
import { type CustomerData, createOrUpdateCustomer } from './create-or-update-customer.ts'
import { loadCalendar } from './load-calendar.ts'
import { type Lines, lockLines, readLocked, requireTenant } from './lock-booking.ts'
import { checkTime, takeTime } from './take-time.ts'

/** A wish for a time. */
export type NewBooking = Readonly<{
  serviceId: string
  startTime: Date
  source: BookingSource
  /** The owner's own bookings are approved by her at once; hours, notice and limits bind everybody else. */
  by: 'owner' | 'customer' | 'agent'
  /** The owner's user id. */
  userId: string | null
  customer: Readonly<{ id: string }> | CustomerData
  customerNotes?: string | null | undefined
  internalNotes?: string | null | undefined
  consent?: Consent
  /** One key makes one booking, however often it comes. */
  requestKey?: string | undefined
}>

type Wanted = Readonly<{
  tenant: TenantModel
  policies: Policies
  service: ServiceModel
  customer: CustomerModel
  slot: TimeSlot
  lines: Lines
}>

/**
 * Takes a request for a booking: its time is held at once (unless requests compete, or the number must be proved first),
 * and the owner is asked. Throws `tenant_not_found`, `service_not_found`, `customer_not_found`, `slot_taken` (also for time
 * that is not offered), `too_many_open_requests`, `validation_failed`.
 */
export async function createBooking(context: Context, input: NewBooking): Promise<BookingModel> {
  const tenant = await requireTenant(context)
  const policies = policiesOf(tenant.policies)
  if (input.by !== 'owner' && tenant.status !== 'active')
    throw new DomainError('tenant_not_found', 'This business takes no bookings')
  const service = await findActiveService(context, input.serviceId)
  if (!service) throw new DomainError('service_not_found', 'This business offers no such service')
  const slot = slotFrom(input.startTime, service.durationMinutes, tenant.timezone)
  if (!isInFuture(slot, context.now())) throw invalidField('/start_time', 'must be in the future')
  const span = withDemand(slot, service)
  const known = await findMade(context, input)
  if (known) return known
  // a first look without any lock: of many who want one time, most need not queue for it. With a key the time may be its own
  if (!input.requestKey && !(await checkTimeSlotAvailable(context, span, policies.capacity)))
    throw new DomainError('slot_taken', 'Somebody else has this time')
  const customer = await customerOf(context, input)
  const lines = await lockLines(context, [customer.id], span)
  const madeMeanwhile = await findMade(context, input)
  if (madeMeanwhile) return madeMeanwhile
  const wanted = { tenant, policies, service, customer, slot, lines }
  if (input.by !== 'owner') await checkRequest(context, wanted)
  return await write(context, wanted, input)
}

const findMade = async (context: Context, { requestKey }: NewBooking): Promise<BookingModel | undefined> =>
  requestKey ? await findByRequestKey(context, requestKey) : undefined

async function customerOf(context: Context, { customer }: NewBooking): Promise<CustomerModel> {
  if (!('id' in customer)) return await createOrUpdateCustomer(context, customer)
  const found = await findCustomer(context, customer.id)
  if (!found) throw new DomainError('customer_not_found', 'This business has no such customer')
  return found
}

/** What binds everybody but the owner. Under the calendar's lock, so that two requests cannot both be the last one. */
async function checkRequest(context: Context, { tenant, policies, service, customer, slot }: Wanted): Promise<void> {
  const { day } = toLocal(slot.startTime, tenant.timezone)
  const calendar = await loadCalendar(context, tenant, { from: day, to: day })
  if (!isOffered(calendar, policies, service, slot, context.now()))
    throw new DomainError('slot_taken', 'This time is taken, or not one that is offered')
  if ((await countOpenRequests(context, customer.id)) >= policies.max_open_requests)
    throw new DomainError(
      'too_many_open_requests',
      `At most ${policies.max_open_requests} requests may be open at once`
    )
}

async function write(context: Context, wanted: Wanted, input: NewBooking): Promise<BookingModel> {
  const { policies, service, customer, slot, lines } = wanted
  const id = context.newId()
  await add(context, {
    id,
    customerId: customer.id,
    serviceId: service.id,
    ...slot,
    status: 'pending_approval',
    source: input.source,
    customerNotes: input.customerNotes?.trim() || null,
    internalNotes: input.internalNotes?.trim() || null,
    requestKey: input.requestKey ?? null,
    shortCode: shortCodeOf(id)
  })
  if (input.consent) await addConsent(context, customer.id, input.consent)
  const span = withDemand(slot, service)
  const taking = { bookingId: id, span, capacity: policies.capacity, lines }
  const expiresAt = addMinutes(context.now(), policies.hold_minutes)
  if (holdsAtOnce(policies, input)) await takeTime(context, { ...taking, expiresAt })
  else await checkTime(context, taking)
  const approvalId = await addApproval(context, id, 'create')
  const requested = await changeBooking(context, await readLocked(context, id, lines), {
    patch: {},
    events: ['booking_requested', 'booking_approval_pending'],
    actor: input.by,
    facts: { by: input.userId, approval_id: approvalId, source: input.source }
  })
  if (input.by === 'owner')
    return (await settleApproval(context, requested, { approvedBy: input.userId, actor: 'owner' })).booking
  if (!(await approvesItself(context, policies, customer.id, input.source))) return requested.booking
  return (await settleApproval(context, requested, { approvedBy: null, actor: 'system' })).booking
}

/** The owner's word always holds; a request does unless several may compete, or the number must be proved first (RULINGS 15). */
function holdsAtOnce(policies: Policies, { by, source }: NewBooking): boolean {
  if (by === 'owner') return true
  return policies.hold_mode === 'hold' && !(source === 'landing_page' && policies.verify_public_bookings)
}

/** Letters and digits that nobody confuses on a phone (Crockford's base 32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Eight characters, 40 bits of the booking's random id: what a customer's tap carries into WhatsApp. */
function shortCodeOf(bookingId: string): string {
  const bits = BigInt(`0x${bookingId.replaceAll('-', '').slice(-10)}`)
  return Array.from({ length: 8 }, (_, index) => ALPHABET[Number((bits >> BigInt(35 - index * 5)) & 31n)]).join('')
}
