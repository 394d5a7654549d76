import type { State } from '../graph/state.ts'
import type { Customer, Json, JsonObject, TalkEntry } from '../types.ts'
import type { Content } from './content-of.ts'

const objectOf = (content: Json | undefined): JsonObject =>
  typeof content === 'object' && content !== null && !Array.isArray(content) ? (content as JsonObject) : {}

type NewEntry = {
  readonly wamid: string
  readonly from: TalkEntry['from']
  readonly content: Content
  readonly at: Date
  readonly replyTo?: string | undefined
}

const entryOf = ({ wamid, from, content, at, replyTo }: NewEntry): TalkEntry => ({
  wamid,
  from,
  type: content.type,
  content: JSON.parse(JSON.stringify(content.content)),
  at: at.toISOString(),
  status: 'pending',
  replyTo,
  reactions: {},
  edited: false,
  revoked: false,
  mediaId: content.media?.id,
  mimeType: content.media?.mimeType
})

const edited = (entry: TalkEntry, message: JsonObject): TalkEntry => ({
  ...entry,
  edited: true,
  content: message[entry.type] ?? entry.content
})

/** Shows an act in the talk: a new bubble, or for reactions, edits and deletions a change of the older one. */
export const showAct = (state: State, phoneNumberId: string, customer: Customer, act: NewEntry): void => {
  const { type } = act.content
  const content = objectOf(act.content.content)
  const side = act.from === 'customer' ? 'customer' : 'business'
  const target = type === 'reaction' ? content.message_id : content.original_message_id
  if (type === 'reaction' && typeof target === 'string') {
    const emoji = typeof content.emoji === 'string' && content.emoji !== '' ? content.emoji : undefined
    state.talks.change(target, entry => ({ ...entry, reactions: { ...entry.reactions, [side]: emoji } }))
  } else if (type === 'revoke' && typeof target === 'string') {
    state.talks.change(target, entry => ({ ...entry, revoked: true }))
  } else if (type === 'edit' && typeof target === 'string') {
    state.talks.change(target, entry => edited(entry, objectOf(content.message)))
  } else {
    state.talks.add(phoneNumberId, customer, entryOf(act))
  }
}
