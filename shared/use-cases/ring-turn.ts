import type { Context } from '../context.ts'
import { turnDueAt } from '../domain/turn-timing.ts'
import { append } from '../outbox/append.ts'
import { findUnanswered } from '../repositories/messages.ts'

/** Rings for the turn over all that is unanswered, at the time that the rows ask for (RULINGS 12). */
export async function ringTurn(context: Context, conversationId: string): Promise<void> {
  const unanswered = await findUnanswered(context, conversationId)
  if (!unanswered) return
  const { TURN_QUIET_MS, TURN_MAX_WAIT_MS } = context.config
  const dueAt = turnDueAt(unanswered, TURN_QUIET_MS, TURN_MAX_WAIT_MS)
  await append(context, { queue: 'agent', job: 'turn', data: { conversation_id: conversationId }, dueAt })
}
