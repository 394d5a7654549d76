import type { Context } from '../context.ts'
import { type Policies, policiesOf } from '../domain/policies.ts'
import { addMinutes } from '../domain/time-slot.ts'
import type { BookingApprovalModel } from '../models/booking-approval-model.ts'
import type { BookingModel } from '../models/booking-model.ts'
import type { CustomerModel } from '../models/customer-model.ts'
import type { TenantModel } from '../models/tenant-model.ts'
import { getApproval } from '../repositories/approvals.ts'
import { getById } from '../repositories/bookings.ts'
import { getHolds, type Hold } from '../repositories/slot-holds.ts'
import { getTenant } from '../repositories/tenants.ts'
import type { OwnerQuestion } from '../texts/owner-notices.ts'
import { ownHold } from './expire-booking.ts'

/** An approval with all that is needed to ask the owner about it. Nothing is locked. */
export type AskedApproval = Readonly<{
  approval: BookingApprovalModel
  booking: BookingModel
  tenant: TenantModel
  policies: Policies
  question: OwnerQuestion
}>

/** Null when the approval or its booking is gone. */
export async function loadQuestion(context: Context, approvalId: string): Promise<AskedApproval | null> {
  const approval = await getApproval(context, approvalId)
  const booking = approval && (await getById(context, approval.bookingId))
  const tenant = await getTenant(context)
  if (!approval || !booking?.service || !booking.customer || !tenant) return null
  const policies = policiesOf(tenant.policies)
  const asked = approval.requestedAction === 'modify' ? instantIn(approval, 'start_time') : null
  const question: OwnerQuestion = {
    action: approval.requestedAction,
    serviceName: booking.service.name,
    customerName: nameOf(booking.customer),
    startsAt: booking.startTime,
    timezone: tenant.timezone,
    wantedStart: asked,
    notes: booking.customerNotes,
    until: untilOf(approval, booking, policies, await getHolds(context, booking.id)),
    declinedOffer: instantIn(approval, 'declined_offer')
  }
  return { approval, booking, tenant, policies, question }
}

/** How the owner knows a customer: by name, else by number. */
export const nameOf = ({ firstName, lastName, phone }: CustomerModel): string =>
  [firstName, lastName].filter(Boolean).join(' ') || phone || 'Una persona'

/** Until when a decision is possible: while the time in question is held, or as long as a request lasts without a hold. */
function untilOf(
  approval: BookingApprovalModel,
  booking: BookingModel,
  policies: Policies,
  holds: readonly Hold[]
): Date | null {
  if (approval.requestedAction === 'cancel') return null
  const own = ownHold(holds, booking)
  const hold = approval.requestedAction === 'create' ? own : holds.find(each => each !== own)
  return hold ? hold.expiresAt : addMinutes(approval.createdAt, policies.hold_minutes)
}

function instantIn(approval: BookingApprovalModel, key: string): Date | null {
  const value = approval.aiSuggestedData?.[key]
  return typeof value === 'string' ? new Date(value) : null
}
