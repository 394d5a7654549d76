import type { Context } from '../context.ts'
import { asObject, readSender } from '../domain/inbound-message.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { findPerson, setOptIn } from '../repositories/customers.ts'
import type { OpenEvent } from '../repositories/ledger.ts'
import type { EventResult } from './process-incoming-message.ts'

/** The customer told WhatsApp itself to stop, or to resume, this business's marketing messages. */
export async function recordPreference(context: Context, event: OpenEvent): Promise<EventResult> {
  const preference = asObject(asObject(event.payload).preference)
  if (preference.value !== 'stop' && preference.value !== 'resume') return { fate: 'ignored', reason: 'unknown_value' }
  const person = readSender({ from: preference.wa_id, from_user_id: preference.user_id }, undefined)
  const customer = await findPerson(context, person)
  if (!customer) return { fate: 'ignored', reason: 'unknown_customer' }
  await setOptIn(context, customer.id, preference.value === 'resume')
  await recordEvent(context, 'marketing_preference_changed', { type: 'customer', id: customer.id }, 'customer', {
    value: preference.value
  })
  return { fate: 'processed' }
}
