import type { Context } from '../../shared/context.ts'
import type { BookingApprovalModel } from '../../shared/models/booking-approval-model.ts'
import { listApprovals } from '../../shared/repositories/approvals.ts'
import { getById } from '../../shared/repositories/bookings.ts'
import { approveApproval, rejectApproval } from '../../shared/use-cases/decide-approval.ts'
import { makeCounterOffer } from '../../shared/use-cases/make-counter-offer.ts'
import { type Endpoint, Nothing, ownerEndpoint } from '../endpoint.ts'
import { presentApproval } from '../presenters/bookings.ts'
import { ApproveBody, MoveBody, RejectBody } from '../schemas/booking-actions.ts'
import { ApprovalListSchema, ApprovalSchema, ApprovalsQuery } from '../schemas/bookings.ts'
import { IdParams, paginationOf, presentList } from '../schemas/common.ts'

const list = ownerEndpoint({
  method: 'get',
  path: '/approvals',
  name: 'listApprovals',
  tag: 'approvals',
  summary: 'Decisions of the owner: pending ones first, then the newest',
  params: Nothing,
  query: ApprovalsQuery,
  body: Nothing,
  success: { status: 200, schema: ApprovalListSchema },
  errors: [],
  run: async (context, { query }) => {
    const pagination = paginationOf(query)
    const found = await listApprovals(context, query.status ? { status: query.status } : {}, pagination)
    return presentList(found, pagination, approval => presentApproval(context, approval))
  }
})

const common = {
  method: 'post',
  tag: 'approvals',
  params: IdParams,
  query: Nothing,
  success: { status: 200, schema: ApprovalSchema }
} as const

/** The approval as it is now, with its booking. */
async function present(context: Context, approval: BookingApprovalModel) {
  const booking = await getById(context, approval.bookingId)
  if (booking) approval.booking = booking
  return presentApproval(context, approval)
}

const approve = ownerEndpoint({
  ...common,
  path: '/approvals/{id}/approve',
  name: 'approveApproval',
  summary: 'Says yes to what was asked: a booking, a move, a cancellation',
  body: ApproveBody,
  errors: [
    'approval_not_found',
    'approval_already_decided',
    'booking_not_found',
    'slot_taken',
    'invalid_booking_status',
    'cannot_cancel_booking'
  ],
  run: async (context, { params, body, session }) =>
    await present(
      context,
      await approveApproval(context, {
        approvalId: params.id,
        decidedBy: session.userId,
        internalNotes: body.internal_notes
      })
    )
})

const reject = ownerEndpoint({
  ...common,
  path: '/approvals/{id}/reject',
  name: 'rejectApproval',
  summary: 'Says no: a request is declined, a booking stays as it was; the customer is told the reason',
  body: RejectBody,
  errors: ['approval_not_found', 'approval_already_decided', 'booking_not_found', 'invalid_booking_status'],
  run: async (context, { params, body, session }) =>
    await present(
      context,
      await rejectApproval(context, { approvalId: params.id, decidedBy: session.userId, reason: body.reason })
    )
})

const counterOffer = ownerEndpoint({
  ...common,
  path: '/approvals/{id}/counter-offer',
  name: 'makeCounterOffer',
  summary: 'Offers another start; both times are held while the customer thinks',
  body: MoveBody,
  errors: [
    'approval_not_found',
    'approval_already_decided',
    'booking_not_found',
    'slot_taken',
    'invalid_booking_status'
  ],
  run: async (context, { params, body, session }) =>
    await present(
      context,
      await makeCounterOffer(context, {
        approvalId: params.id,
        startTime: new Date(body.start_time),
        offeredBy: session.userId
      })
    )
})

export const approvalsEndpoints: readonly Endpoint[] = [list, approve, reject, counterOffer]
