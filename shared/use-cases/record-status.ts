import type { Context } from '../context.ts'
import { asObject, cleanText } from '../domain/inbound-message.ts'
import { fromMeta, moveStatus, readOpaque } from '../domain/message-status.ts'
import { judgeSendError, MOST_ATTEMPTS, waitAfter } from '../domain/send-errors.ts'
import { append } from '../outbox/append.ts'
import { nextSeq } from '../repositories/conversations.ts'
import type { OpenEvent } from '../repositories/ledger.ts'
import {
  finishAttempt,
  insertReplacement,
  type LockedMessage,
  lockMessageByAttempt,
  lockMessageByWamid,
  setStatus
} from '../repositories/outgoing.ts'
import type { EventResult } from './process-incoming-message.ts'

/**
 * A status of Meta moves the message it is about, up only (RULINGS 10). It is found by our own opaque data, else by its
 * wamid; a status that comes before its message is recorded waits in the ledger.
 */
export async function recordStatus(context: Context, event: OpenEvent): Promise<EventResult> {
  const status = asObject(asObject(event.payload).status)
  const incoming = fromMeta(status.status)
  const wamid = cleanText(status.id, 200)
  if (!incoming || !wamid) return { fate: 'ignored', reason: 'unknown_status' }
  const opaque = readOpaque(status.biz_opaque_callback_data)
  const message = opaque
    ? await lockMessageByAttempt(context, opaque.messageId, opaque.attempt)
    : await lockMessageByWamid(context, wamid)
  if (!message) return { fate: 'waiting' }
  const moved = moveStatus(message.status, incoming, message.attempt === message.currentAttempt)
  const code = Number(asObject(Array.isArray(status.errors) ? status.errors[0] : null).code ?? Number.NaN)
  const error = incoming === 'failed' && Number.isInteger(code) ? { code, text: String(judgeSendError(code)) } : null
  await finishAttempt(context, message, incoming === 'failed' ? 'failed' : 'sent', wamid, error)
  if (!moved) return { fate: 'processed', reason: 'nothing_moved' }
  await setStatus(context, message.id, moved, { wamid, error })
  if (moved === 'failed' && error) await tryAgainAsNewRow(context, message, error.code)
  if (message.status === 'sending' || message.status === 'ambiguous')
    await ringOutbound(context, message.conversationId)
  return { fate: 'processed' }
}

/** A refusal that passes came as a status: the failed row stays as it is and a new one takes its place, later. */
async function tryAgainAsNewRow(context: Context, message: LockedMessage, code: number): Promise<void> {
  const verdict = judgeSendError(code)
  const passes = verdict === 'retry' || verdict === 'slow_pair' || verdict === 'slow_number'
  if (!passes || message.currentAttempt >= MOST_ATTEMPTS) return
  const seq = await nextSeq(context, message.conversationId)
  const dueAt = new Date(context.now().getTime() + waitAfter(verdict, code, message.currentAttempt))
  await insertReplacement(context, message, seq, dueAt)
  await ringOutbound(context, message.conversationId, dueAt)
}

/** Wakes the sender of a conversation. */
export async function ringOutbound(context: Context, conversationId: string, dueAt?: Date): Promise<void> {
  await append(context, {
    queue: 'outbound',
    job: 'conversation',
    data: { conversation_id: conversationId },
    ...(dueAt && { dueAt })
  })
}
