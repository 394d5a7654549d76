import type { Context } from '../context.ts'
import { asObject, readContent, readSender } from '../domain/inbound-message.ts'
import type { Fate } from '../domain/ledger-event.ts'
import type { OpenEvent } from '../repositories/ledger.ts'
import { isRecorded } from '../repositories/messages.ts'
import { processCustomerMessage } from './process-customer-message.ts'
import { findOwnerSender, processOwnerMessage } from './process-owner-message.ts'

/** What became of an event: its fate, and a reason where the fate needs one. */
export type EventResult = Readonly<{ fate: Fate; reason?: string }>

/**
 * A message that somebody wrote to the business: the owner's own phone is looked for before customers (RULINGS 14). A
 * message that is already recorded changes nothing.
 */
export async function processIncomingMessage(context: Context, event: OpenEvent): Promise<EventResult> {
  const { message, contact } = asObject(event.payload)
  const said = { content: readContent(message), sender: readSender(message, contact) }
  const { wamid } = said.content
  if (asObject(message).group_id !== undefined) return { fate: 'ignored', reason: 'group_message' }
  if (!said.sender.phone && !said.sender.bsuid) return { fate: 'ignored', reason: 'no_sender' }
  if (wamid && (await isRecorded(context, wamid))) return { fate: 'duplicate' }
  const owner = await findOwnerSender(context, said)
  if (owner) await processOwnerMessage(context, event, said, owner)
  else await processCustomerMessage(context, event, said)
  return { fate: 'processed' }
}
