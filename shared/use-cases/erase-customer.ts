import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { survivorOf } from '../repositories/customer-lists.ts'
import {
  eraseBookingWords,
  eraseConversations,
  eraseEvents,
  erasePerson,
  findMailboxes,
  findRecords,
  findWamids,
  lockMailboxes
} from '../repositories/erasure.ts'

/** Meta delivers an unanswered webhook again for seven days; a day more for clocks (its webhook overview). */
const REDELIVERY_MS = 8 * 86_400_000

/**
 * Erases a person on her request (Ley 1581): names, number, address, notes, identities, words and files of her chats, the
 * ledger's copies. Her bookings stay as facts without a name, future ones too: the owner still has the appointment. What
 * she sends afterwards makes her a new customer. Works twice. Throws `customer_not_found`.
 */
export async function eraseCustomer(context: Context, id: string): Promise<void> {
  const survivor = await survivorOf(context, id)
  const records = survivor ? await findRecords(context, survivor) : undefined
  if (!survivor || !records) throw new DomainError('customer_not_found', 'This business has no such customer')
  if (records.erased) return
  const mailboxes = await findMailboxes(context, records.ids)
  await lockMailboxes(context, mailboxes)
  const wamids = await findWamids(context, records.ids)
  await eraseConversations(context, records.ids)
  await eraseEvents(context, mailboxes, wamids, new Date(context.now().getTime() - REDELIVERY_MS))
  await eraseBookingWords(context, records.ids)
  await erasePerson(context, records.ids)
  await recordEvent(context, 'customer_erased', { type: 'customer', id: survivor }, 'owner')
}
