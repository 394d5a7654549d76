import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { App } from '../shared/context.ts'
import { DomainError } from '../shared/domain/errors.ts'
import type { BookingModel } from '../shared/models/booking-model.ts'
import { getById } from '../shared/repositories/bookings.ts'
import { readToken } from '../shared/signed-token.ts'
import { uploadPaymentProof } from '../shared/use-cases/upload-payment-proof.ts'
import type { Session } from './endpoint.ts'
import { inTenant } from './in-tenant.ts'
import { readUpload, type Upload } from './read-upload.ts'

type Sender = Readonly<{ tenantId: string; uploadedBy: 'customer' | 'owner'; userId: string | null }>
type Sent = Readonly<{ request: IncomingMessage; session: Session | null; token: string | undefined }>

/**
 * Takes a proof of payment for a booking: the sender is asked for first, the file is stored outside any transaction, then it
 * is recorded; a file that could not be recorded is removed again. Throws `unauthorized`, `forbidden` for a token of another
 * booking, `booking_not_found`, `invalid_file`, `payload_too_large` and what the use case throws.
 */
export async function takeUpload(
  app: App,
  bookingId: string,
  sent: Sent
): Promise<Readonly<{ booking: BookingModel; key: string }>> {
  // known before the file is read, where the token does not come inside the form
  const early = senderOf(app, bookingId, sent.session, tokenOf(sent))
  if (early) await requireBooking(app, early.tenantId, bookingId)
  const upload = await readUpload(sent.request)
  const sender = early ?? senderOf(app, bookingId, null, upload.fields.upload_token)
  if (!sender) throw new DomainError('unauthorized', 'Send an access token, or the upload_token of this booking')
  if (!early) await requireBooking(app, sender.tenantId, bookingId)
  return await store(app, bookingId, sender, upload)
}

const tokenOf = ({ request, token }: Sent): unknown => request.headers['upload-token'] ?? token

function senderOf(app: App, bookingId: string, session: Session | null, token: unknown): Sender | null {
  if (session) return { tenantId: session.tenantId, uploadedBy: 'owner', userId: session.userId }
  if (typeof token !== 'string') return null
  const claims = readToken(app.config.JWT_SECRET, 'upload', token, app.now())
  if (!claims) throw new DomainError('unauthorized', 'This upload_token is not good, or no longer')
  if (claims.booking !== bookingId) throw new DomainError('forbidden', 'This upload_token is for another booking')
  return { tenantId: String(claims.tenant), uploadedBy: 'customer', userId: null }
}

async function requireBooking(app: App, tenantId: string, bookingId: string): Promise<void> {
  const booking = await inTenant(app, tenantId, context => getById(context, bookingId))
  if (!booking) throw new DomainError('booking_not_found', 'This business has no such booking')
}

async function store(app: App, bookingId: string, sender: Sender, { bytes, kind }: Upload) {
  const key = `tenant/${sender.tenantId}/bookings/${bookingId}/${app.newId()}.${kind.extension}`
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await app.storage.uploadFile(bytes, key, kind.mimeType)
  const file = { key, mimeType: kind.mimeType, size: bytes.length, sha256 }
  try {
    const { uploadedBy, userId } = sender
    const booking = await inTenant(app, sender.tenantId, context =>
      uploadPaymentProof(context, { bookingId, file, uploadedBy, userId })
    )
    return { booking, key }
  } catch (error) {
    await app.storage.deleteFile(key)
    throw error
  }
}
