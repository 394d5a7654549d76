import type { Choice, DialogueState, Facts, Heard, Intent, Understanding } from '../../shared/domain/agent.ts'
import { readChoice } from './choices.ts'
import {
  ADDRESS,
  BOOK,
  CANCEL,
  GREETING,
  HOURS,
  HUMAN,
  isThanks,
  MODIFY,
  MY_BOOKINGS,
  readAnswer,
  readName,
  readWeekday,
  SERVICES
} from './patterns.ts'
import { plain } from './plain-text.ts'
import { standsIn } from './similar.ts'
import type { Understander } from './understander.ts'

/**
 * Understands without a model: taps by their ids, words by patterns over the text without accents. The newest message
 * that says something decides; a tap always does.
 */
export const guidedUnderstander: Understander = {
  name: 'guided',
  understand: async (heard, state, facts) => {
    const readings = heard.map(message => ({ ...read(message, state, facts), key: message.key })).reverse()
    const asked = readings.find(reading => reading.intent === 'ESCALATE')
    const clear = readings.find(reading => reading.intent !== 'UNCLEAR' && reading.intent !== 'SMALL_TALK')
    return (
      asked ?? clear ?? readings.find(reading => reading.intent !== 'UNCLEAR') ?? readings[0] ?? { intent: 'UNCLEAR' }
    )
  }
}

function read(message: Heard, state: DialogueState, facts: Facts): Understanding {
  if (message.choice) return readTap(message.choice)
  const text = plain(message.text ?? '')
  const answer = readAnswer(text, message.text ?? '')
  // "cancelar" is a no to what was just asked, and a wish of its own where nothing was
  if (answer && (state.pending || !CANCEL.test(text))) return { intent: state.pending ? 'BOOK' : 'SMALL_TALK', answer }
  const weekday = readWeekday(text)
  if (weekday !== null) return { intent: 'BOOK', weekday }
  const words = readWords(text, message.text ?? '', facts) ?? readNameOf(message, state)
  if (words) return words
  return GREETING.test(text) ? { intent: 'SMALL_TALK' } : { intent: 'UNCLEAR' }
}

function readWords(text: string, original: string, facts: Facts): Understanding | null {
  const serviceId = findService(text, facts)
  const named = serviceId ? { serviceId } : {}
  if (HUMAN.test(text)) return { intent: 'ESCALATE' }
  if (isThanks(text, original)) return { intent: 'SMALL_TALK', topic: 'thanks' }
  if (MY_BOOKINGS.test(text)) return { intent: 'MY_BOOKINGS' }
  if (CANCEL.test(text)) return { intent: 'CANCEL', ...named }
  if (MODIFY.test(text)) return { intent: 'MODIFY', ...named }
  if (HOURS.test(text)) return { intent: 'FAQ', topic: 'hours' }
  if (ADDRESS.test(text)) return { intent: 'FAQ', topic: 'address' }
  if (serviceId) return { intent: 'BOOK', serviceId }
  if (SERVICES.test(text)) return { intent: 'FAQ', topic: 'services' }
  if (BOOK.test(text)) return { intent: 'BOOK' }
  return null
}

/** While her name is asked, what looks like one is one; a greeting may stand before it. */
function readNameOf(message: Heard, state: DialogueState): Understanding | null {
  const name = state.pending?.kind === 'name' ? readName(message.text ?? '') : null
  return name ? { intent: 'BOOK', name } : null
}

function readTap(id: string): Understanding {
  const choice = readChoice(id)
  if (!choice) return { intent: 'UNCLEAR', unknownChoice: true }
  if (choice.on === 'services' || choice.on === 'hours' || choice.on === 'address')
    return { intent: 'FAQ', topic: choice.on, choice }
  return { intent: intentOf(choice), choice }
}

function intentOf({ on }: Choice): Intent {
  if (on === 'human') return 'ESCALATE'
  if (on === 'bookings' || on === 'booking' || on === 'keep') return 'MY_BOOKINGS'
  if (on === 'change') return 'MODIFY'
  return on === 'cancel' || on === 'drop' ? 'CANCEL' : 'BOOK'
}

/** The service whose whole name stands in the text; the longest one where names contain each other. */
function findService(text: string, facts: Facts): string | undefined {
  const named = facts.services
    .map(({ id, name }) => ({ id, name: plain(name) }))
    .filter(({ name }) => name.length > 2 && standsIn(text, name))
  return named.sort((a, b) => b.name.length - a.name.length)[0]?.id
}
