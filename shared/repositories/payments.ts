import type { Context } from '../context.ts'
import { addMoney, type Money } from '../domain/money.ts'
import { MediaFileModel } from '../models/media-file-model.ts'
import { PaymentModel } from '../models/payment-model.ts'
import { PaymentProofModel } from '../models/payment-proof-model.ts'

export type PaymentKind = PaymentModel['kind']
export type ProofStatus = PaymentProofModel['status']

/** What of a booking's money is due, came in and went back. */
export type PaymentSums = Readonly<Record<PaymentKind, Money>>

/** Writes one movement of a booking's money. */
export async function addPayment(
  context: Context,
  payment: Readonly<{
    bookingId: string
    kind: PaymentKind
    amount: Money
    currency: string
    method?: string | null
    proofId?: string | null
    note?: string | null
    by: string | null
  }>
): Promise<void> {
  await PaymentModel.query(context.db).insert({
    id: context.newId(),
    tenantId: context.tenantId,
    bookingId: payment.bookingId,
    kind: payment.kind,
    amount: payment.amount,
    currency: payment.currency,
    method: payment.method ?? null,
    proofId: payment.proofId ?? null,
    note: payment.note ?? null,
    createdBy: payment.by,
    createdAt: context.now()
  })
}

/** Sums of a booking's money, by kind. */
export async function sumPayments(context: Context, bookingId: string): Promise<PaymentSums> {
  const rows = await PaymentModel.query(context.db)
    .where({ tenantId: context.tenantId, bookingId })
    .select('kind', 'amount')
  const sums: Record<PaymentKind, Money> = { due: '0.00', received: '0.00', refunded: '0.00' }
  for (const { kind, amount } of rows) sums[kind] = addMoney(sums[kind], amount)
  return sums
}

/** Sets what is due before a booking is confirmed, in place of what was due before. */
export async function setDue(
  context: Context,
  due: Readonly<{ bookingId: string; amount: Money; currency: string; by: string | null }>
): Promise<void> {
  const { bookingId } = due
  await PaymentModel.query(context.db).where({ tenantId: context.tenantId, bookingId, kind: 'due' }).delete()
  await addPayment(context, { ...due, kind: 'due' })
}

/** Records a stored file, so that it is found, counted and one day deleted. */
export async function addMediaFile(
  context: Context,
  file: Readonly<{ key: string; mimeType: string; size: number; sha256: string; bookingId: string; by: string | null }>
): Promise<string> {
  const id = context.newId()
  await MediaFileModel.query(context.db).insert({
    id,
    tenantId: context.tenantId,
    fileKey: file.key,
    fileType: file.mimeType,
    fileSizeBytes: file.size,
    sha256: file.sha256,
    entityType: 'booking',
    entityId: file.bookingId,
    state: 'stored',
    uploadedBy: file.by,
    createdAt: context.now()
  })
  return id
}

export async function addProof(
  context: Context,
  proof: Readonly<{ bookingId: string; mediaFileId: string; uploadedBy: 'customer' | 'owner' }>
): Promise<string> {
  const id = context.newId()
  await PaymentProofModel.query(context.db).insert({
    id,
    tenantId: context.tenantId,
    ...proof,
    status: 'received',
    createdAt: context.now()
  })
  return id
}

/** The proofs of a booking with their files, the newest first. */
export async function getProofs(context: Context, bookingId: string): Promise<PaymentProofModel[]> {
  return await PaymentProofModel.query(context.db)
    .where('payment_proofs.tenantId', context.tenantId)
    .where({ bookingId })
    .withGraphFetched('mediaFile')
    .modifyGraph('mediaFile', each => each.where('media_files.tenantId', context.tenantId))
    .orderBy([{ column: 'createdAt', order: 'desc' }, 'id'])
}

export async function countProofs(context: Context, bookingId: string): Promise<number> {
  return await PaymentProofModel.query(context.db).where({ tenantId: context.tenantId, bookingId }).resultSize()
}

/** Writes the owner's verdict on a proof. */
export async function reviewProof(
  context: Context,
  proofId: string,
  verdict: Readonly<{ status: 'accepted' | 'rejected'; reason?: string | null; by: string | null }>
): Promise<void> {
  await PaymentProofModel.query(context.db)
    .where({ tenantId: context.tenantId, id: proofId })
    .patch({
      status: verdict.status,
      reason: verdict.reason ?? null,
      reviewedAt: context.now(),
      reviewedBy: verdict.by
    })
}
