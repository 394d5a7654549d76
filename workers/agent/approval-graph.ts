import { Annotation, type BaseCheckpointSaver, END, interrupt, START, StateGraph } from '@langchain/langgraph'

/** How the graph reaches the world. Both work twice. */
export type ApprovalServices = Readonly<{
  /** Asks the owner. */
  ask: (approvalId: string) => Promise<void>
  /** Sees that all that follows from the decision exists. */
  followUp: (approvalId: string) => Promise<void>
}>

// Strings only: what a checkpoint stores otherwise does not come back as it was.
const ApprovalState = Annotation.Root({ approvalId: Annotation<string>(), decision: Annotation<string>() })

type State = typeof ApprovalState.State

const servicesOf = (config: { configurable?: Record<string, unknown> }): ApprovalServices =>
  (config.configurable as { services: ApprovalServices }).services

/** The names of the nodes are a contract with threads that wait: a test freezes them (RULINGS 25). */
export const approvalNodes: readonly string[] = ['ask', 'await_decision', 'follow_up']

/**
 * The life of one approval: the owner is asked, the thread waits for her decision, what follows is seen to. It changes no
 * status (RULINGS 3). The node that waits does nothing else: what stands before an interrupt runs again on every resume.
 */
export function compileApprovalGraph(checkpointer: BaseCheckpointSaver) {
  return new StateGraph(ApprovalState)
    .addNode('ask', async (state: State, config) => {
      await servicesOf(config).ask(state.approvalId)
      return {}
    })
    .addNode('await_decision', (state: State) => ({ decision: interrupt({ approval_id: state.approvalId }) }))
    .addNode('follow_up', async (state: State, config) => {
      await servicesOf(config).followUp(state.approvalId)
      return {}
    })
    .addEdge(START, 'ask')
    .addEdge('ask', 'await_decision')
    .addEdge('await_decision', 'follow_up')
    .addEdge('follow_up', END)
    .compile({ checkpointer })
}
