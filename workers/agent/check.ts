import type { Decision, Facts, OutgoingContent, Statement } from '../../shared/domain/agent.ts'

/** Meta's limits on bodies: text 4096, list 4096, buttons 1024 characters. */
const LONGEST: Readonly<Record<string, number>> = { text: 4096, list: 4096, button: 1024 }

/**
 * The last look before a turn is committed: every statement is backed by a fact of this turn, and every message fits
 * Meta's limits. Throws for what must never leave: it would be a defect of ours, and the turn is tried again.
 */
export function check(decision: Decision, contents: readonly OutgoingContent[], facts: Facts): void {
  for (const statement of decision.statements) {
    if (!isBacked(statement, facts)) throw new Error(`a statement without a fact behind it: ${statement.kind}`)
  }
  for (const { type, text, payload } of contents) {
    const kind = type === 'text' ? 'text' : String((payload.interactive as { type?: unknown }).type)
    if (text.trim() === '' || text.length > (LONGEST[kind] ?? 1024))
      throw new Error(`a ${kind} message of ${text.length} characters`)
  }
}

function isBacked(statement: Statement, facts: Facts): boolean {
  switch (statement.kind) {
    case 'service':
      return facts.services.includes(statement.service)
    case 'service_list':
      return statement.services.every(service => facts.services.includes(service))
    case 'no_services':
      return facts.services.length === 0
    case 'hours':
      return statement.hours.every(entry => facts.hours.includes(entry))
    case 'address':
      return statement.address === facts.business.address
    case 'greeting':
      return statement.businessName === facts.business.name && statement.customerName === facts.customer.firstName
    case 'handed_over':
    case 'not_readable':
    case 'not_understood':
      return true
  }
}
