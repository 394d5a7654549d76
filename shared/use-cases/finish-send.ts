import type { SendResult } from '../clients/meta.ts'
import type { Context } from '../context.ts'
import { asObject } from '../domain/inbound-message.ts'
import { moveStatus } from '../domain/message-status.ts'
import { judgeSendError, MOST_ATTEMPTS, type SendVerdict, waitAfter } from '../domain/send-errors.ts'
import { reconcileOf } from '../domain/send-line.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { finishEvent, takeWaitingStatuses } from '../repositories/ledger.ts'
import { finishAttempt, type LockedMessage, lockMessageByAttempt, setStatus } from '../repositories/outgoing.ts'
import { blockChannel, pauseNumber } from '../repositories/tenants.ts'
import type { Claim } from './claim-next-message.ts'
import { recordStatus } from './record-status.ts'

/** How long a message waits when its request never left this machine. */
const NOT_SENT_WAIT_MS = 2000

/**
 * Writes how a post ended. Whatever a status said meanwhile stands: the result only ever moves the message up. The
 * statuses that waited for its wamid are applied in the same transaction (RULINGS 10).
 */
export async function finishSend(context: Context, claim: Claim, result: SendResult): Promise<void> {
  const message = await lockMessageByAttempt(context, claim.messageId, claim.attempt)
  if (!message) return
  const current = message.currentAttempt === claim.attempt && ['sending', 'ambiguous'].includes(message.status)
  if (result.kind === 'sent') return await finishSent(context, message, result.wamid)
  if (!current) return
  if (result.kind === 'refused') return await finishRefused(context, message, result.code)
  const error = { code: null, text: result.reason }
  if (result.kind === 'not_sent') {
    await finishAttempt(context, message, 'failed', null, error)
    const nextAttemptAt = inFuture(context, NOT_SENT_WAIT_MS * 2 ** Math.min(claim.attempt - 1, 5))
    return await setStatus(context, message.id, 'queued', { error, nextAttemptAt })
  }
  await finishAttempt(context, message, 'ambiguous', null, error)
  const nextAttemptAt = inFuture(context, reconcileOf(claim, context.config.RECONCILE_MS))
  await setStatus(context, message.id, 'ambiguous', { error, nextAttemptAt })
}

async function finishSent(context: Context, message: LockedMessage, wamid: string): Promise<void> {
  await finishAttempt(context, message, 'sent', wamid, null)
  if (moveStatus(message.status, 'sent', true)) await setStatus(context, message.id, 'sent', { wamid })
  await recordEvent(context, 'message_sent', { type: 'message', id: message.id }, 'agent', {
    conversation_id: message.conversationId
  })
  for (const event of await takeWaitingStatuses(context, wamid)) {
    const { fate, reason } = await recordStatus(context, event)
    await finishEvent(context, event.id, fate, reason ?? null)
  }
}

async function finishRefused(context: Context, message: LockedMessage, code: number): Promise<void> {
  const verdict = judgeSendError(code)
  const error = { code, text: verdict }
  await finishAttempt(context, message, 'failed', null, error)
  const waits = verdict === 'retry' || verdict === 'slow_pair' || verdict === 'slow_number'
  if (waits && message.attempt < MOST_ATTEMPTS) {
    const nextAttemptAt = inFuture(context, waitAfter(verdict, code, message.attempt))
    if (verdict === 'slow_number') await pauseNumber(context, nextAttemptAt)
    return await setStatus(context, message.id, 'queued', { error, nextAttemptAt })
  }
  if (verdict === 'token_dead' || verdict === 'channel_blocked') {
    await stopChannel(context, verdict, code)
    return await setStatus(context, message.id, 'queued', { error })
  }
  // the owner sees what her bot could no longer say; her own words count as failed (RULINGS 11)
  const unsaid = verdict === 'window_closed' && message.origin !== 'owner_app'
  await setStatus(context, message.id, unsaid ? 'suppressed' : 'failed', { error, attention: true })
}

/** Nothing can go out until the owner acts: the line waits, and an alarm is written. */
async function stopChannel(context: Context, verdict: SendVerdict, code: number): Promise<void> {
  await blockChannel(context, verdict === 'token_dead' ? 'token_dead' : 'blocked', `meta_error_${code}`)
  await recordEvent(context, 'whatsapp_channel_stopped', { type: 'tenant', id: context.tenantId }, 'meta', { code })
  context.log.error({ tenant_id: context.tenantId, code, verdict }, 'a WhatsApp channel stopped: the owner must act')
}

/** The result as Meta's `context` of a reply, if it answers a message. */
export const replyTo = (wamid: string | null): Readonly<Record<string, unknown>> =>
  wamid ? { context: { message_id: wamid } } : {}

const inFuture = (context: Context, ms: number): Date => new Date(context.now().getTime() + ms)

/** Meta's body of a claimed message: whom, what, and our mark by which its statuses find their way back. */
export function toRequestBody(claim: Claim, opaque: string): Readonly<Record<string, unknown>> {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...claim.to,
    ...asObject(claim.content),
    ...replyTo(claim.contextRef),
    biz_opaque_callback_data: opaque
  }
}
