import type { Decision, DialogueState, Facts, Heard, Statement, Understanding } from '../../shared/domain/agent.ts'

/**
 * The policy: (what was heard, understood and remembered, the facts) → what is said and done. Pure, so that it is tested
 * as a table. What it may say is limited to statements over the facts.
 */
export function decide(
  heard: readonly Heard[],
  understanding: Understanding,
  state: DialogueState,
  facts: Facts
): Decision {
  const greeting: Statement[] = state.greeted
    ? []
    : [{ kind: 'greeting', customerName: facts.customer.firstName, businessName: facts.business.name }]
  const greeted = { ...state, greeted: true }
  const say = (...statements: Statement[]): Decision => ({
    statements: [...greeting, ...statements],
    effects: [],
    state: greeted
  })
  if (understanding.intent === 'ESCALATE')
    return { statements: [{ kind: 'handed_over' }], effects: [{ kind: 'hand_off' }], state: greeted }
  if (understanding.topic === 'hours') return say({ kind: 'hours', hours: facts.hours })
  if (understanding.topic === 'address') return say({ kind: 'address', address: facts.business.address })
  const service = facts.services.find(({ id }) => id === understanding.serviceId)
  if (service) return { ...say({ kind: 'service', service }), state: { ...greeted, serviceId: service.id } }
  const unreadable = heard.length > 0 && heard.every(message => message.text === null && message.choice === null)
  if (understanding.intent === 'UNCLEAR' && unreadable)
    return say({ kind: 'not_readable', what: heard.every(({ type }) => type === 'audio') ? 'audio' : 'media' })
  const list: Statement =
    facts.services.length > 0 ? { kind: 'service_list', services: facts.services } : { kind: 'no_services' }
  const lost = understanding.intent === 'UNCLEAR' && state.greeted
  return lost ? say({ kind: 'not_understood' }, list) : say(list)
}
