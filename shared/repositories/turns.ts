import type { Context } from '../context.ts'
import type { Heard, OutgoingContent } from '../domain/agent.ts'
import { choiceOf } from '../domain/choice.ts'
import { AgentTurnModel } from '../models/agent-turn-model.ts'
import { MessageModel } from '../models/message-model.ts'

/** An inbound message that has no answer yet. */
export type UnansweredMessage = Heard & Readonly<{ id: string; seq: number }>

/** A turn reads at most this many messages; what is older than that in a flood is answered by the same reply. */
const MOST_MESSAGES = 50

/** What the bot has to answer in a conversation, oldest first. */
export async function readUnanswered(context: Context, conversationId: string): Promise<UnansweredMessage[]> {
  const rows = await MessageModel.query(context.db)
    .where({ tenantId: context.tenantId, conversationId, direction: 'inbound', handledBy: 'bot' })
    .whereNull('turnId')
    .orderBy('seq', 'desc')
    .limit(MOST_MESSAGES)
    .select('id', 'seq', 'messageType', 'textContent', 'payload', 'whatsappMessageId')
  return rows.reverse().map(row => ({
    id: row.id,
    seq: row.seq,
    key: row.whatsappMessageId ?? row.id,
    type: row.messageType,
    text: row.textContent,
    choice: choiceOf(row.payload)
  }))
}

/** Marks everything up to `seq` as answered by this turn. */
export async function markAnswered(
  context: Context,
  conversationId: string,
  turnId: string,
  seq: number
): Promise<void> {
  await context.db.raw(
    `update messages set turn_id = ?, updated_at = ?
     where tenant_id = ? and conversation_id = ? and direction = 'inbound' and handled_by = 'bot' and turn_id is null
       and seq <= ?`,
    [turnId, context.now(), context.tenantId, conversationId, seq]
  )
}

/**
 * The fence of a turn: writes what the agent remembers, only while its epoch is still the newest and, unless `anyInbound`,
 * nothing newer has arrived. False when it lost: the caller commits nothing (RULINGS 7).
 */
export async function passFence(
  context: Context,
  turn: Readonly<{ id: string; conversationId: string; epoch: number; inboundSeq: number; anyInbound: boolean }>,
  state: unknown
): Promise<boolean> {
  const { rows } = await context.db.raw<{ rows: unknown[] }>(
    `update conversations set langraph_state = ?::jsonb, langraph_checkpoint_id = ?, updated_at = ?
     where tenant_id = ? and id = ? and agent_epoch = ? and (inbound_seq = ? or ?) returning 1`,
    [
      JSON.stringify(state),
      turn.id,
      context.now(),
      context.tenantId,
      turn.conversationId,
      turn.epoch,
      turn.inboundSeq,
      turn.anyInbound
    ]
  )
  return rows.length > 0
}

/** Queues a reply. `origin` is `system` for what must be said although a person has taken over: the hand-off itself. */
export async function insertReply(
  context: Context,
  reply: Readonly<{
    conversationId: string
    seq: number
    turnId: string
    origin: 'agent' | 'system'
    dedupeKey: string
    content: OutgoingContent
  }>
): Promise<void> {
  await MessageModel.query(context.db).insert({
    id: context.newId(),
    tenantId: context.tenantId,
    conversationId: reply.conversationId,
    seq: reply.seq,
    messageType: reply.content.type,
    direction: 'outbound',
    origin: reply.origin,
    purpose: 'service',
    textContent: reply.content.text,
    payload: reply.content.payload,
    status: 'queued',
    turnId: reply.turnId,
    dedupeKey: reply.dedupeKey,
    createdAt: context.now(),
    updatedAt: context.now()
  })
}

/** What a turn understood, decided and said: for the owner's questions, for evaluation, for cost. */
export async function recordTurn(
  context: Context,
  turn: Readonly<{
    id: string
    conversationId: string
    epoch: number
    understander: string
    understood: unknown
    decided: unknown
    said: unknown
    latencyMs: number
  }>
): Promise<void> {
  await AgentTurnModel.query(context.db).insert({
    ...turn,
    tenantId: context.tenantId,
    status: 'committed',
    createdAt: context.now()
  })
}
