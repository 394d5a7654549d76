import type { Context } from '../context.ts'
import type { IdentityChange } from '../domain/identity-change.ts'
import type { CustomerModel as Customer } from '../models/customer-model.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { findByIdentity, mergeCustomers, moveIdentity, rekeyPhone } from '../repositories/customers.ts'
import type { EventResult } from './process-incoming-message.ts'

/**
 * A person has a new number or user id. Works twice and in any order: when she already wrote under the new id, the two
 * records become one, the older one, and the younger conversation closes (RULINGS 8).
 */
export async function changeIdentity(context: Context, change: IdentityChange): Promise<EventResult> {
  const before = await findFirst(context, [
    ...change.oldBsuids.map(id => ['bsuid', id] as const),
    ...(change.oldPhone ? [['phone', change.oldPhone] as const] : [])
  ])
  const after = await findFirst(context, [
    ...(change.newBsuid ? [['bsuid', change.newBsuid] as const] : []),
    ...(change.newPhone ? [['phone', change.newPhone] as const] : [])
  ])
  const customer = await oneOf(context, before, after)
  if (!customer) return { fate: 'ignored', reason: 'unknown_customer' }
  if (!before) return { fate: 'processed', reason: 'known_already' }
  if (change.newBsuid) await moveIdentity(context, customer.id, 'bsuid', change.newBsuid)
  if (change.newPhone && change.newPhone !== change.oldPhone)
    await rekeyPhone(context, customer.id, change.oldPhone, change.newPhone)
  await recordEvent(context, 'customer_identity_changed', { type: 'customer', id: customer.id }, 'meta')
  return { fate: 'processed' }
}

async function findFirst(
  context: Context,
  identities: readonly (readonly ['bsuid' | 'phone', string])[]
): Promise<Customer | undefined> {
  for (const [kind, value] of identities) {
    const found = await findByIdentity(context, kind, value)
    if (found) return found
  }
  return undefined
}

async function oneOf(
  context: Context,
  before: Customer | undefined,
  after: Customer | undefined
): Promise<Customer | undefined> {
  if (!before || !after || before.id === after.id) return before ?? after
  const [survivor, other] = before.createdAt <= after.createdAt ? [before, after] : [after, before]
  await mergeCustomers(context, survivor.id, other.id)
  await recordEvent(context, 'customers_merged', { type: 'customer', id: survivor.id }, 'meta', { merged: other.id })
  return survivor
}
