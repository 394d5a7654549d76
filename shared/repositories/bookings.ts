import { type QueryBuilder, raw } from 'objection'
import type { Context } from '../context.ts'
import { activeStatuses, type BookingStatus } from '../domain/booking-status.ts'
import type { Span } from '../domain/time-slot.ts'
import { BookingModel } from '../models/booking-model.ts'

export type BookingFilters = Readonly<{
  status?: BookingStatus
  /** Starts from this instant on. */
  from?: Date
  /** Starts before this instant. */
  before?: Date
  customerId?: string
}>
export type Pagination = Readonly<{ page: number; pageSize: number }>
export type Page<T> = Readonly<{ items: T[]; total: number }>

type Query = QueryBuilder<BookingModel, BookingModel[]>

const ofTenant = (context: Context): Query =>
  BookingModel.query(context.db).where('bookings.tenantId', context.tenantId) as Query

/** Bookings with their customer and service, in two more queries for all of them. */
const withPeople = (context: Context, query: Query): Query =>
  query
    .withGraphFetched('[customer, service]')
    .modifyGraph('customer', each => each.where('customers.tenantId', context.tenantId))
    .modifyGraph('service', each => each.where('services.tenantId', context.tenantId)) as Query

/** A booking with its customer and service. */
export async function getById(context: Context, id: string): Promise<BookingModel | undefined> {
  return await withPeople(context, ofTenant(context).where('bookings.id', id)).first()
}

/** The same, its row locked. The calendar is locked before (RULINGS 1). */
export async function lockById(context: Context, id: string): Promise<BookingModel | undefined> {
  return await withPeople(context, ofTenant(context).where('bookings.id', id).forUpdate() as Query).first()
}

export async function add(
  context: Context,
  booking: Omit<Partial<BookingModel>, 'id' | 'tenantId'> & Readonly<{ id: string }>
): Promise<void> {
  const { tenantId } = context
  const now = context.now()
  await BookingModel.query(context.db).insert({ ...booking, tenantId, createdAt: now, updatedAt: now })
}

/** Changes a booking; its version grows with every change. */
export async function update(context: Context, id: string, patch: Partial<BookingModel>): Promise<BookingModel> {
  await ofTenant(context)
    .where('bookings.id', id)
    .patch({ ...patch, version: raw('version + 1') as unknown as number, updatedAt: context.now() })
  const updated = await getById(context, id)
  if (!updated) throw new Error('the booking is gone')
  return updated
}

/**
 * One page of a tenant's bookings, the latest start first. The total by status comes from counts that the database keeps;
 * other filters are counted along their index.
 */
export async function getByTenant(
  context: Context,
  filters: BookingFilters,
  { page, pageSize }: Pagination
): Promise<Page<BookingModel>> {
  const items = await withPeople(context, filtered(context, filters))
    .orderBy([
      { column: 'bookings.startTime', order: 'desc' },
      { column: 'bookings.id', order: 'desc' }
    ])
    .offset((page - 1) * pageSize)
    .limit(pageSize)
  return { items, total: await count(context, filters) }
}

function filtered(context: Context, { status, from, before, customerId }: BookingFilters): Query {
  const query = ofTenant(context)
  if (status) query.where('bookings.status', status)
  if (from) query.where('bookings.startTime', '>=', from)
  if (before) query.where('bookings.startTime', '<', before)
  if (customerId) query.where('bookings.customerId', customerId)
  return query
}

async function count(context: Context, filters: BookingFilters): Promise<number> {
  const { status, ...others } = filters
  if (Object.values(others).some(value => value !== undefined)) return await filtered(context, filters).resultSize()
  const { rows } = await context.db.raw<{ rows: { total: number }[] }>(
    `select coalesce(sum(total), 0)::bigint as total from booking_counts where tenant_id = ? and (?::text is null or status = ?)`,
    [context.tenantId, status ?? null, status ?? null] as never
  )
  return rows[0]?.total ?? 0
}

/** A customer's bookings, the latest start first. */
export async function getByCustomer(
  context: Context,
  customerId: string,
  pagination: Pagination
): Promise<Page<BookingModel>> {
  return await getByTenant(context, { customerId }, pagination)
}

/** Up to `limit` bookings in one status, the earliest start first. */
export async function getByStatus(context: Context, status: BookingStatus, limit: number): Promise<BookingModel[]> {
  return await ofTenant(context).where({ status }).orderBy(['startTime', 'id']).limit(limit)
}

/** Up to `limit` bookings that wait for the owner's decision, the earliest start first. */
export async function getPendingApprovals(context: Context, limit: number): Promise<BookingModel[]> {
  return await getByStatus(context, 'pending_approval', limit)
}

/** Confirmed bookings whose own time, without buffers, overlaps a span. */
export async function getOverlappingBookings(context: Context, span: Span): Promise<BookingModel[]> {
  return await ofTenant(context)
    .where({ status: 'confirmed' })
    .where('startTime', '<', span.end)
    .where('endTime', '>', span.start)
    .orderBy(['startTime', 'id'])
}

/** Requests without a hold whose own time overlaps a span: they compete for it. */
export async function getCompeting(context: Context, span: Span, exceptId: string): Promise<BookingModel[]> {
  return await withPeople(
    context,
    ofTenant(context)
      .where('bookings.status', 'pending_approval')
      .where('bookings.startTime', '<', span.end)
      .where('bookings.startTime', '>', new Date(span.start.getTime() - 48 * 3_600_000))
      .where('bookings.endTime', '>', span.start)
      .whereNot('bookings.id', exceptId)
      .whereRaw(
        'not exists (select 1 from slot_holds h where h.tenant_id = bookings.tenant_id and h.booking_id = bookings.id)'
      )
      .orderBy('bookings.createdAt') as Query
  )
}

/** The booking that one request already made, if it did. */
export async function findByRequestKey(context: Context, requestKey: string): Promise<BookingModel | undefined> {
  return await withPeople(context, ofTenant(context).where('bookings.requestKey', requestKey) as Query).first()
}

export async function getByCalcomUid(context: Context, calcomBookingUid: string): Promise<BookingModel | undefined> {
  return await ofTenant(context).where({ calcomBookingUid }).first()
}

/** How many undecided requests a customer has. */
export async function countOpenRequests(context: Context, customerId: string): Promise<number> {
  return await ofTenant(context).where({ customerId, status: 'pending_approval' }).resultSize()
}

/** Whether a customer has ever had a booking that stood. */
export async function hasBookedBefore(context: Context, customerId: string): Promise<boolean> {
  const found = await ofTenant(context).where({ customerId }).whereIn('status', ['confirmed', 'completed']).first()
  return found !== undefined
}

/** Whether a service has bookings that are still to take place or to be decided. */
export async function hasActiveBookings(context: Context, serviceId: string): Promise<boolean> {
  const found = await ofTenant(context)
    .where({ serviceId })
    .whereIn('status', [...activeStatuses])
    .first()
  return found !== undefined
}
