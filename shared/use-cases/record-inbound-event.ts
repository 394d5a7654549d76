import type { Context } from '../context.ts'
import { readSystemMessage, readUserIdUpdate } from '../domain/identity-change.ts'
import { asObject } from '../domain/inbound-message.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { finishEvent, lockOpenEvent, type OpenEvent } from '../repositories/ledger.ts'
import { changeIdentity } from './change-identity.ts'
import { type EventResult, processIncomingMessage } from './process-incoming-message.ts'
import { recordEcho } from './record-echo.ts'
import { recordPreference } from './record-preference.ts'
import { recordStatus } from './record-status.ts'
import { recordTemplateStatus } from './record-template-status.ts'

/** Works one event of the ledger and ends it, all in the caller's transaction. Does nothing when it is finished already. */
export async function recordInboundEvent(context: Context, mailboxKey: string, eventId: number): Promise<void> {
  await context.db.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`mailbox:${mailboxKey}`])
  const event = await lockOpenEvent(context, eventId)
  if (!event) return
  const { fate, reason } = await work(context, event)
  await finishEvent(context, event.id, fate, reason ?? null)
}

async function work(context: Context, event: OpenEvent): Promise<EventResult> {
  switch (event.kind) {
    case 'message':
      return asObject(asObject(event.payload).message).type === 'system'
        ? await workSystemMessage(context, event)
        : await processIncomingMessage(context, event)
    case 'status':
      return await recordStatus(context, event)
    case 'echo':
      return await recordEcho(context, event)
    case 'identity':
      return await changeIdentity(context, readUserIdUpdate(asObject(event.payload).identity))
    case 'preference':
      return await recordPreference(context, event)
    case 'account':
      return (await recordTemplateStatus(context, event)) ?? (await keepForPeople(context, event))
    case 'call':
    case 'history':
    case 'calcom':
      return await keepForPeople(context, event)
    case 'unknown':
      return { fate: 'unknown' }
  }
}

async function workSystemMessage(context: Context, event: OpenEvent): Promise<EventResult> {
  const change = readSystemMessage(asObject(event.payload).message)
  return change ? await changeIdentity(context, change) : await keepForPeople(context, event)
}

/** Nothing of ours follows from it, but the owner's side should be able to see that it happened. */
async function keepForPeople(context: Context, event: OpenEvent): Promise<EventResult> {
  const { field, triggerEvent } = asObject(event.payload)
  const what = typeof field === 'string' ? field : triggerEvent
  const provider = event.kind === 'calcom' ? 'calcom' : 'meta'
  const type = event.kind === 'calcom' ? 'calcom_event' : `meta_${event.kind}`
  await recordEvent(context, type, { type: 'tenant', id: context.tenantId }, provider, {
    event_id: event.id,
    ...(typeof what === 'string' && { field: what.slice(0, 80) })
  })
  return { fate: 'processed', reason: 'noted' }
}
