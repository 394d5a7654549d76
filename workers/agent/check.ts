import type { Decision, Facts, Outcome, OutgoingContent, Statement } from '../../shared/domain/agent.ts'

/** Meta's limits on bodies: text 4096, list 4096, buttons 1024 characters. */
const LONGEST: Readonly<Record<string, number>> = { text: 4096, list: 4096, button: 1024 }
/** What is no list of information is short: people read this on the street. */
const LONGEST_TALK = 350
/** Statements that are as long as their rows. */
const INFORMATION: readonly Statement['kind'][] = [
  'privacy',
  'service',
  'service_list',
  'hours',
  'address',
  'booking',
  'already_asked',
  'bookings'
]

/**
 * The last look before a turn is committed: every statement is backed by a fact of this turn or by what its effects came
 * to, no time that is offered or asked for is past, and every message fits its limits. Throws for what must never leave:
 * it would be a defect of ours, and the turn is tried again.
 */
export function check(
  decision: Decision,
  contents: readonly OutgoingContent[],
  facts: Facts,
  outcomes: readonly Outcome[] = []
): void {
  for (const statement of decision.statements) {
    if (!isBacked(statement, facts, outcomes))
      throw new Error(`a statement without a fact behind it: ${statement.kind}`)
    if (timesIn(statement).some(time => time <= facts.now)) throw new Error(`a time that is past: ${statement.kind}`)
  }
  const talk = !decision.statements.some(({ kind }) => INFORMATION.includes(kind))
  for (const { type, text, payload } of contents) {
    const kind = type === 'text' ? 'text' : String((payload.interactive as { type?: unknown }).type)
    const longest = talk ? LONGEST_TALK : (LONGEST[kind] ?? 1024)
    if (text.trim() === '' || text.length > longest) throw new Error(`a ${kind} message of ${text.length} characters`)
  }
}

/** The times that a statement offers, or asks her to agree to. */
function timesIn(statement: Statement): readonly Date[] {
  switch (statement.kind) {
    case 'days':
      return statement.days.map(({ first }) => first)
    case 'times':
      return statement.starts
    case 'ask_booking':
    case 'ask_change':
      return [statement.start]
    default:
      return []
  }
}

function isBacked(statement: Statement, facts: Facts, outcomes: readonly Outcome[]): boolean {
  switch (statement.kind) {
    case 'service':
    case 'no_times':
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
    case 'privacy':
      return statement.businessName === facts.business.name && statement.url === facts.business.privacyUrl
    case 'days':
    case 'times':
    case 'ask_booking':
    case 'ask_change':
      return isOffered(statement, facts)
    case 'ask_cancel':
    case 'kept':
    case 'booking':
    case 'already_asked':
    case 'too_late_to_change':
      return facts.bookings.includes(statement.booking)
    case 'bookings':
      return statement.bookings.every(booking => facts.bookings.includes(booking))
    case 'no_bookings':
      return facts.bookings.length === 0
    case 'too_many_requests':
      return statement.most === facts.business.maxOpenRequests
    case 'done':
      return outcomes.includes(statement.outcome)
    default:
      // no fact is told, or only the one that she brought herself: a day or a time that is not to be had
      return true
  }
}

type Offering = Extract<Statement, Readonly<{ kind: 'days' | 'times' | 'ask_booking' | 'ask_change' }>>

/** Every day and time stands among the free ones that were read in this turn, for this very service. */
function isOffered(statement: Offering, { offers, services, bookings }: Facts): boolean {
  const { service } = statement
  if (!offers || offers.serviceId !== service.id || !services.includes(service)) return false
  const days = [...(offers.day ? [offers.day] : []), ...offers.days]
  const isFree = (start: Date) => days.some(each => each.starts.some(({ startTime }) => +startTime === +start))
  if (statement.kind === 'days')
    return statement.days.every(({ day, first }) => days.some(each => each.day === day) && isFree(first))
  if (statement.kind === 'times') return statement.starts.every(isFree)
  return isFree(statement.start) && (statement.kind !== 'ask_change' || bookings.includes(statement.booking))
}
