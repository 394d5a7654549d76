import type { DialogueState, Facts, Heard, Understanding } from '../../shared/domain/agent.ts'

/**
 * The seam between language and code: reads the unanswered messages of a turn and says what they mean. It never writes a
 * word of the answer. `signal` ends a slow one.
 */
export type Understander = Readonly<{
  name: string
  understand: (
    heard: readonly Heard[],
    state: DialogueState,
    facts: Facts,
    signal: AbortSignal
  ) => Promise<Understanding>
}>
