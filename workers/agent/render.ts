import type { OutgoingContent, ServiceFact, Statement } from '../../shared/domain/agent.ts'
import { labels, rowDescription, textOf } from '../../shared/texts/es-co.ts'
import { choices, serviceChoice } from './guided-understander.ts'

/** Meta's limits on a list (its interactive list messages). */
const ROWS_IN_A_LIST = 10
const ROW_TITLE = 24
const ROW_DESCRIPTION = 72
/** Meta's limit on the body above reply buttons; the list's is four times as long. */
const BUTTONS_BODY = 1024
const LIST_BODY = 4096

/** What can be tapped under a message, by what it was about. Meta takes at most three buttons. */
const menus: Readonly<Record<string, readonly (keyof typeof choices)[]>> & {
  default: readonly (keyof typeof choices)[]
} = {
  default: ['services', 'hours', 'human'],
  service: ['hours', 'address', 'human'],
  hours: ['services', 'address', 'human'],
  address: ['services', 'hours', 'human']
}

/**
 * Statements → one message: every bubble costs money and patience. The last statement decides what can be tapped: the
 * service list under the services, a short menu under information, nothing after a hand-off.
 */
export function render(statements: readonly Statement[], treatment: 'usted' | 'tu'): OutgoingContent[] {
  const last = statements.at(-1)
  if (!last) return []
  const text = statements.map(statement => textOf(statement, treatment)).join('\n\n')
  if (last.kind === 'service_list') return [listOf(text, last.services)]
  if (last.kind === 'handed_over' || last.kind === 'no_services') return [textMessage(text)]
  return [buttonsOf(text, last.kind)]
}

const textMessage = (text: string): OutgoingContent => ({
  type: 'text',
  text,
  payload: { type: 'text', text: { body: text } }
})

function listOf(text: string, services: readonly ServiceFact[]): OutgoingContent {
  const rows = services.slice(0, ROWS_IN_A_LIST).map(service => ({
    id: serviceChoice(service.id),
    title: shorten(service.name, ROW_TITLE),
    description: shorten(rowDescription(service), ROW_DESCRIPTION)
  }))
  // what does not fit into the list is still told, as lines above it
  const more = services.slice(ROWS_IN_A_LIST).map(service => `• ${service.name}: ${rowDescription(service)}`)
  const body = shorten([text, ...more].join('\n'), LIST_BODY)
  const interactive = {
    type: 'list',
    body: { text: body },
    action: { button: labels.listButton, sections: [{ title: labels.listSection, rows }] }
  }
  return { type: 'interactive', text: body, payload: { type: 'interactive', interactive } }
}

function buttonsOf(text: string, about: Statement['kind']): OutgoingContent {
  if (text.length > BUTTONS_BODY) return textMessage(text)
  const shown = menus[about] ?? menus.default
  const interactive = {
    type: 'button',
    body: { text },
    action: { buttons: shown.map(name => ({ type: 'reply', reply: { id: choices[name], title: labels[name] } })) }
  }
  return { type: 'interactive', text, payload: { type: 'interactive', interactive } }
}

/** Cuts at a whole character, and says that it did. */
function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text
  return `${text
    .slice(0, longest - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
    .trimEnd()}…`
}
