import { MemorySaver } from '@langchain/langgraph'
import test from 'ava'
import { approvalNodes, compileApprovalGraph } from '../../workers/agent/approval-graph.ts'

test('the nodes of the approval graph keep their names: threads that wait know them', t => {
  t.deepEqual(approvalNodes, ['ask', 'await_decision', 'follow_up'])
  const nodes = Object.keys(compileApprovalGraph(new MemorySaver()).nodes).filter(name => name !== '__start__')
  t.deepEqual(nodes.sort(), [...approvalNodes].sort())
})
