import type { Context } from '../context.ts'
import { isServiceWindowOpen } from '../domain/conversation.ts'
import { settle } from '../repositories/approval-follow-ups.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { getContact, listAsked } from '../repositories/owner-contacts.ts'
import { lockOwnerConversation } from '../repositories/owner-conversations.ts'
import { endedText } from '../texts/owner-notices.ts'
import { textMessage } from './interactive.ts'
import { type AskedApproval, loadQuestion } from './load-question.ts'
import { sayToOwner } from './owner-line.ts'

/**
 * What follows from a decision, once (RULINGS 3): the contacts who were asked and did not decide themselves hear how it
 * ended. It changes no status; run twice, or long after, it writes nothing new. A pending approval is left alone.
 */
export async function followUpApproval(context: Context, approvalId: string): Promise<void> {
  const asked = await loadQuestion(context, approvalId)
  if (!asked || asked.approval.status === 'pending' || asked.approval.settledAt) return
  const told = await tellContacts(context, asked)
  await settle(context, approvalId)
  const facts = { status: asked.approval.status, contacts_told: told }
  await recordEvent(context, 'approval_settled', { type: 'approval', id: approvalId }, 'system', facts)
}

/** The alarm of a thread that was lost: the decision stands, and somebody should look why (RULINGS 25). */
export async function raiseThreadLost(context: Context, approvalId: string, reason: string): Promise<void> {
  context.log.error({ approval_id: approvalId, reason }, 'the thread of an approval was lost; its follow-ups are done')
  await recordEvent(context, 'approval_thread_lost', { type: 'approval', id: approvalId }, 'system', { reason })
}

async function tellContacts(context: Context, { approval, question }: AskedApproval): Promise<number> {
  const { status, decidedContactId, reviewedBy } = approval
  // she decided in the application: there she sees it
  if (status === 'pending' || reviewedBy) return 0
  const by = decidedContactId ? ((await getContact(context, decidedContactId))?.name ?? null) : null
  let told = 0
  for (const contact of await listAsked(context, approval.id)) {
    if (contact.id === decidedContactId) continue
    const line = await lockOwnerConversation(context, contact.id)
    if (!line || !isServiceWindowOpen(line, context.now())) continue
    const content = textMessage(endedText(status, question, by))
    await sayToOwner(context, line.id, content, `approval:${approval.id}:ended:${contact.id}`)
    told += 1
  }
  return told
}
