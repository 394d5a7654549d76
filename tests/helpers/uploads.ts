import type { TestApp } from './app.ts'
import type { Receipt } from './bookings.ts'

/** Files that begin as their kind does; nothing looks further than that yet. */
export const png = (size = 200): Buffer =>
  Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(size - 8, 1)])
export const jpeg = (): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(100, 2)])
export const webp = (): Buffer => Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPVP8 '), Buffer.alloc(100, 3)])
export const pdf = (): Buffer => Buffer.from('%PDF-1.7\n1 0 obj\n')

type Sending = Readonly<{
  file?: Buffer
  fileName?: string
  field?: string
  /** The booking's own token, and where it travels. */
  uploadToken?: string
  place?: 'header' | 'query' | 'form'
  token?: string
}>

/** Sends a multipart form as a browser does. */
export async function sendProof(testApp: Pick<TestApp, 'url'>, bookingId: string, sending: Sending) {
  const { file, fileName = 'soporte.png', field = 'file', uploadToken, place = 'header', token } = sending
  const form = new FormData()
  if (uploadToken && place === 'form') form.set('upload_token', uploadToken)
  if (file) form.set(field, new Blob([new Uint8Array(file)], { type: 'image/png' }), fileName)
  const query = uploadToken && place === 'query' ? `?upload_token=${encodeURIComponent(uploadToken)}` : ''
  const response = await fetch(`${testApp.url}/api/v1/bookings/${bookingId}/upload-payment${query}`, {
    method: 'POST',
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(uploadToken && place === 'header' && { 'upload-token': uploadToken })
    },
    body: form
  })
  const body = (await response.json()) as Receipt & { payment_screenshot_url: string; code?: string }
  return { status: response.status, body }
}
