import type { Json, JsonObject, TalkEntry } from '../types.ts'

export type Offer = { readonly wamid: string; readonly title: string; readonly description: string | undefined }

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : []
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

/** Buttons and rows of an interactive message. */
const offersOf = (content: Json): readonly JsonObject[] => {
  const action = isObject(content) && isObject(content.action) ? content.action : {}
  const buttons = listOf(action.buttons).map(button => (isObject(button.reply) ? button.reply : {}))
  return [...buttons, ...listOf(action.sections).flatMap(section => listOf(section.rows))]
}

/** The latest message of the business that offers a button or row with this id. */
export const findOffer = (entries: readonly TalkEntry[], id: string): Offer | undefined => {
  for (const entry of entries.toReversed()) {
    if (entry.from !== 'business' || entry.type !== 'interactive') continue
    const offer = offersOf(entry.content).find(candidate => candidate.id === id)
    if (offer !== undefined) {
      return { wamid: entry.wamid, title: text(offer.title) ?? id, description: text(offer.description) }
    }
  }
  return undefined
}
