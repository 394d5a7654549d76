import type { Context } from '../context.ts'
import type { Decision, OutgoingContent, Understanding } from '../domain/agent.ts'
import { lockConversation, nextSeq } from '../repositories/conversations.ts'
import { insertReply, markAnswered, passFence, recordTurn } from '../repositories/turns.ts'
import type { Turn } from './begin-turn.ts'
import { ringOutbound } from './record-status.ts'
import { takeOver } from './take-over.ts'

/** What a turn came to. */
export type TurnResult = Readonly<{
  understander: string
  understanding: Understanding
  decision: Decision
  contents: readonly OutgoingContent[]
  latencyMs: number
}>

/**
 * Commits a turn whole: memory, effects, replies, marks, wake-up, in the caller's one transaction. `stale` when a newer
 * turn, a person or (unless `anyInbound`) a newer message was faster: then nothing is written.
 */
export async function commitTurn(
  context: Context,
  turn: Turn,
  result: TurnResult,
  anyInbound: boolean
): Promise<'committed' | 'stale'> {
  const { id, conversationId, epoch } = turn
  const fence = { id, conversationId, epoch, inboundSeq: turn.inboundSeq, anyInbound }
  if (!(await passFence(context, fence, result.decision.state))) return 'stale'
  const lastSeq = turn.heard.at(-1)?.seq ?? 0
  await markAnswered(context, conversationId, id, lastSeq)
  const handsOff = result.decision.effects.some(effect => effect.kind === 'hand_off')
  const conversation = await lockConversation(context, conversationId)
  if (handsOff && conversation) await takeOver(context, conversation, 'customer_asked')
  for (const [index, content] of result.contents.entries()) {
    await insertReply(context, {
      conversationId,
      seq: await nextSeq(context, conversationId),
      turnId: id,
      origin: handsOff ? 'system' : 'agent',
      dedupeKey: `turn:${id}:${index}`,
      content
    })
  }
  await recordTurn(context, {
    id,
    conversationId,
    epoch,
    understander: result.understander,
    understood: result.understanding,
    decided: { effects: result.decision.effects, statements: result.decision.statements.map(({ kind }) => kind) },
    said: result.contents.map(({ text }) => text),
    latencyMs: result.latencyMs
  })
  if (result.contents.length > 0) await ringOutbound(context, conversationId)
  return 'committed'
}
