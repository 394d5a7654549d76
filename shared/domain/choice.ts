import { asObject, cleanText } from './inbound-message.ts'

/** The id of the button or row that was tapped, as we set it when we offered it; null for everything else. */
export function choiceOf(message: unknown): string | null {
  const { button, interactive } = asObject(message)
  const { button_reply, list_reply } = asObject(interactive)
  return cleanText(asObject(button).payload ?? asObject(button_reply ?? list_reply).id, 300)
}
