import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { type PersonalData, readPersonalData } from '../repositories/customer-export.ts'
import { type CustomerWithStats, getById } from '../repositories/customer-lists.ts'

export type CustomerExport = Readonly<{ exportedAt: Date; customer: CustomerWithStats; data: PersonalData }>

/** Everything about a person, for her right to see it (Ley 1581, consulta). Throws `customer_not_found`. */
export async function exportCustomer(context: Context, id: string): Promise<CustomerExport> {
  const customer = await getById(context, id)
  if (!customer) throw new DomainError('customer_not_found', 'This business has no such customer')
  await recordEvent(context, 'customer_exported', { type: 'customer', id: customer.id }, 'owner')
  return { exportedAt: context.now(), customer, data: await readPersonalData(context, customer.id) }
}
