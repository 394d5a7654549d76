import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import {
  type Decision,
  type DialogueState,
  type Facts,
  freshState,
  type Heard,
  type Offers,
  type OffersQuery,
  type Outcome,
  type OutgoingContent,
  type Refusal,
  type Understanding
} from '../../shared/domain/agent.ts'
import { check } from './check.ts'
import { decide } from './decide.ts'
import { render } from './render.ts'
import { offersFor, stepOf } from './step.ts'
import type { Understander } from './understander.ts'

/** What a turn is given. After a refusal it comes again with what was understood: that is not asked twice (RULINGS 7). */
export type TurnInput = Readonly<{
  heard: readonly Heard[]
  state: DialogueState
  understanding?: Understanding
  refusals?: readonly Refusal[]
}>

/** What a turn hands back to be committed. `compose` makes its replies anew once it is known what its effects came to. */
export type TurnOutput = Readonly<{
  understanding: Understanding
  decision: Decision
  contents: readonly OutgoingContent[]
  compose: (outcomes: readonly Outcome[]) => readonly OutgoingContent[]
  facts: Facts
}>

/** How a turn reaches the world: the tenant's rows, and the free times of one service; nothing else is known to the graph. */
export type TurnServices = Readonly<{
  understander: Understander
  loadFacts: () => Promise<Facts>
  loadOffers: (query: OffersQuery) => Promise<Offers | null>
  signal: AbortSignal
}>

const TurnState = Annotation.Root({
  heard: Annotation<readonly Heard[]>({ reducer: (_old, fresh) => fresh, default: () => [] }),
  state: Annotation<DialogueState>({ reducer: (_old, fresh) => fresh, default: () => freshState }),
  refusals: Annotation<readonly Refusal[]>({ reducer: (_old, fresh) => fresh, default: () => [] }),
  facts: Annotation<Facts>(),
  understanding: Annotation<Understanding>(),
  decision: Annotation<Decision>(),
  contents: Annotation<readonly OutgoingContent[]>()
})

type State = typeof TurnState.State

const servicesOf = (config: { configurable?: Record<string, unknown> }): TurnServices =>
  (config.configurable as { services: TurnServices }).services

/** The step is known before the policy runs: so only the free times that it needs are read. */
async function withOffers({ heard, understanding, state, facts }: State, services: TurnServices): Promise<Facts> {
  const query = offersFor(stepOf(heard, understanding, state, facts), facts)
  return query ? { ...facts, offers: await services.loadOffers(query) } : facts
}

// The names of these nodes are a contract with threads in flight: a test freezes them (RULINGS 25).
const graph = new StateGraph(TurnState)
  .addNode('load', async (turn: State, config) => ({
    facts: { ...(await servicesOf(config).loadFacts()), refusals: turn.refusals }
  }))
  .addNode('understand', async (turn: State, config) => {
    const { understander, signal } = servicesOf(config)
    return { understanding: await understander.understand(turn.heard, turn.state, turn.facts, signal) }
  })
  .addNode('decide', async (turn: State, config) => {
    const facts = await withOffers(turn, servicesOf(config))
    return { facts, decision: decide(turn.heard, turn.understanding, turn.state, facts) }
  })
  .addNode('compose', (turn: State) => ({ contents: write(turn.decision, turn.facts) }))
  .addNode('check', (turn: State) => {
    check(turn.decision, turn.contents, turn.facts)
    return {}
  })
  .addEdge(START, 'load')
  .addConditionalEdges('load', (turn: State) => (turn.understanding ? 'decide' : 'understand'), [
    'understand',
    'decide'
  ])
  .addEdge('understand', 'decide')
  .addEdge('decide', 'compose')
  .addEdge('compose', 'check')
  .addEdge('check', END)
  // no checkpointer: a turn that dies has committed nothing and is simply run again
  .compile()

/** The nodes of the graph as it runs, without LangGraph's own. */
export const turnNodes: readonly string[] = Object.keys(graph.nodes).filter(name => !name.startsWith('__'))

const write = ({ statements }: Decision, { business, timezone }: Facts): OutgoingContent[] =>
  render(statements, { treatment: business.treatment, timezone })

/** The replies of a decision whose effects came to this. What a use case has told her already is not said again. */
export function compose(decision: Decision, facts: Facts, outcomes: readonly Outcome[]): OutgoingContent[] {
  const done = outcomes
    .filter(outcome => outcome.kind !== 'settled')
    .map(outcome => ({ kind: 'done', outcome }) as const)
  const whole = { ...decision, statements: [...decision.statements, ...done] }
  const contents = write(whole, facts)
  check(whole, contents, facts, outcomes)
  return contents
}

/** Runs one turn. Throws when the signal aborts or a node fails; nothing has happened then. */
export async function runTurn(input: TurnInput, services: TurnServices): Promise<TurnOutput> {
  const { heard, state, refusals = [] } = input
  const result = await graph.invoke(
    { heard, state, refusals, ...(input.understanding && { understanding: input.understanding }) },
    { configurable: { services }, signal: services.signal, recursionLimit: 12 }
  )
  const { understanding, decision, contents, facts } = result
  return { understanding, decision, contents, facts, compose: outcomes => compose(decision, facts, outcomes) }
}
