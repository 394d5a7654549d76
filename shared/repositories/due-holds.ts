import type { Context } from '../context.ts'

/** A row that is due, and whose it is. */
export type Due = Readonly<{ tenantId: string; id: string }>

type Rows = { rows: { tenant_id: string; id: string }[] }

const dueOf = ({ rows }: Rows): Due[] => rows.map(row => ({ tenantId: row.tenant_id, id: row.id }))

/** Minutes that a request lasts: the tenant's policy or its default. */
const HOLD_MINUTES = `coalesce((t.policies->>'hold_minutes')::int, ?)`

/**
 * Bookings of which something has run out: a held time, or a request or deposit without one. Rows that a decision holds
 * at this moment are skipped; the next minute sees what became of them. System scope.
 */
export async function findRunOutBookings(context: Context, holdMinutes: number, limit: number): Promise<Due[]> {
  const now = context.now()
  const held = await context.db.raw<Rows>(
    `select b.tenant_id, b.id from slot_holds h join bookings b on b.tenant_id = h.tenant_id and b.id = h.booking_id
     where h.expires_at <= ? order by h.expires_at limit ? for update of h skip locked`,
    [now, limit]
  )
  const bare = await context.db.raw<Rows>(
    `select b.tenant_id, b.id from bookings b join tenants t on t.id = b.tenant_id
     where not exists (select 1 from slot_holds h where h.tenant_id = b.tenant_id and h.booking_id = b.id)
       and ((b.status = 'pending_approval' and b.created_at <= ?::timestamptz - make_interval(mins => ${HOLD_MINUTES}))
         or (b.status = 'approved' and b.payment_deadline_at <= ?))
     limit ? for update of b skip locked`,
    [now, holdMinutes, now, limit]
  )
  const all = [...dueOf(held), ...dueOf(bare)]
  return [...new Map(all.map(due => [due.id, due])).values()]
}

/**
 * Pending questions of which three quarters of the time are over, to which no counter-offer is open, and about which she
 * was not reminded. System scope.
 */
export async function findReminders(context: Context, holdMinutes: number, limit: number): Promise<Due[]> {
  const now = context.now()
  return dueOf(
    await context.db.raw<Rows>(
      `select a.tenant_id, a.id from booking_approvals a
       join tenants t on t.id = a.tenant_id
       cross join lateral (select coalesce(
         (select min(h.expires_at) from slot_holds h where h.tenant_id = a.tenant_id and h.booking_id = a.booking_id),
         a.created_at + make_interval(mins => ${HOLD_MINUTES})) as ends_at) due
       where a.status = 'pending' and a.requested_action <> 'cancel' and a.reminded_at is null
         and a.ai_suggested_data->'offer' is null and due.ends_at > ?
         and ?::timestamptz >= a.created_at + (due.ends_at - a.created_at) * 0.75
       order by due.ends_at limit ?`,
      [holdMinutes, now, now, limit]
    )
  )
}
