import type { Context } from '../context.ts'
import type { BookingStatus } from '../domain/booking-status.ts'
import { type Day, instantOf } from '../domain/local-time.ts'
import type { BookingModel } from '../models/booking-model.ts'
import { getByTenant, type Page, type Pagination } from '../repositories/bookings.ts'
import { requireTenant } from './lock-booking.ts'

/** Bookings of a business by status, customer, and days of their start (both included, in its own zone). */
export async function getBookings(
  context: Context,
  filters: Readonly<{
    status?: BookingStatus | undefined
    dateFrom?: Day | undefined
    dateTo?: Day | undefined
    customerId?: string | undefined
  }>,
  pagination: Pagination
): Promise<Page<BookingModel>> {
  const { timezone } = await requireTenant(context)
  const { status, dateFrom, dateTo, customerId } = filters
  return await getByTenant(
    context,
    {
      ...(status && { status }),
      ...(customerId && { customerId }),
      ...(dateFrom && { from: instantOf(dateFrom, 0, timezone) }),
      ...(dateTo && { before: instantOf(dateTo, 1440, timezone) })
    },
    pagination
  )
}
