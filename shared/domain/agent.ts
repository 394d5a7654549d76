import type { Money } from './money.ts'

/** What a customer wants from this turn (the specification's five, and ours). */
export type Intent = 'BOOK' | 'FAQ' | 'ESCALATE' | 'SMALL_TALK' | 'UNCLEAR'

/** What a message was understood to mean. An `Understander` makes it; nothing in it is ever said to a customer. */
export type Understanding = Readonly<{
  intent: Intent
  /** What a FAQ is about. */
  topic?: 'hours' | 'address' | 'services'
  /** The service that was named or tapped, as an id of the facts. */
  serviceId?: string
}>

/** One unanswered message, as the agent reads it. `choice` is the id of a tapped button or row. */
export type Heard = Readonly<{ type: string; text: string | null; choice: string | null }>

export type ServiceFact = Readonly<{
  id: string
  name: string
  description: string | null
  durationMinutes: number
  price: Money
  currency: string
}>

/** Opening hours of one weekday (0 = Sunday), `HH:MM` in the tenant's zone. */
export type HoursFact = Readonly<{ weekday: number; opens: string; closes: string }>

/** What may be said in this turn: rows of the tenant and nothing else. */
export type Facts = Readonly<{
  business: Readonly<{ id: string; name: string; address: string | null; treatment: 'usted' | 'tu' }>
  customer: Readonly<{ id: string; firstName: string | null }>
  services: readonly ServiceFact[]
  hours: readonly HoursFact[]
}>

/** What the agent remembers between turns. An unknown version starts afresh (RULINGS 25). */
export type DialogueState = Readonly<{ version: 1; greeted: boolean; serviceId: string | null }>

export const freshState: DialogueState = { version: 1, greeted: false, serviceId: null }

export function readState(stored: unknown): DialogueState {
  const state = stored as Partial<DialogueState> | null
  return state?.version === 1 ? { ...freshState, ...state } : freshState
}

/** One thing that is said, bound to the rows that back it (DESIGN rule 6). Rendered by `shared/texts`. */
export type Statement =
  | Readonly<{ kind: 'greeting'; customerName: string | null; businessName: string }>
  | Readonly<{ kind: 'service_list'; services: readonly ServiceFact[] }>
  | Readonly<{ kind: 'service'; service: ServiceFact }>
  | Readonly<{ kind: 'no_services' }>
  | Readonly<{ kind: 'hours'; hours: readonly HoursFact[] }>
  | Readonly<{ kind: 'address'; address: string | null }>
  | Readonly<{ kind: 'handed_over' }>
  | Readonly<{ kind: 'not_readable'; what: 'audio' | 'media' }>
  | Readonly<{ kind: 'not_understood' }>

/** What a turn changes besides what it says. A proposal: the handler commits it together with the replies. */
export type Effect = Readonly<{ kind: 'hand_off' }>

export type Decision = Readonly<{
  statements: readonly Statement[]
  effects: readonly Effect[]
  state: DialogueState
}>

/** A message ready for Meta: `{type, [type]: {…}}`, and the text of it for people and for the memory. */
export type OutgoingContent = Readonly<{ type: 'text' | 'interactive'; text: string; payload: Record<string, unknown> }>
