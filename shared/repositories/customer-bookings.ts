import type { Context } from '../context.ts'
import { activeStatuses } from '../domain/booking-status.ts'
import { BookingApprovalModel } from '../models/booking-approval-model.ts'
import { BookingModel } from '../models/booking-model.ts'

/** A booking with its service, and what the owner has still to decide about it. */
export type UpcomingBooking = Readonly<{ booking: BookingModel; pending: readonly BookingApprovalModel[] }>

/** Up to `limit` bookings of a customer that have not begun and still stand or wait, the next one first. */
export async function getUpcoming(context: Context, customerId: string, limit: number): Promise<UpcomingBooking[]> {
  const { tenantId, db } = context
  const bookings = await BookingModel.query(db)
    .where({ tenantId, customerId })
    .whereIn('status', [...activeStatuses])
    .where('startTime', '>', context.now())
    .withGraphFetched('service')
    .modifyGraph('service', each => each.where('services.tenantId', tenantId))
    .orderBy(['startTime', 'id'])
    .limit(limit)
  if (bookings.length === 0) return []
  const ids = bookings.map(({ id }) => id)
  const pending = await BookingApprovalModel.query(db).where({ tenantId, status: 'pending' }).whereIn('bookingId', ids)
  return bookings.map(booking => ({ booking, pending: pending.filter(each => each.bookingId === booking.id) }))
}
