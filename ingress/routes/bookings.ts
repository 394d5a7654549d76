import { createHmac } from 'node:crypto'
import type { Static } from 'typebox'
import type { App } from '../../shared/context.ts'
import { sha256 } from '../../shared/crypto.ts'
import { invalidField } from '../../shared/domain/errors.ts'
import type { BookingModel } from '../../shared/models/booking-model.ts'
import type { TenantModel } from '../../shared/models/tenant-model.ts'
import { signToken } from '../../shared/signed-token.ts'
import { claimText } from '../../shared/texts/booking-notices.ts'
import { createBooking, type NewBooking } from '../../shared/use-cases/create-booking.ts'
import { getAvailability } from '../../shared/use-cases/get-availability.ts'
import { getBooking } from '../../shared/use-cases/get-booking.ts'
import { getBookings } from '../../shared/use-cases/get-bookings.ts'
import { requireTenant } from '../../shared/use-cases/lock-booking.ts'
import { type Endpoint, Nothing, openEndpoint, ownerEndpoint, type Session } from '../endpoint.ts'
import { inTenant, tenantOf } from '../in-tenant.ts'
import { presentBooking, presentBookingDetails, presentReceipt } from '../presenters/bookings.ts'
import {
  AvailabilityQuery,
  AvailabilitySchema,
  BookingDetailsSchema,
  BookingListSchema,
  BookingReceiptSchema,
  BookingsQuery,
  NewBookingBody
} from '../schemas/bookings.ts'
import { IdParams, paginationOf, presentList } from '../schemas/common.ts'
import { bookingDecisions } from './booking-decisions.ts'
import { bookingPayments } from './booking-payments.ts'

/** A link to send proofs is good until so long after the booking. */
const UPLOAD_TOKEN_DAYS = 30

const availability = openEndpoint({
  access: 'public',
  method: 'get',
  path: '/bookings/availability',
  name: 'getAvailability',
  tag: 'bookings',
  summary: 'Times that are offered for a service, 31 days at most',
  params: Nothing,
  query: AvailabilityQuery,
  body: Nothing,
  success: { status: 200, schema: AvailabilitySchema },
  errors: ['unauthorized', 'tenant_not_found', 'service_not_found', 'rate_limited'],
  limit: { points: 600, seconds: 60 },
  run: async (app, { query, session }) => {
    const tenantId = await tenantOf(app, query.tenant_slug, session)
    const range = { dateFrom: query.date_from, dateTo: query.date_to }
    const publicly = query.tenant_slug !== undefined
    const found = await inTenant(app, tenantId, context =>
      getAvailability(context, { serviceId: query.service_id, ...range, publicly })
    )
    const slots = found.slots.map(slot => ({
      start_time: slot.startTime.toISOString(),
      end_time: slot.endTime.toISOString()
    }))
    return { timezone: found.timezone, slots }
  }
})

const list = ownerEndpoint({
  method: 'get',
  path: '/bookings',
  name: 'listBookings',
  tag: 'bookings',
  summary: 'Bookings by status, customer and days, the latest start first',
  params: Nothing,
  query: BookingsQuery,
  body: Nothing,
  success: { status: 200, schema: BookingListSchema },
  errors: ['tenant_not_found'],
  run: async (context, { query }) => {
    const { status, date_from: dateFrom, date_to: dateTo, customer_id: customerId } = query
    const pagination = paginationOf(query)
    const found = await getBookings(context, { status, dateFrom, dateTo, customerId }, pagination)
    return presentList(found, pagination, booking => presentBooking(context, booking))
  }
})

const getOne = ownerEndpoint({
  method: 'get',
  path: '/bookings/{id}',
  name: 'getBooking',
  tag: 'bookings',
  summary: 'A booking with its money and its decisions',
  params: IdParams,
  query: Nothing,
  body: Nothing,
  success: { status: 200, schema: BookingDetailsSchema },
  errors: ['booking_not_found'],
  run: async (context, { params }) => presentBookingDetails(context, await getBooking(context, params.id))
})

type Body = Static<typeof NewBookingBody>

const create = openEndpoint({
  access: 'public',
  method: 'post',
  path: '/bookings',
  name: 'createBooking',
  tag: 'bookings',
  summary:
    'Asks for a booking from the landing page (`tenant_slug`), or books as the owner (access token), which approves it at once',
  params: Nothing,
  query: Nothing,
  body: NewBookingBody,
  success: { status: 201, schema: BookingReceiptSchema },
  errors: [
    'unauthorized',
    'tenant_not_found',
    'service_not_found',
    'customer_not_found',
    'slot_taken',
    'too_many_open_requests',
    'rate_limited'
  ],
  idempotent: true,
  limit: { points: 1000, seconds: 300 },
  run: async (app, { body, session, address, request }) => {
    const tenantId = await tenantOf(app, body.tenant_slug, session)
    const key = String(request.headers['idempotency-key'] ?? '')
    const owner = body.tenant_slug === undefined ? session : null
    const wish = {
      ...(owner ? wishOfOwner(body, owner) : wishOfCustomer(app, body, address)),
      requestKey: keyOf(key, body)
    }
    return await inTenant(app, tenantId, async context => {
      const booking = await createBooking(context, wish)
      return presentNew(app, await requireTenant(context), booking, owner)
    })
  }
})

function wishOfOwner(body: Body, { userId }: Session): NewBooking {
  if (!body.customer === !body.customer_id) throw invalidField('/customer', 'send either customer or customer_id')
  return {
    ...common(body),
    source: 'direct',
    by: 'owner',
    userId,
    customer: body.customer_id ? { id: body.customer_id } : personOf(body, 'direct', true),
    internalNotes: body.internal_notes
  }
}

function wishOfCustomer(app: App, body: Body, address: string): NewBooking {
  if (!body.customer) throw invalidField('/customer', 'is needed')
  if (body.customer_id) throw invalidField('/customer_id', 'is for the owner')
  if (body.internal_notes) throw invalidField('/internal_notes', 'is for the owner')
  if (!body.consent) throw invalidField('/consent', 'is needed: without it nothing about a person may be kept')
  // an address proves who sent the form only to somebody who already has the address
  const addressHash = createHmac('sha256', app.config.JWT_SECRET).update(`consent:${address}`).digest('hex')
  return {
    ...common(body),
    source: 'landing_page',
    by: 'customer',
    userId: null,
    customer: personOf(body, 'landing_page', false),
    consent: { textVersion: body.consent.text_version, channel: 'landing_page', addressHash }
  }
}

const common = (body: Body) => ({
  serviceId: body.service_id,
  startTime: new Date(body.start_time),
  customerNotes: body.customer_notes
})

function personOf({ customer }: Body, source: 'direct' | 'landing_page', proven: boolean) {
  if (!customer) throw invalidField('/customer', 'is needed')
  const { first_name: firstName, last_name: lastName, phone, email } = customer
  return { firstName, lastName, phone, email, source, proven }
}

/** The same key with the same wish is the same booking, even when the kept answer was lost with its process. */
function keyOf(key: string, body: Body): string | undefined {
  if (key === '') return undefined
  const wish = [key, body.service_id, body.start_time, body.customer_id, body.customer?.phone]
  return `http:${sha256(JSON.stringify(wish)).toString('hex')}`
}

function presentNew(
  app: App,
  tenant: TenantModel,
  booking: BookingModel,
  owner: Session | null
): Static<typeof BookingReceiptSchema> {
  const expiresAt = new Date(booking.endTime.getTime() + UPLOAD_TOKEN_DAYS * 86_400_000)
  const claims = { booking: booking.id, tenant: tenant.id }
  return {
    ...presentReceipt(booking),
    customer_id: owner ? booking.customerId : null,
    upload_token: signToken(app.config.JWT_SECRET, 'upload', claims, expiresAt),
    wa_link: waLink(tenant, booking)
  }
}

/** `wa.me` opens a chat with the business, the text typed in already. */
function waLink({ whatsappPhoneNumber, whatsappStatus }: TenantModel, { shortCode }: BookingModel): string | null {
  const digits = whatsappPhoneNumber?.replace(/\D/g, '')
  if (!digits || whatsappStatus !== 'connected' || !shortCode) return null
  return `https://wa.me/${digits}?text=${encodeURIComponent(claimText(shortCode))}`
}

export const bookingsEndpoints: readonly Endpoint[] = [
  list,
  create,
  availability,
  getOne,
  ...bookingDecisions,
  ...bookingPayments
]
