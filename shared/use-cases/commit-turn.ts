import type { Context } from '../context.ts'
import type { Decision, Outcome, OutgoingContent, Understanding } from '../domain/agent.ts'
import { lockConversation, nextSeq } from '../repositories/conversations.ts'
import { insertReply, markAnswered, passFence, recordTurn } from '../repositories/turns.ts'
import type { Turn } from './begin-turn.ts'
import { ringOutbound } from './record-status.ts'
import { lockAhead, runEffects } from './run-effects.ts'
import { takeOver } from './take-over.ts'

/** What a turn came to. */
export type TurnResult = Readonly<{
  understander: string
  understanding: Understanding
  decision: Decision
  contents: readonly OutgoingContent[]
  /** The replies once it is known what the effects came to (RULINGS 7). */
  compose: (outcomes: readonly Outcome[]) => readonly OutgoingContent[]
  latencyMs: number
}>

/**
 * Commits a turn whole: memory, effects, replies, marks, wake-up, in the caller's one transaction. `stale` when a newer
 * turn, a person or (unless `anyInbound`) a newer message was faster: then nothing is written. Throws the `DomainError` of
 * an effect that the rows refuse; the caller rolls back and decides again.
 */
export async function commitTurn(
  context: Context,
  turn: Turn,
  result: TurnResult,
  anyInbound: boolean
): Promise<'committed' | 'stale'> {
  const { id, conversationId, epoch } = turn
  const { effects, statements } = result.decision
  const fence = { id, conversationId, epoch, inboundSeq: turn.inboundSeq, anyInbound }
  await lockAhead(context, turn.customerId, effects)
  if (!(await passFence(context, fence, result.decision.state))) return 'stale'
  const lastSeq = turn.heard.at(-1)?.seq ?? 0
  await markAnswered(context, conversationId, id, lastSeq)
  const outcomes = await runEffects(context, turn.customerId, effects)
  const contents = outcomes.length > 0 ? result.compose(outcomes) : result.contents
  const handsOff = effects.some(effect => effect.kind === 'hand_off')
  const conversation = await lockConversation(context, conversationId)
  if (handsOff && conversation) await takeOver(context, conversation, 'customer_asked')
  for (const [index, content] of contents.entries()) {
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
    decided: {
      effects,
      outcomes: outcomes.map(({ kind, bookingId, status }) => ({ kind, booking_id: bookingId, status })),
      statements: statements.map(({ kind }) => kind)
    },
    said: contents.map(({ text }) => text),
    latencyMs: result.latencyMs
  })
  if (contents.length > 0) await ringOutbound(context, conversationId)
  return 'committed'
}
