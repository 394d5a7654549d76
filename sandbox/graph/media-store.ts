import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { newNumericId } from './ids.ts'
import type { Media, State } from './state.ts'

const DAY_MS = 86_400_000
/** Uploads live 30 days, media of customers 7 (docs: business-phone-numbers/media). */
const LIFE_MS = { upload: 30 * DAY_MS, webhook: 7 * DAY_MS } as const
const URL_LIFE_S = 300
const MB = 1024 * 1024

/** Bytes allowed per type; nothing else can be uploaded (docs: business-phone-numbers/media). */
const LIMITS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    'audio/aac': 16 * MB,
    'audio/amr': 16 * MB,
    'audio/mpeg': 16 * MB,
    'audio/mp4': 16 * MB,
    'audio/ogg': 16 * MB,
    'image/jpeg': 5 * MB,
    'image/png': 5 * MB,
    'image/webp': 500 * 1024,
    'video/mp4': 16 * MB,
    'video/3gpp': 16 * MB,
    'text/plain': 100 * MB,
    'application/pdf': 100 * MB,
    'application/msword': 100 * MB,
    'application/vnd.ms-excel': 100 * MB,
    'application/vnd.ms-powerpoint': 100 * MB,
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 100 * MB,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 100 * MB,
    'application/vnd.openxmlformats-officedocument.presentationml.presentation': 100 * MB
  })
)

export const bareMimeType = (mimeType: string): string => (mimeType.split(';')[0] ?? '').trim().toLowerCase()

/** Why Meta would not take this upload, or undefined. */
export const refuseUpload = (mimeType: string, size: number): string | undefined => {
  const limit = LIMITS.get(mimeType)
  if (limit === undefined) {
    return `(#100) Param file must be a file with one of the following types: ${[...LIMITS.keys()].join(', ')}. Received file of type '${mimeType}'.`
  }
  if (size > limit) return `(#100) Param file must be at most ${limit} bytes for type '${mimeType}'.`
  return size === 0 ? '(#100) Param file must not be empty.' : undefined
}

export type NewMedia = {
  readonly phoneNumberId: string
  readonly mimeType: string
  readonly bytes: Uint8Array
  readonly filename?: string | undefined
  readonly origin: 'upload' | 'webhook'
}

export const storeMedia = (state: State, { phoneNumberId, mimeType, bytes, filename, origin }: NewMedia): Media => {
  const media: Media = {
    id: newNumericId(),
    phoneNumberId,
    mimeType,
    bytes: Buffer.from(bytes),
    sha256: createHash('sha256').update(bytes).digest(),
    filename,
    expiresAt: new Date(state.now().getTime() + LIFE_MS[origin])
  }
  state.media.set(media.id, media)
  return media
}

/** The media behind an id, unless its days are over. */
export const findMedia = (state: State, id: string): Media | undefined => {
  const media = state.media.get(id)
  return media !== undefined && media.expiresAt > state.now() ? media : undefined
}

const hashOf = (state: State, id: string, ext: string): string =>
  createHmac('sha256', `${state.options.appSecret}:media`).update(`${id}:${ext}`).digest('base64url')

/** A download address for five minutes. `base` is the sandbox's own; at Meta the host is lookaside.fbsbx.com. */
export const mediaUrl = (state: State, id: string, source: 'getMedia' | 'webhook', base = state.baseUrl): string => {
  const ext = (Math.floor(state.now().getTime() / 1000) + URL_LIFE_S).toString()
  const query = new URLSearchParams({ mid: id, source, ext, hash: hashOf(state, id, ext) })
  return `${base}/whatsapp_business/attachments/?${query}`
}

/** The media a download address stands for; undefined when it is forged, too old, or its media is gone. */
export const mediaOfUrl = (state: State, query: URLSearchParams): Media | undefined => {
  const [id, ext, hash] = [query.get('mid') ?? '', query.get('ext') ?? '', query.get('hash') ?? '']
  const [given, wanted] = [Buffer.from(hash), Buffer.from(hashOf(state, id, ext))]
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  return Number(ext) * 1000 > state.now().getTime() ? findMedia(state, id) : undefined
}
