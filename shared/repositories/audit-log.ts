import type { Context } from '../context.ts'

type Actor = 'customer' | 'owner' | 'agent' | 'system' | 'meta' | 'calcom'

/** Domain events are rows (RULINGS 22): what happened, to what, by whom. `payload` holds ids and facts, no one's words. */
export async function recordEvent(
  context: Context,
  type: string,
  entity: Readonly<{ type: string; id: string }>,
  actor: Actor,
  payload: Readonly<Record<string, unknown>> = {}
): Promise<void> {
  await recordEventOf(context, context.tenantId, type, entity, actor, payload)
}

/** The same for a tenant that is named: for use cases that run in system scope. */
export async function recordEventOf(
  context: Context,
  tenantId: string,
  type: string,
  entity: Readonly<{ type: string; id: string }>,
  actor: Actor,
  payload: Readonly<Record<string, unknown>>
): Promise<void> {
  await context.db.raw(
    `insert into audit_log (tenant_id, type, entity_type, entity_id, actor, payload, created_at)
     values (?, ?, ?, ?, ?, ?::jsonb, ?)`,
    [tenantId, type, entity.type, entity.id, actor, JSON.stringify(payload), context.now()]
  )
}
