import type { Static } from 'typebox'
import { MEDIA_LINK_SECONDS } from '../../shared/clients/storage.ts'
import type { App } from '../../shared/context.ts'
import { moneyToJson } from '../../shared/domain/money.ts'
import type { BookingApprovalModel } from '../../shared/models/booking-approval-model.ts'
import type { BookingModel } from '../../shared/models/booking-model.ts'
import type { PaymentProofModel } from '../../shared/models/payment-proof-model.ts'
import type { BookingDetails } from '../../shared/use-cases/get-booking.ts'
import type { ApprovalSchema, BookingDetailsSchema, BookingSchema } from '../schemas/bookings.ts'

/** What makes links to stored files. */
type Storage = Pick<App, 'storage'>

/** What whoever asked for the booking may know of it. */
export function presentReceipt(booking: BookingModel) {
  const { service } = booking
  if (!service) throw new Error('the booking was read without its service')
  return {
    id: booking.id,
    status: booking.status,
    service: { id: service.id, name: service.name, duration_minutes: service.durationMinutes },
    start_time: booking.startTime.toISOString(),
    end_time: booking.endTime.toISOString(),
    timezone: booking.timezone,
    created_at: booking.createdAt.toISOString()
  }
}

/** A booking as its business sees it. */
export function presentBooking({ storage }: Storage, booking: BookingModel): Static<typeof BookingSchema> {
  const { customer } = booking
  if (!customer) throw new Error('the booking was read without its customer')
  return {
    ...presentReceipt(booking),
    customer: {
      id: customer.id,
      first_name: customer.firstName,
      last_name: customer.lastName,
      phone: customer.phone
    },
    source: booking.source,
    customer_notes: booking.customerNotes,
    internal_notes: booking.internalNotes,
    payment_verified: booking.paymentVerified,
    payment_verified_at: booking.paymentVerifiedAt?.toISOString() ?? null,
    payment_verified_by: booking.paymentVerifiedBy,
    payment_screenshot_url: linkTo({ storage }, booking.paymentScreenshotUrl),
    calcom_booking_uid: booking.calcomBookingUid,
    cancelled_by: booking.cancelledBy,
    cancellation_reason: booking.cancellationReason,
    rejection_reason: booking.rejectionReason,
    version: booking.version,
    updated_at: booking.updatedAt.toISOString()
  }
}

/** The same with its money and its decisions (RULINGS 32). */
export function presentBookingDetails(
  { storage }: Storage,
  { booking, sums, proofs, approvals }: BookingDetails
): Static<typeof BookingDetailsSchema> {
  return {
    ...presentBooking({ storage }, booking),
    payment: {
      due: moneyToJson(sums.due),
      received: moneyToJson(sums.received),
      refunded: moneyToJson(sums.refunded),
      currency: booking.service?.priceCurrency ?? 'COP',
      deadline: booking.paymentDeadlineAt?.toISOString() ?? null,
      proofs: proofs.map(proof => presentProof({ storage }, proof))
    },
    approvals: approvals.map(presentApprovalSummary)
  }
}

function presentProof({ storage }: Storage, proof: PaymentProofModel) {
  const file = proof.mediaFile
  return {
    id: proof.id,
    url: linkTo({ storage }, file?.state === 'stored' ? file.fileKey : null),
    content_type: file?.fileType ?? null,
    status: proof.status,
    evidence: [],
    reason: proof.reason,
    uploaded_by: proof.uploadedBy,
    created_at: proof.createdAt.toISOString()
  }
}

/** A short-lived link to a stored file. */
export const linkTo = ({ storage }: Storage, key: string | null): string | null =>
  key ? storage.generatePresignedUrl(key, MEDIA_LINK_SECONDS) : null

function presentApprovalSummary(approval: BookingApprovalModel) {
  return {
    id: approval.id,
    booking_id: approval.bookingId,
    requested_action: approval.requestedAction,
    status: approval.status,
    ai_suggested_data: presentSuggestion(approval.aiSuggestedData ?? {}),
    rejection_reason: approval.rejectionReason,
    reviewed_at: approval.reviewedAt?.toISOString() ?? null,
    reviewed_by: approval.reviewedBy,
    decided_by_contact_id: approval.decidedContactId,
    notice_state: approval.noticeState,
    notice_at: approval.noticeAt?.toISOString() ?? null,
    reminded_at: approval.remindedAt?.toISOString() ?? null,
    created_at: approval.createdAt.toISOString(),
    updated_at: approval.updatedAt.toISOString()
  }
}

/** A decision of the owner with the booking that it is about. */
export function presentApproval(app: Storage, approval: BookingApprovalModel): Static<typeof ApprovalSchema> {
  if (!approval.booking) throw new Error('the approval was read without its booking')
  return { ...presentApprovalSummary(approval), booking: presentBooking(app, approval.booking) }
}

function presentSuggestion(data: Record<string, unknown>) {
  const offer = data.offer as Record<string, unknown> | undefined
  const { start_time, end_time, reason } = data
  return {
    ...(typeof start_time === 'string' && { start_time }),
    ...(typeof end_time === 'string' && { end_time }),
    ...(typeof reason === 'string' && { reason }),
    ...(offer && { offer: { start_time: String(offer.start_time), end_time: String(offer.end_time) } })
  }
}
