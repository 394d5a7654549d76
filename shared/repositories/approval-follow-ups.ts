import { raw } from 'objection'
import type { Context } from '../context.ts'
import { BookingApprovalModel } from '../models/booking-approval-model.ts'

type Ids = { rows: { id: string }[] }
type NoticeState = NonNullable<BookingApprovalModel['noticeState']>

const ofTenant = (context: Context) => BookingApprovalModel.query(context.db).where({ tenantId: context.tenantId })

/** The approvals of a booking from which something is still to follow. */
export async function findUnsettled(context: Context, bookingId: string): Promise<string[]> {
  const rows = await ofTenant(context).where({ bookingId }).whereNull('settledAt').select('id').orderBy('id')
  return rows.map(row => row.id)
}

/** Up to `limit` decisions that wait for the owner, the oldest first. */
export async function findPending(context: Context, limit: number): Promise<BookingApprovalModel[]> {
  return await ofTenant(context).where({ status: 'pending' }).orderBy(['createdAt', 'id']).limit(limit)
}

/** How far the question came, as of now. */
export async function setNoticeState(context: Context, id: string, noticeState: NoticeState): Promise<void> {
  await ofTenant(context).where({ id }).patch({ noticeState, noticeAt: context.now() })
}

/** The owner has to be asked anew: buttons of the round before stay valid, a decision is a decision. */
export async function nextRound(context: Context, id: string): Promise<void> {
  await ofTenant(context)
    .where({ id })
    .patch({ askRound: raw('ask_round + 1') as unknown as number })
}

/** Notes the reminder. False when she was reminded before: of two runs at once one gets true. */
export async function markReminded(context: Context, id: string): Promise<boolean> {
  const open = ofTenant(context).where({ id, status: 'pending' }).whereNull('remindedAt')
  return (await open.patch({ remindedAt: context.now() })) > 0
}

export async function setDecidedBy(context: Context, id: string, contactId: string): Promise<void> {
  await ofTenant(context).where({ id }).patch({ decidedContactId: contactId })
}

/** The interrupt at which the approval's thread waits. */
export async function setInterrupt(context: Context, id: string, interruptId: string): Promise<void> {
  await ofTenant(context).where({ id }).patch({ interruptId })
}

/** All that follows from a decision is seen to. A pending approval is never settled. */
export async function settle(context: Context, id: string): Promise<void> {
  await ofTenant(context).where({ id }).whereNot({ status: 'pending' }).patch({ settledAt: context.now() })
}

/** How the messages stand whose keys begin with this one: its first writing, and those after it was lost. */
export async function findTries(context: Context, dedupeKey: string): Promise<string[]> {
  const { rows } = await context.db.raw<{ rows: { status: string }[] }>(
    'select status from messages where tenant_id = ? and (dedupe_key = ? or dedupe_key like ?)',
    [context.tenantId, dedupeKey, `${dedupeKey}:%`]
  )
  return rows.map(row => row.status)
}

/** Whether a message with this key was ever written, and how it stands. */
export async function findByKey(context: Context, dedupeKey: string): Promise<string | null> {
  const { rows } = await context.db.raw<{ rows: { status: string }[] }>(
    'select status from messages where tenant_id = ? and dedupe_key = ?',
    [context.tenantId, dedupeKey]
  )
  return rows[0]?.status ?? null
}

/**
 * Approvals that nobody has looked at since before `before`: pending ones without a thread or whose question failed on its
 * way, decided ones that are not settled. System scope.
 */
export async function findApprovalsBehind(context: Context, before: Date, limit: number): Promise<string[]> {
  const { rows } = await context.db.raw<Ids>(
    `select id from booking_approvals a where settled_at is null and updated_at < ?
       and (status <> 'pending' or interrupt_id is null or exists (
         select 1 from messages m where m.tenant_id = a.tenant_id and m.status in ('failed', 'suppressed')
           and m.dedupe_key like 'approval:' || a.id || ':ask:' || a.ask_round || ':%:buttons%'
           and m.updated_at > coalesce(a.notice_at, a.created_at) and m.updated_at < ?))
     order by updated_at limit ?`,
    [before, before, limit]
  )
  return rows.map(row => row.id)
}

/** Which tenant an approval belongs to. System scope. */
export async function findTenantOfApproval(context: Context, id: string): Promise<string | undefined> {
  const { rows } = await context.db.raw<{ rows: { tenant_id: string }[] }>(
    'select tenant_id from booking_approvals where id = ?',
    [id]
  )
  return rows[0]?.tenant_id
}
