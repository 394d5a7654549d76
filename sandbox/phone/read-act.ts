import type { CustomerAct, JsonObject } from '../types.ts'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** An act of the page or of curl as the sandbox understands it; undefined when something it needs is missing. */
export const readAct = (act: JsonObject): CustomerAct | undefined => {
  const { type } = act
  const [body, id, title, messageId] = [text(act.body), text(act.id), text(act.title), text(act.messageId)]
  if (type === 'text') return body === undefined ? undefined : { type, body }
  if (type === 'button_reply') return id === undefined ? undefined : { type, id, title }
  if (type === 'list_reply') return id === undefined ? undefined : { type, id, title }
  if (type === 'template_button') {
    const [payload, label] = [text(act.payload), text(act.text)]
    return payload === undefined || label === undefined ? undefined : { type, payload, text: label }
  }
  if (type === 'location') {
    const [latitude, longitude] = [Number(act.latitude), Number(act.longitude)]
    const valid = Number.isFinite(latitude) && Number.isFinite(longitude)
    return valid ? { type, latitude, longitude, name: text(act.name), address: text(act.address) } : undefined
  }
  if (messageId === undefined) return undefined
  if (type === 'reaction') return { type, messageId, emoji: text(act.emoji) }
  if (type === 'edit') return body === undefined ? undefined : { type, messageId, body }
  return type === 'revoke' ? { type, messageId } : undefined
}

/** The act for a file by its type: pictures, film and sound as such, the rest as a document. */
export const fileAct = (bytes: Buffer, mimeType: string, name: string, caption: string | undefined): CustomerAct => {
  if (/^image\/(jpeg|png)$/.test(mimeType)) return { type: 'image', bytes, mimeType, caption }
  if (/^video\/(mp4|3gpp)$/.test(mimeType)) return { type: 'video', bytes, mimeType, caption }
  if (mimeType === 'image/webp') return { type: 'sticker', bytes, mimeType }
  if (mimeType.startsWith('audio/')) return { type: 'audio', bytes, mimeType, voice: mimeType.startsWith('audio/ogg') }
  return { type: 'document', bytes, mimeType, filename: name, caption }
}
