import type { OpenEvent } from '../../shared/repositories/ledger.ts'
import { beginTurn, type Turn } from '../../shared/use-cases/begin-turn.ts'
import { commitTurn } from '../../shared/use-cases/commit-turn.ts'
import { loadFacts } from '../../shared/use-cases/load-facts.ts'
import { loadOffers } from '../../shared/use-cases/load-offers.ts'
import { processIncomingMessage } from '../../shared/use-cases/process-incoming-message.ts'
import { guidedUnderstander } from '../../workers/agent/guided-understander.ts'
import { runTurn, type TurnInput, type TurnOutput } from '../../workers/agent/turn-graph.ts'
import type { Understander } from '../../workers/agent/understander.ts'
import type { TestApp } from './app.ts'

let messages = 0

/** A customer taps or writes: the message becomes rows, and no queue runs. Returns her conversation. */
export async function hear(
  testApp: TestApp,
  tenantId: string,
  person: Readonly<{ waId: string; name: string }>,
  said: Readonly<{ tap: string } | { text: string }>
): Promise<string> {
  messages += 1
  const now = testApp.clock.now()
  const content =
    'tap' in said
      ? { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: said.tap, title: 'x' } } }
      : { type: 'text', text: { body: said.text } }
  const message = { from: person.waId, id: `wamid.HEARD-${person.waId}-${messages}`, ...content }
  const contact = { wa_id: person.waId, profile: { name: person.name } }
  const event = { payload: { message, contact }, occurred_at: now, received_at: now } as unknown as OpenEvent
  return await testApp.asTenant(tenantId, async context => {
    await processIncomingMessage(context, event)
    const { rows } = await context.db.raw('select id from conversations where customer_phone = ?', [`+${person.waId}`])
    return rows[0].id
  })
}

export async function begin(testApp: TestApp, tenantId: string, conversationId: string): Promise<Turn> {
  const turn = await testApp.asTenant(tenantId, context => beginTurn(context, conversationId))
  if (!turn) throw new Error('there is nothing to answer')
  return turn
}

/** Runs the graph over a turn's messages and commits nothing. */
export const think = (
  testApp: TestApp,
  tenantId: string,
  turn: Turn,
  more: Partial<TurnInput> = {},
  understander: Understander = guidedUnderstander
): Promise<TurnOutput> =>
  runTurn(
    { ...turn, ...more },
    {
      understander,
      signal: new AbortController().signal,
      loadFacts: () => testApp.asTenant(tenantId, context => loadFacts(context, turn.customerId)),
      loadOffers: query => testApp.asTenant(tenantId, context => loadOffers(context, query))
    }
  )

/** Commits what a run came to; `after` runs in the same transaction. */
export const commit = (
  testApp: TestApp,
  tenantId: string,
  turn: Turn,
  output: TurnOutput,
  after: () => void = () => {}
): Promise<'committed' | 'stale'> =>
  testApp.asTenant(tenantId, async context => {
    const result = await commitTurn(context, turn, { ...output, understander: 'guided', latencyMs: 1 }, false)
    after()
    return result
  })
