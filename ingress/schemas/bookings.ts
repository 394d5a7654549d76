import { Type } from 'typebox'
import { bookingSources } from '../../shared/domain/booking.ts'
import { bookingStatuses } from '../../shared/domain/booking-status.ts'
import { Id, Instant, listOf, Money, nullable, oneOf, pageQuery } from './common.ts'

const Day = Type.String({ format: 'date', examples: ['2026-11-27'] })
const Notes = Type.String({ maxLength: 2000 })
const Status = oneOf(bookingStatuses)
const strict = { additionalProperties: false }

export const AvailabilityQuery = Type.Object(
  {
    tenant_slug: Type.Optional(
      Type.String({ minLength: 1, maxLength: 60, description: 'Whose calendar; may be left out with an access token' })
    ),
    service_id: Id,
    date_from: Day,
    date_to: Type.String({ format: 'date', description: 'Included; at most 30 days after date_from' })
  },
  strict
)

export const AvailabilitySchema = Type.Object(
  {
    timezone: Type.String({ examples: ['America/Bogota'] }),
    slots: Type.Array(Type.Object({ start_time: Instant, end_time: Instant }, { ...strict, title: 'Slot' }))
  },
  { ...strict, title: 'Availability' }
)

export const BookingsQuery = Type.Object(
  {
    status: Type.Optional(Status),
    date_from: Type.Optional(Type.String({ format: 'date', description: 'Of the start, in the zone of the business' })),
    date_to: Type.Optional(Type.String({ format: 'date', description: 'Included' })),
    customer_id: Type.Optional(Id),
    ...pageQuery
  },
  strict
)

const NewCustomer = Type.Object(
  {
    first_name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S', examples: ['Camila'] }),
    last_name: Type.Optional(nullable(Type.String({ maxLength: 80, examples: ['Ruiz'] }))),
    phone: Type.String({ minLength: 5, maxLength: 40, examples: ['+573001234567'] }),
    email: Type.Optional(nullable(Type.String({ format: 'email', maxLength: 254 })))
  },
  { ...strict, title: 'BookingCustomerInput' }
)

export const NewBookingBody = Type.Object(
  {
    tenant_slug: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 60,
        description: 'From the landing page; without it an access token is needed'
      })
    ),
    service_id: Id,
    start_time: Type.String({ format: 'date-time', examples: ['2026-11-27T15:00:00Z'] }),
    customer: Type.Optional(NewCustomer),
    customer_id: Type.Optional(Type.String({ format: 'uuid', description: 'Instead of customer; for the owner only' })),
    customer_notes: Type.Optional(nullable(Notes)),
    internal_notes: Type.Optional(nullable(Type.String({ maxLength: 2000, description: 'For the owner only' }))),
    consent: Type.Optional(
      Type.Object(
        { text_version: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }), accepted: Type.Literal(true) },
        { ...strict, title: 'Consent', description: 'Needed from the landing page: which privacy text was accepted' }
      )
    )
  },
  { ...strict, title: 'NewBooking' }
)

const BookedService = Type.Object(
  { id: Id, name: Type.String(), duration_minutes: Type.Integer() },
  { ...strict, title: 'BookedService' }
)
const BookedCustomer = Type.Object(
  {
    id: Id,
    first_name: nullable(Type.String()),
    last_name: nullable(Type.String()),
    phone: nullable(Type.String())
  },
  { ...strict, title: 'BookedCustomer' }
)

/** What whoever asked for a booking may know of it. */
const receipt = {
  id: Id,
  status: Status,
  service: BookedService,
  start_time: Instant,
  end_time: Instant,
  timezone: Type.String(),
  created_at: Instant
}

export const BookingReceiptSchema = Type.Object(
  {
    ...receipt,
    customer_id: nullable(Type.String({ format: 'uuid', description: 'For the owner only' })),
    upload_token: Type.String({
      description: 'Lets its bearer send proofs of payment for this booking and nothing else'
    }),
    wa_link: nullable(Type.String({ description: 'One tap tells the business on WhatsApp whose booking this is' }))
  },
  { ...strict, title: 'BookingReceipt' }
)

export const UploadedSchema = Type.Object(
  { ...receipt, payment_screenshot_url: Type.String({ description: 'Of the file just sent; good for five minutes' }) },
  { ...strict, title: 'PaymentUploaded' }
)

const booking = {
  ...receipt,
  customer: BookedCustomer,
  source: oneOf(bookingSources),
  customer_notes: nullable(Type.String()),
  internal_notes: nullable(Type.String()),
  payment_verified: Type.Boolean(),
  payment_verified_at: nullable(Instant),
  payment_verified_by: nullable(Id),
  payment_screenshot_url: nullable(Type.String({ description: 'Of the accepted proof; good for five minutes' })),
  calcom_booking_uid: nullable(Type.String()),
  cancelled_by: nullable(oneOf(['customer', 'owner', 'system', 'calcom'])),
  cancellation_reason: nullable(Type.String()),
  rejection_reason: nullable(Type.String()),
  version: Type.Integer({ description: 'Grows with every change' }),
  updated_at: Instant
}

export const BookingSchema = Type.Object(booking, { ...strict, title: 'Booking' })

const Proof = Type.Object(
  {
    id: Id,
    url: nullable(Type.String({ description: 'Good for five minutes; null when the file is gone' })),
    content_type: nullable(Type.String()),
    status: oneOf(['received', 'accepted', 'rejected']),
    evidence: Type.Array(Type.String(), { description: 'What speaks against it' }),
    reason: nullable(Type.String()),
    uploaded_by: oneOf(['customer', 'owner']),
    created_at: Instant
  },
  { ...strict, title: 'PaymentProof' }
)

const Payment = Type.Object(
  {
    due: Money,
    received: Money,
    refunded: Money,
    currency: Type.String(),
    deadline: nullable(Instant),
    proofs: Type.Array(Proof)
  },
  { ...strict, title: 'BookingPayment' }
)

const suggestion = Type.Object({ start_time: Instant, end_time: Instant }, { ...strict, title: 'SuggestedTime' })

const approval = {
  id: Id,
  booking_id: Id,
  requested_action: oneOf(['create', 'modify', 'cancel']),
  status: oneOf(['pending', 'approved', 'rejected', 'superseded', 'expired']),
  ai_suggested_data: Type.Object(
    {
      start_time: Type.Optional(Instant),
      end_time: Type.Optional(Instant),
      reason: Type.Optional(Type.String()),
      offer: Type.Optional(suggestion)
    },
    { ...strict, title: 'ApprovalData', description: 'What was asked for; offer is the owner’s counter-offer' }
  ),
  rejection_reason: nullable(Type.String()),
  reviewed_at: nullable(Instant),
  reviewed_by: nullable(Id),
  decided_by_contact_id: nullable(Id),
  notice_state: nullable(oneOf(['buttons', 'template', 'waiting_for_window', 'no_contact'])),
  notice_at: nullable(Instant),
  reminded_at: nullable(Instant),
  created_at: Instant,
  updated_at: Instant
}

const ApprovalSummary = Type.Object(approval, { ...strict, title: 'ApprovalSummary' })
export const ApprovalSchema = Type.Object({ ...approval, booking: BookingSchema }, { ...strict, title: 'Approval' })

export const BookingDetailsSchema = Type.Object(
  { ...booking, payment: Payment, approvals: Type.Array(ApprovalSummary) },
  { ...strict, title: 'BookingDetails' }
)

export const BookingListSchema = listOf(BookingSchema, 'BookingList')
export const ApprovalListSchema = listOf(ApprovalSchema, 'ApprovalList')

export const ApprovalsQuery = Type.Object({ status: Type.Optional(approval.status), ...pageQuery }, strict)
