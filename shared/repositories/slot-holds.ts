import type { Context } from '../context.ts'
import { sqlState } from '../database.ts'
import { type Busy, freeLane } from '../domain/availability.ts'
import { DomainError } from '../domain/errors.ts'
import type { Span } from '../domain/time-slot.ts'

/** Time that a booking holds, buffers included. Without `expiresAt` it is held for good. */
export type Hold = Busy & Readonly<{ id: string; expiresAt: Date | null }>

type HoldRow = Readonly<{ id: string; lane: number; starts_at: Date; ends_at: Date; expires_at: Date | null }>

const EXCLUSION_VIOLATION = '23P01'

/**
 * The condition of overlapping a span, for an index: no hold is longer than two days (slot_holds_length_check). It binds
 * end, start, start.
 */
const OVERLAPS = `h.starts_at < ? and h.starts_at > ?::timestamptz - interval '48 hours' and h.ends_at > ?`
const overlaps = (span: Span): Date[] => [span.end, span.start, span.start]

/**
 * Takes the calendar of this tenant until the end of the transaction: whoever takes, moves or frees time does it first
 * (RULINGS 1), after conversations and before bookings are locked.
 */
export async function lockCalendar(context: Context): Promise<void> {
  await context.db.raw(`select pg_advisory_xact_lock(hashtextextended('calendar:' || ?, 0))`, [context.tenantId])
}

/** What is held in a span and has not run out, except by `exceptBookingId`. */
export async function getBusy(context: Context, span: Span, exceptBookingId?: string): Promise<Busy[]> {
  const { rows } = await context.db.raw<{ rows: HoldRow[] }>(
    `select h.lane, h.starts_at, h.ends_at from slot_holds h
     where h.tenant_id = ? and ${OVERLAPS} and (h.expires_at is null or h.expires_at > ?)
       and h.booking_id is distinct from ?::uuid`,
    [context.tenantId, ...overlaps(span), context.now(), exceptBookingId ?? null] as never
  )
  return rows.map(row => ({ lane: row.lane, start: row.starts_at, end: row.ends_at }))
}

/** Whether some lane is free for a whole span (buffers included). */
export async function checkTimeSlotAvailable(
  context: Context,
  span: Span,
  capacity: number,
  exceptBookingId?: string
): Promise<boolean> {
  return freeLane(await getBusy(context, span, exceptBookingId), span, capacity) !== null
}

/** Inserts a hold. The exclusion constraint has the last word: an overlap in the lane is `slot_taken`. */
export async function insertHold(
  context: Context,
  hold: Readonly<{ bookingId: string; lane: number; span: Span; expiresAt: Date | null }>
): Promise<void> {
  try {
    await context.db.raw(
      `insert into slot_holds (id, tenant_id, lane, booking_id, during, expires_at, created_at)
       values (?, ?, ?, ?, tstzrange(?::timestamptz, ?::timestamptz, '[)'), ?, ?)`,
      [
        context.newId(),
        context.tenantId,
        hold.lane,
        hold.bookingId,
        hold.span.start,
        hold.span.end,
        hold.expiresAt,
        context.now()
      ] as never
    )
  } catch (error) {
    if (sqlState(error) !== EXCLUSION_VIOLATION) throw error
    throw new DomainError('slot_taken', 'Somebody else has this time', {}, { cause: error })
  }
}

/** All holds of a booking: none, one, or two while a change is asked or offered. */
export async function getHolds(context: Context, bookingId: string): Promise<Hold[]> {
  const { rows } = await context.db.raw<{ rows: HoldRow[] }>(
    `select h.id, h.lane, h.starts_at, h.ends_at, h.expires_at from slot_holds h
     where h.tenant_id = ? and h.booking_id = ? order by h.created_at, h.id`,
    [context.tenantId, bookingId]
  )
  return rows.map(row => ({
    id: row.id,
    lane: row.lane,
    start: row.starts_at,
    end: row.ends_at,
    expiresAt: row.expires_at
  }))
}

/** Sets how long the holds of a booking last; null is for good. */
export async function setHoldExpiry(context: Context, bookingId: string, expiresAt: Date | null): Promise<void> {
  await context.db.raw('update slot_holds set expires_at = ? where tenant_id = ? and booking_id = ?', [
    expiresAt,
    context.tenantId,
    bookingId
  ] as never)
}

/** Frees the time of a booking, except the hold `keepId`. */
export async function releaseHolds(context: Context, bookingId: string, keepId?: string): Promise<void> {
  await context.db.raw(
    'delete from slot_holds where tenant_id = ? and booking_id = ? and id is distinct from ?::uuid',
    [context.tenantId, bookingId, keepId ?? null] as never
  )
}

/** Bookings that hold time in a span although it has run out: they expire before somebody else takes it. */
export async function findRunOut(context: Context, span: Span, exceptBookingId: string): Promise<string[]> {
  const { rows } = await context.db.raw<{ rows: { booking_id: string }[] }>(
    `select distinct h.booking_id from slot_holds h
     where h.tenant_id = ? and ${OVERLAPS} and h.expires_at <= ? and h.booking_id <> ? order by 1`,
    [context.tenantId, ...overlaps(span), context.now(), exceptBookingId] as never
  )
  return rows.map(row => row.booking_id)
}

/**
 * Customers who may be told something when time in a span is taken: those whose hold there has run out, and those whose
 * request competes for it without a hold.
 */
export async function findAffectedCustomers(context: Context, span: Span): Promise<string[]> {
  const { rows } = await context.db.raw<{ rows: { customer_id: string }[] }>(
    `select b.customer_id from slot_holds h join bookings b on b.tenant_id = h.tenant_id and b.id = h.booking_id
     where h.tenant_id = ? and ${OVERLAPS} and h.expires_at <= ?
     union
     select b.customer_id from bookings b
     where b.tenant_id = ? and b.status = 'pending_approval' and b.start_time < ? and b.start_time > ?::timestamptz - interval '48 hours'
       and b.end_time > ? and not exists (select 1 from slot_holds h where h.tenant_id = b.tenant_id and h.booking_id = b.id)`,
    [context.tenantId, ...overlaps(span), context.now(), context.tenantId, ...overlaps(span)] as never
  )
  return rows.map(row => row.customer_id)
}
