import type { NoticeContent } from '../repositories/notices.ts'

/** Meta's limits on buttons and lists (its interactive messages). */
const BUTTONS_BODY = 1024

export type Choice = Readonly<{ id: string; title: string; description?: string }>

export const textMessage = (text: string): NoticeContent => ({
  type: 'text',
  text,
  payload: { type: 'text', text: { body: text } }
})

/** Up to three buttons of at most 20 characters below a text. */
export function buttonsMessage(text: string, buttons: readonly Choice[]): NoticeContent {
  const body = text.slice(0, BUTTONS_BODY).toWellFormed()
  const action = { buttons: buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) }
  const interactive = { type: 'button', body: { text: body }, action }
  return { type: 'interactive', text: body, payload: { type: 'interactive', interactive } }
}

/** A list of up to ten rows of at most 24 characters behind one button. */
export function listMessage(
  text: string,
  list: Readonly<{ button: string; section: string; rows: readonly Choice[] }>
): NoticeContent {
  const sections = [{ title: list.section, rows: list.rows }]
  const interactive = { type: 'list', body: { text }, action: { button: list.button, sections } }
  return { type: 'interactive', text, payload: { type: 'interactive', interactive } }
}
