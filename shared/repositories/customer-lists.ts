import type { QueryBuilder } from 'objection'
import type { Context } from '../context.ts'
import { activeStatuses } from '../domain/booking-status.ts'
import type { CustomerSource } from '../domain/customer.ts'
import { likePattern, searchText, searchWords } from '../domain/search-text.ts'
import { CustomerModel } from '../models/customer-model.ts'

export type CustomerFilters = Readonly<{ search?: string | undefined; source?: CustomerSource | undefined }>

/** A customer with what her bookings add up to. `last` and `next` are starts of bookings that stood or stand. */
export type CustomerWithStats = CustomerModel &
  Readonly<{
    bookingsTotal: number
    bookingsCompleted: number
    bookingsNoShow: number
    lastBookingAt: Date | null
    nextBookingAt: Date | null
  }>

type Query = QueryBuilder<CustomerModel, CustomerModel[]>

/** Merged records lead to another customer, erased ones to nobody: neither is shown. */
const shown = (context: Context): Query =>
  CustomerModel.query(context.db)
    .where('customers.tenantId', context.tenantId)
    .whereNull('customers.mergedIntoId')
    .whereNull('customers.erasedAt') as Query

/** Every word of a search must occur in name, number or address, whatever the accents (RULINGS 19). */
function filtered(context: Context, { search, source }: CustomerFilters): Query {
  const query = shown(context)
  if (source) query.where('customers.source', source)
  for (const word of searchWords(search ?? '')) query.whereLike('customers.searchText', likePattern(word))
  return query
}

/** One page of a business's customers with their bookings' figures, the newest customer first. Two queries in all. */
export async function getByTenant(
  context: Context,
  filters: CustomerFilters,
  { page, pageSize }: Readonly<{ page: number; pageSize: number }>
): Promise<{ items: CustomerWithStats[]; total: number }> {
  const onPage = newestFirst(filtered(context, filters))
    .offset((page - 1) * pageSize)
    .limit(pageSize)
  const items = await newestFirst(
    withStats(context, CustomerModel.query(context.db).from(onPage.as('customers')) as Query)
  )
  return { items: items as CustomerWithStats[], total: await filtered(context, filters).resultSize() }
}

const newestFirst = (query: Query): Query =>
  query.orderBy([
    { column: 'customers.createdAt', order: 'desc' },
    { column: 'customers.id', order: 'desc' }
  ])

/** The figures of exactly the customers that `query` yields: computed per customer, along the index of their bookings. */
function withStats(context: Context, query: Query): Query {
  return query.select('customers.*', 'stats.*').joinRaw(
    `left join lateral (
       select count(*)::int as bookings_total,
         (count(*) filter (where status = 'completed'))::int as bookings_completed,
         (count(*) filter (where status = 'no_show'))::int as bookings_no_show,
         max(start_time) filter (where start_time <= ? and status = any(?)) as last_booking_at,
         min(start_time) filter (where start_time > ? and status = any(?)) as next_booking_at
       from bookings where bookings.tenant_id = ? and bookings.customer_id = customers.id
     ) stats on true`,
    [context.now(), [...activeStatuses, 'completed', 'no_show'], context.now(), [...activeStatuses], context.tenantId]
  )
}

/** Customers who match a search, the newest first, at most a hundred. */
export async function search(context: Context, query: string): Promise<CustomerModel[]> {
  return await newestFirst(filtered(context, { search: query })).limit(100)
}

/** All customers with their figures, page by page. The specification's name for the list without filters. */
export const getWithBookingStats = (
  context: Context,
  pagination: Readonly<{ page: number; pageSize: number }>
): Promise<{ items: CustomerWithStats[]; total: number }> => getByTenant(context, {}, pagination)

/** A customer with her figures; the id of a merged record leads to the one that took its place. */
export async function getById(context: Context, id: string): Promise<CustomerWithStats | undefined> {
  const survivor = await survivorOf(context, id)
  if (!survivor) return undefined
  const [found] = await withStats(context, shown(context).where('customers.id', survivor))
  return found as CustomerWithStats | undefined
}

/** Follows merges to the record that is alive. A cycle cannot come about: only a living record takes another in. */
export async function survivorOf(context: Context, id: string): Promise<string | undefined> {
  const { rows } = await context.db.raw<{ rows: { id: string }[] }>(
    `with recursive trail as (
       select id, merged_into_id, 0 as steps from customers where tenant_id = ? and id = ?
       union all
       select c.id, c.merged_into_id, steps + 1 from customers c join trail on c.id = trail.merged_into_id
       where c.tenant_id = ? and steps < 20)
     select id from trail where merged_into_id is null`,
    [context.tenantId, id, context.tenantId]
  )
  return rows[0]?.id
}

/** A customer under her row's lock. */
export async function lockById(context: Context, id: string): Promise<CustomerModel | undefined> {
  return await shown(context).where('customers.id', id).forUpdate().first()
}

/** Writes changes together with the text by which she is found. */
export async function update(
  context: Context,
  customer: CustomerModel,
  patch: Readonly<
    Partial<Pick<CustomerModel, 'firstName' | 'lastName' | 'email' | 'notes' | 'whatsappOptin' | 'whatsappOptinDate'>>
  >
): Promise<void> {
  const after = { ...customer.toJSON(), ...patch }
  await CustomerModel.query(context.db)
    .where({ tenantId: context.tenantId, id: customer.id })
    .patch({
      ...patch,
      searchText: searchText(after.firstName, after.lastName, after.phone, after.email),
      updatedAt: context.now()
    })
}
