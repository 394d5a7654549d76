import { bareMimeType, storeMedia } from './media-store.ts'
import type { State } from './state.ts'

const TIMEOUT_MS = 5000
const MAX_BYTES = 100 * 1024 * 1024

/** Fetches media that was sent by address, as Meta does after it accepted the message. Undefined when it cannot. */
export const fetchLink = async (
  state: State,
  phoneNumberId: string,
  link: string
): Promise<{ readonly id: string; readonly mimeType: string } | undefined> => {
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), state.timers.signal])
    const response = await fetch(link, { signal, headers: { 'user-agent': 'WhatsApp/2.23.20.0 A' } })
    if (!response.ok) return undefined
    const bytes = Buffer.from(await response.arrayBuffer())
    if (bytes.length === 0 || bytes.length > MAX_BYTES) return undefined
    const mimeType = bareMimeType(response.headers.get('content-type') ?? 'application/octet-stream')
    return storeMedia(state, { phoneNumberId, mimeType, bytes, origin: 'upload' })
  } catch {
    // Whatever went wrong, to the sender it is the same failed status.
    return undefined
  }
}
