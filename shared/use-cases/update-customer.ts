import type { Context } from '../context.ts'
import { type CustomerInfo, grantWhatsAppOptIn, revokeWhatsAppOptIn, updateInfo } from '../domain/customer.ts'
import { isValid, toEmail } from '../domain/email.ts'
import { DomainError, invalidField } from '../domain/errors.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { type CustomerWithStats, getById, lockById, survivorOf, update } from '../repositories/customer-lists.ts'

export type CustomerChange = CustomerInfo &
  Readonly<{ notes?: string | null | undefined; whatsappOptin?: boolean | undefined }>

/** Corrects what the business knows about a person. Throws `customer_not_found` or `validation_failed`. */
export async function updateCustomer(
  context: Context,
  id: string,
  { notes, whatsappOptin, ...info }: CustomerChange
): Promise<CustomerWithStats> {
  const customer = await lockById(context, (await survivorOf(context, id)) ?? id)
  if (!customer) throw notFound()
  const email = info.email ? toEmail(info.email) : null
  if (email && !isValid(email)) throw invalidField('/email', 'is not an e-mail address')
  await update(context, customer, {
    ...given(updateInfo({ ...info, ...(info.email !== undefined && { email: email?.address ?? null }) })),
    ...(notes !== undefined && { notes: notes?.trim() || null }),
    ...(whatsappOptin !== undefined &&
      (whatsappOptin ? grantWhatsAppOptIn(customer, context.now()) : revokeWhatsAppOptIn()))
  })
  await recordEvent(context, 'customer_updated', { type: 'customer', id: customer.id }, 'owner')
  const after = await getById(context, customer.id)
  if (!after) throw notFound()
  return after
}

/** The fields that are named at all, for the row. */
const given = (info: CustomerInfo) =>
  Object.fromEntries(Object.entries(info).filter(([, value]) => value !== undefined)) as Record<
    keyof CustomerInfo,
    string | null
  >

const notFound = (): DomainError => new DomainError('customer_not_found', 'This business has no such customer')
