import type { Context } from '../context.ts'
import { markReminded } from '../repositories/approval-follow-ups.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { listVerified } from '../repositories/owner-contacts.ts'
import { loadQuestion } from './load-question.ts'
import { askContact } from './notify-owner.ts'

/** Reminds the owner once of a request that will soon run out. Does nothing for one that is decided. */
export async function remindOwner(context: Context, approvalId: string): Promise<void> {
  const asked = await loadQuestion(context, approvalId)
  if (asked?.approval.status !== 'pending' || asked.tenant.status !== 'active') return
  // her conversations are locked before the approval's row, as everywhere
  const steps: string[] = []
  for (const contact of await listVerified(context)) steps.push(await askContact(context, asked, contact, 'reminder'))
  if (!(await markReminded(context, approvalId))) return
  await recordEvent(context, 'owner_reminded', { type: 'approval', id: approvalId }, 'system', { steps })
}
