import type { Context } from '../context.ts'
import type { BookingSource } from '../domain/booking.ts'
import type { Policies } from '../domain/policies.ts'

/** How often somebody must have come before her requests approve themselves. */
const REGULAR_FROM = 2

/**
 * Whether the business's own rule says yes to a request (policy `auto_approve`): a customer who came twice and never stayed
 * away. Never for the public page: who fills in its form has not proved whose number that is. A deposit that is paid
 * approves nothing at this point: it is asked for after the approval (RULINGS 4).
 */
export async function approvesItself(
  context: Context,
  policies: Policies,
  customerId: string,
  source: BookingSource
): Promise<boolean> {
  if (policies.auto_approve !== 'regular_customers' || source === 'landing_page') return false
  const { rows } = await context.db.raw<{ rows: { completed: number; missed: number }[] }>(
    `select count(*) filter (where status = 'completed')::int as completed,
       count(*) filter (where status = 'no_show')::int as missed
     from bookings where tenant_id = ? and customer_id = ?`,
    [context.tenantId, customerId]
  )
  const record = rows[0]
  return record !== undefined && record.completed >= REGULAR_FROM && record.missed === 0
}
