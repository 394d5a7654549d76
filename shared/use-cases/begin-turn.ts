import type { Context } from '../context.ts'
import { type DialogueState, readState } from '../domain/agent.ts'
import { turnDueAt } from '../domain/turn-timing.ts'
import { lockConversation, takeEpoch } from '../repositories/conversations.ts'
import { findUnanswered } from '../repositories/messages.ts'
import { findRecipient } from '../repositories/outgoing.ts'
import { readUnanswered, type UnansweredMessage } from '../repositories/turns.ts'
import { ringTurn } from './ring-turn.ts'

/** A turn that may be run: its fence, what was said, and what the agent remembers. */
export type Turn = Readonly<{
  id: string
  conversationId: string
  customerId: string
  epoch: number
  inboundSeq: number
  heard: readonly UnansweredMessage[]
  state: DialogueState
}>

/**
 * Takes the conversation's next epoch and reads all that is unanswered. Null when there is nothing to do now: nothing
 * unanswered, a person has the customer, or the burst is still going on (then it rings again for later).
 */
export async function beginTurn(context: Context, conversationId: string): Promise<Turn | null> {
  const conversation = await lockConversation(context, conversationId)
  if (!conversation?.customerId) return null
  const unanswered = await findUnanswered(context, conversationId)
  if (!unanswered) return null
  const { TURN_QUIET_MS, TURN_MAX_WAIT_MS } = context.config
  if (turnDueAt(unanswered, TURN_QUIET_MS, TURN_MAX_WAIT_MS) > context.now()) {
    await ringTurn(context, conversationId)
    return null
  }
  const { handler, pausedUntil } = await findRecipient(context, conversation.customerId)
  if (handler === 'human' && (!pausedUntil || pausedUntil > context.now())) return null
  return {
    id: context.newId(),
    conversationId,
    customerId: conversation.customerId,
    epoch: await takeEpoch(context, conversationId),
    inboundSeq: conversation.inboundSeq,
    heard: await readUnanswered(context, conversationId),
    state: readState(conversation.langraphState, context.now())
  }
}
