import type { Context } from 'koa'
import { type Answer, ok, refuse } from './answer.ts'
import { checkProduct } from './check-message.ts'
import { graphError, missingParameter } from './graph-error.ts'
import { bareMimeType, mediaUrl, refuseUpload, storeMedia } from './media-store.ts'
import { readBytes } from './request.ts'
import type { Media, NumberState, State } from './state.ts'

const readForm = async (ctx: Context): Promise<FormData | undefined> => {
  const bytes = await readBytes(ctx)
  try {
    return await new Response(bytes, { headers: { 'content-type': ctx.get('content-type') } }).formData()
  } catch (error) {
    // Not multipart, or cut short: to Graph a request without parameters.
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** POST /{phone_number_id}/media: multipart with `messaging_product`, `file` (its own content type counts). */
export const uploadMedia = async (state: State, number: NumberState, ctx: Context): Promise<Answer> => {
  const form = await readForm(ctx)
  const refused = checkProduct({ messaging_product: form?.get('messaging_product')?.toString() })
  if (refused !== undefined) return refuse(refused)
  const file = form?.get('file')
  if (file === null || file === undefined || typeof file === 'string') return refuse(missingParameter('file'))
  const mimeType = bareMimeType(file.type === '' ? 'application/octet-stream' : file.type)
  const message = refuseUpload(mimeType, file.size)
  if (message !== undefined) return refuse(graphError(100, { message }))
  const bytes = Buffer.from(await file.arrayBuffer())
  const { phoneNumberId } = number.config
  const media = storeMedia(state, { phoneNumberId, mimeType, bytes, filename: file.name, origin: 'upload' })
  return ok({ id: media.id })
}

/** GET /{media_id}: `url` is good for five minutes; `sha256` is hexadecimal here. */
export const getMedia = (state: State, media: Media): Answer =>
  ok({
    messaging_product: 'whatsapp',
    url: mediaUrl(state, media.id, 'getMedia'),
    mime_type: media.mimeType,
    sha256: media.sha256.toString('hex'),
    file_size: media.bytes.length,
    id: media.id
  })

/** DELETE /{media_id} */
export const deleteMedia = (state: State, media: Media): Answer => {
  state.media.delete(media.id)
  return ok({ success: true })
}
