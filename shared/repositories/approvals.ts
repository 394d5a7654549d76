import type { Context } from '../context.ts'
import { BookingApprovalModel } from '../models/booking-approval-model.ts'
import type { Page, Pagination } from './bookings.ts'

export type RequestedAction = BookingApprovalModel['requestedAction']
export type ApprovalStatus = BookingApprovalModel['status']

const ofTenant = (context: Context) =>
  BookingApprovalModel.query(context.db).where('booking_approvals.tenantId', context.tenantId)

/** Asks the owner for a decision. */
export async function addApproval(
  context: Context,
  bookingId: string,
  requestedAction: RequestedAction,
  aiSuggestedData: Readonly<Record<string, unknown>> | null = null
): Promise<string> {
  const id = context.newId()
  const now = context.now()
  await BookingApprovalModel.query(context.db).insert({
    id,
    tenantId: context.tenantId,
    bookingId,
    requestedAction,
    aiSuggestedData,
    status: 'pending',
    createdAt: now,
    updatedAt: now
  })
  return id
}

export async function getApproval(context: Context, id: string): Promise<BookingApprovalModel | undefined> {
  return await ofTenant(context).where('booking_approvals.id', id).first()
}

/** The same, its row locked: after the booking's. */
export async function lockApproval(context: Context, id: string): Promise<BookingApprovalModel | undefined> {
  return await ofTenant(context).where('booking_approvals.id', id).forUpdate().first()
}

/** The approvals of a booking, the newest first. */
export async function getApprovalsOf(context: Context, bookingId: string): Promise<BookingApprovalModel[]> {
  return await ofTenant(context)
    .where({ bookingId })
    .orderBy([{ column: 'createdAt', order: 'desc' }, 'id'])
}

/** Writes how the pending approvals of a booking ended: all, or those of one kind. */
export async function closeApprovals(
  context: Context,
  bookingId: string,
  outcome: Readonly<{
    status: Exclude<ApprovalStatus, 'pending'>
    by: string | null
    reason?: string | null
    only?: RequestedAction
  }>
): Promise<void> {
  const query = ofTenant(context).where({ bookingId, status: 'pending' })
  if (outcome.only) query.where({ requestedAction: outcome.only })
  await query.patch({
    status: outcome.status,
    reviewedAt: context.now(),
    reviewedBy: outcome.by,
    rejectionReason: outcome.reason ?? null,
    updatedAt: context.now()
  })
}

/** Replaces what is suggested in an approval. */
export async function setSuggestion(
  context: Context,
  id: string,
  aiSuggestedData: Readonly<Record<string, unknown>>
): Promise<void> {
  await ofTenant(context).where('booking_approvals.id', id).patch({ aiSuggestedData, updatedAt: context.now() })
}

/** One page of approvals with their bookings: pending ones first, then the newest. */
export async function listApprovals(
  context: Context,
  filters: Readonly<{ status?: ApprovalStatus }>,
  { page, pageSize }: Pagination
): Promise<Page<BookingApprovalModel>> {
  const query = ofTenant(context)
  if (filters.status) query.where('booking_approvals.status', filters.status)
  const ofThisTenant = (table: string) => (each: ReturnType<typeof ofTenant>) =>
    each.where(`${table}.tenantId`, context.tenantId)
  const items = await query
    .clone()
    .withGraphFetched('booking.[customer, service]')
    .modifyGraph('booking', ofThisTenant('bookings') as never)
    .modifyGraph('booking.customer', ofThisTenant('customers') as never)
    .modifyGraph('booking.service', ofThisTenant('services') as never)
    .orderByRaw(
      `(booking_approvals.status = 'pending') desc, booking_approvals.created_at desc, booking_approvals.id desc`
    )
    .offset((page - 1) * pageSize)
    .limit(pageSize)
  return { items, total: await query.resultSize() }
}
