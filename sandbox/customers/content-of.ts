import { mediaUrl, storeMedia } from '../graph/media-store.ts'
import type { Media, NumberState, State } from '../graph/state.ts'
import type { CustomerAct, Json, JsonObject } from '../types.ts'

/** The typed part of a message: its `type`, the object named like it, and further keys of the message. */
export type Content = {
  readonly type: string
  readonly content: Json
  readonly extra?: JsonObject | undefined
  readonly media?: Media | undefined
}
type MediaAct = Extract<CustomerAct, { bytes: Uint8Array }>
export type ContentAct = Exclude<CustomerAct, { type: 'number_change' | 'raw' }>

const DEFAULT_MIME: Readonly<Record<MediaAct['type'], string>> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  document: 'application/pdf',
  audio: 'audio/ogg; codecs=opus',
  sticker: 'image/webp'
}

const mediaContent = (state: State, number: NumberState, act: MediaAct): Content => {
  const media = storeMedia(state, {
    phoneNumberId: number.config.phoneNumberId,
    mimeType: act.mimeType ?? DEFAULT_MIME[act.type],
    bytes: act.bytes,
    filename: act.type === 'document' ? act.filename : undefined,
    origin: 'webhook'
  })
  const content = {
    caption: 'caption' in act ? act.caption : undefined,
    filename: media.filename,
    mime_type: media.mimeType,
    // Base64 here, hexadecimal in the answer of GET /{media_id}.
    sha256: media.sha256.toString('base64'),
    id: media.id,
    url: mediaUrl(state, media.id, 'webhook'),
    voice: act.type === 'audio' ? (act.voice ?? false) : undefined,
    animated: act.type === 'sticker' ? (act.animated ?? false) : undefined
  }
  return { type: act.type, content, media }
}

/** What a tap answers with; its title comes from the message that offers it when the caller gives none. */
const tapContent = (act: Extract<ContentAct, { type: 'button_reply' | 'list_reply' }>): Content => ({
  type: 'interactive',
  content: {
    type: act.type,
    [act.type]: {
      id: act.id,
      title: act.title ?? act.id,
      description: act.type === 'list_reply' ? act.description : undefined
    }
  }
})

const unsupportedContent = (unsupportedType: string | undefined): Content => ({
  type: 'unsupported',
  content: unsupportedType === undefined ? null : { type: unsupportedType },
  extra: {
    errors: [
      {
        code: 131051,
        title: 'Message type unknown',
        message: 'Message type unknown',
        error_data: { details: 'Message type is currently not supported.' }
      }
    ]
  }
})

/** The content of an act in the webhook's shape. Media is stored, so that GET /{media_id} finds it. */
export const contentOf = (state: State, number: NumberState, act: ContentAct): Content => {
  switch (act.type) {
    case 'text':
      return { type: 'text', content: { body: act.body } }
    case 'button_reply':
    case 'list_reply':
      return tapContent(act)
    case 'template_button':
      return { type: 'button', content: { payload: act.payload, text: act.text } }
    case 'location': {
      const { latitude, longitude, name, address } = act
      return { type: 'location', content: { latitude, longitude, name, address } }
    }
    case 'reaction':
      return { type: 'reaction', content: { message_id: act.messageId, emoji: act.emoji } }
    case 'contacts':
      return { type: 'contacts', content: act.contacts }
    case 'edit':
      return {
        type: 'edit',
        content: { original_message_id: act.messageId, message: { type: 'text', text: { body: act.body } } }
      }
    case 'revoke':
      return { type: 'revoke', content: { original_message_id: act.messageId } }
    case 'unsupported':
      return unsupportedContent(act.unsupportedType)
    default:
      return mediaContent(state, number, act)
  }
}
