import type { Context } from '../context.ts'
import type { BookingFact, Facts } from '../domain/agent.ts'
import { cancellationRule, isFreeToChange } from '../domain/booking.ts'
import { type Policies, policiesOf } from '../domain/policies.ts'
import type { BookingApprovalModel } from '../models/booking-approval-model.ts'
import { findCustomer } from '../repositories/booking-customers.ts'
import { getHours } from '../repositories/business-hours.ts'
import { hasConsent } from '../repositories/consents.ts'
import { getUpcoming, type UpcomingBooking } from '../repositories/customer-bookings.ts'
import { getActiveServices } from '../repositories/services.ts'
import { getTenant } from '../repositories/tenants.ts'

/** Bookings of one customer that a turn knows of. A list in WhatsApp has ten rows. */
const MOST_BOOKINGS = 9

/**
 * All that may be said in a turn: the business, its active services in her order, its hours, the customer's name and her own
 * bookings to come. Free times are read for the step that needs them (load-offers).
 */
export async function loadFacts(context: Context, customerId: string): Promise<Facts> {
  const tenant = await getTenant(context)
  if (!tenant) throw new Error('the tenant is gone')
  const policies = policiesOf(tenant.policies)
  const customer = await findCustomer(context, customerId)
  const services = await getActiveServices(context)
  const upcoming = await getUpcoming(context, customerId, MOST_BOOKINGS)
  return {
    now: context.now(),
    timezone: tenant.timezone,
    business: {
      id: tenant.id,
      name: tenant.businessName,
      address: tenant.address,
      treatment: policies.treatment,
      privacyUrl: policies.privacy_url,
      maxOpenRequests: policies.max_open_requests,
      changeWindowHours: policies.change_window_hours
    },
    customer: {
      id: customerId,
      firstName: customer?.firstName ?? null,
      consented: await hasConsent(context, customerId)
    },
    services: services.map(service => ({
      id: service.id,
      name: service.name,
      description: service.description,
      durationMinutes: service.durationMinutes,
      price: service.priceAmount,
      currency: service.priceCurrency
    })),
    hours: await getHours(context),
    bookings: upcoming.map(each => toFact(each, policies, context.now())),
    offers: null,
    refusals: []
  }
}

function toFact({ booking, pending }: UpcomingBooking, policies: Policies, now: Date): BookingFact {
  const [asked] = pending
  const offer = pending.map(readOffer).find(found => found !== null) ?? null
  return {
    id: booking.id,
    serviceId: booking.serviceId,
    serviceName: booking.service?.name ?? '',
    start: booking.startTime,
    status: booking.status,
    cancelling: cancellationRule(booking, 'customer', policies, now),
    changeable: isFreeToChange(booking, policies, now),
    asked: asked ? { approvalId: asked.id, action: asked.requestedAction, start: readStart(asked) } : null,
    offer
  }
}

function readStart({ aiSuggestedData }: BookingApprovalModel): Date | null {
  const start = aiSuggestedData?.start_time
  return typeof start === 'string' ? new Date(start) : null
}

/** The counter-offer that stands in an approval. Whether its time is still held is seen when she takes it. */
function readOffer({ id, aiSuggestedData }: BookingApprovalModel): BookingFact['offer'] {
  const offer = aiSuggestedData?.offer
  if (typeof offer !== 'object' || offer === null || !('start_time' in offer)) return null
  return { approvalId: id, start: new Date(String(offer.start_time)) }
}
