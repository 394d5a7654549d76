import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import {
  type Decision,
  type DialogueState,
  type Facts,
  freshState,
  type Heard,
  type OutgoingContent,
  type Understanding
} from '../../shared/domain/agent.ts'
import { check } from './check.ts'
import { decide } from './decide.ts'
import { render } from './render.ts'
import type { Understander } from './understander.ts'

/** What a turn is given, and what it hands back to be committed. */
export type TurnInput = Readonly<{ heard: readonly Heard[]; state: DialogueState }>
export type TurnOutput = Readonly<{
  understanding: Understanding
  decision: Decision
  contents: readonly OutgoingContent[]
  facts: Facts
}>

/** How a turn reaches the world. `loadFacts` reads the tenant's rows; nothing else is known to the graph. */
export type TurnServices = Readonly<{
  understander: Understander
  loadFacts: () => Promise<Facts>
  signal: AbortSignal
}>

const TurnState = Annotation.Root({
  heard: Annotation<readonly Heard[]>({ reducer: (_old, fresh) => fresh, default: () => [] }),
  state: Annotation<DialogueState>({ reducer: (_old, fresh) => fresh, default: () => freshState }),
  facts: Annotation<Facts>(),
  understanding: Annotation<Understanding>(),
  decision: Annotation<Decision>(),
  contents: Annotation<readonly OutgoingContent[]>()
})

type State = typeof TurnState.State

const servicesOf = (config: { configurable?: Record<string, unknown> }): TurnServices =>
  (config.configurable as { services: TurnServices }).services

// The names of these nodes are a contract with threads in flight: a test freezes them (RULINGS 25).
const graph = new StateGraph(TurnState)
  .addNode('load', async (_state, config) => ({ facts: await servicesOf(config).loadFacts() }))
  .addNode('understand', async (turn: State, config) => {
    const { understander, signal } = servicesOf(config)
    return { understanding: await understander.understand(turn.heard, turn.state, turn.facts, signal) }
  })
  .addNode('decide', (turn: State) => ({ decision: decide(turn.heard, turn.understanding, turn.state, turn.facts) }))
  .addNode('compose', (turn: State) => ({
    contents: render(turn.decision.statements, turn.facts.business.treatment)
  }))
  .addNode('check', (turn: State) => {
    check(turn.decision, turn.contents, turn.facts)
    return {}
  })
  .addEdge(START, 'load')
  .addEdge('load', 'understand')
  .addEdge('understand', 'decide')
  .addEdge('decide', 'compose')
  .addEdge('compose', 'check')
  .addEdge('check', END)
  // no checkpointer: a turn that dies has committed nothing and is simply run again
  .compile()

export const turnNodes: readonly string[] = ['load', 'understand', 'decide', 'compose', 'check']

/** Runs one turn. Throws when the signal aborts or a node fails; nothing has happened then. */
export async function runTurn(input: TurnInput, services: TurnServices): Promise<TurnOutput> {
  const result = await graph.invoke(
    { heard: input.heard, state: input.state },
    { configurable: { services }, signal: services.signal, recursionLimit: 12 }
  )
  const { understanding, decision, contents, facts } = result
  return { understanding, decision, contents, facts }
}
