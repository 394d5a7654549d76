import type { OutgoingContent, Statement } from '../../shared/domain/agent.ts'
import { toLocal } from '../../shared/domain/local-time.ts'
import { type Manner, textOf } from '../../shared/texts/es-co.ts'
import { shorten } from '../../shared/texts/shorten.ts'
import { bookingList, dayList, serviceList, timeList } from './lists.ts'
import { buttonsFor, withButtons } from './menus.ts'

/** Meta's limit on the body above reply buttons; a text's is four times as long. */
const BUTTONS_BODY = 1024
const LONG_BODY = 4096

/**
 * Statements → one message: every bubble costs money and patience. The last statement decides what can be tapped: the
 * list of what it offers, the answers to what it asks, a short menu under information, nothing after a hand-off.
 */
export function render(statements: readonly Statement[], manner: Manner): OutgoingContent[] {
  const { timezone } = manner
  const last = statements.at(-1)
  if (!last) return []
  const text = statements.map(statement => textOf(statement, manner)).join('\n\n')
  if (last.kind === 'service_list') return [serviceList(text, last.services)]
  if (last.kind === 'days') return [dayList(text, last, timezone)]
  if (last.kind === 'times') return [timeList(text, last, timezone)]
  if (last.kind === 'bookings' && last.bookings.length > 1) return [bookingList(text, last.bookings, timezone)]
  const buttons = buttonsFor(last, instant => toLocal(instant, timezone).day)
  return [buttons.length > 0 && text.length <= BUTTONS_BODY ? withButtons(text, buttons) : textMessage(text)]
}

function textMessage(text: string): OutgoingContent {
  const body = shorten(text, LONG_BODY)
  return { type: 'text', text: body, payload: { type: 'text', text: { body } } }
}
