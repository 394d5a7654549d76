import type { Context } from '../context.ts'
import { isServiceWindowOpen } from '../domain/conversation.ts'
import { fillIn, templateMessage } from '../domain/message-template.ts'
import type { OwnerContactModel } from '../models/owner-contact-model.ts'
import { findTries, setNoticeState } from '../repositories/approval-follow-ups.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { findSendable } from '../repositories/message-templates.ts'
import type { NoticeContent } from '../repositories/notices.ts'
import { addAction } from '../repositories/owner-actions.ts'
import { listVerified } from '../repositories/owner-contacts.ts'
import { momentText } from '../texts/dates.ts'
import { ownerLabels, questionSubject, questionText } from '../texts/owner-notices.ts'
import { ownerNoticeTemplate } from '../texts/templates.ts'
import { buttonsMessage, type Choice } from './interactive.ts'
import { type AskedApproval, loadQuestion } from './load-question.ts'
import { lockOwnerLine, sayToOwner } from './owner-line.ts'

/** How far a question came to one contact. */
type Step = 'buttons' | 'template' | 'waiting_for_window'

/** What makes two questions the same one: asked twice under one key, a contact reads it once. */
export type AskKey = `ask:${number}` | 'reminder' | `again:${string}`

/** A message that does not arrive leaves the next step of the ladder to be tried. */
const arrives = (status: string): boolean => status !== 'failed' && status !== 'suppressed'

/**
 * Asks every contact of the owner about a pending approval, once per round (RULINGS 14): buttons while her window is open,
 * else our template, else when her window opens next. The approval shows the best that was reached. Works twice. Must run
 * where no calendar is locked: conversations come first.
 */
export async function notifyOwner(context: Context, approvalId: string): Promise<void> {
  const asked = await loadQuestion(context, approvalId)
  if (asked?.approval.status !== 'pending' || asked.tenant.status !== 'active') return
  if (asked.tenant.whatsappStatus === 'not_connected') return
  const contacts = await listVerified(context)
  const steps: Step[] = []
  for (const contact of contacts) steps.push(await askContact(context, asked, contact, askKeyOf(asked)))
  const reached = (['buttons', 'template', 'waiting_for_window'] as const).find(step => steps.includes(step))
  const state = reached ?? 'no_contact'
  await setNoticeState(context, approvalId, state)
  if (state === asked.approval.noticeState) return
  const entity = { type: 'approval', id: approvalId }
  await recordEvent(context, 'owner_notified', entity, 'system', { state, contacts: contacts.length })
}

export const askKeyOf = ({ approval }: AskedApproval): AskKey => `ask:${approval.askRound}`

/**
 * Asks one contact, in her own conversation, by the next step of the ladder that is not taken yet. Buttons that were lost
 * go again only once she has written since (`justWrote`): before, her window was not what we took it for.
 */
export async function askContact(
  context: Context,
  asked: AskedApproval,
  contact: OwnerContactModel,
  key: AskKey,
  justWrote = false
): Promise<Step> {
  const line = await lockOwnerLine(context, contact.id, null)
  const keyOf = (step: Step) => `approval:${asked.approval.id}:${key}:${contact.id}:${step}`
  const buttons = await findTries(context, keyOf('buttons'))
  const templates = await findTries(context, keyOf('template'))
  if (buttons.some(arrives)) return 'buttons'
  if (templates.some(arrives) && !(justWrote && buttons.length > 0)) return 'template'
  if (isServiceWindowOpen(line, context.now()) && (buttons.length === 0 || justWrote)) {
    const content = await questionWithButtons(context, asked, contact, key === 'reminder')
    const again = buttons.length > 0 ? `:${buttons.length + 1}` : ''
    await sayToOwner(context, line.id, content, `${keyOf('buttons')}${again}`)
    return 'buttons'
  }
  if (templates.length > 0 || asked.approval.requestedAction === 'cancel') return 'waiting_for_window'
  const language = await findSendable(context, asked.tenant.whatsappWabaId, ownerNoticeTemplate.name)
  if (!language) return 'waiting_for_window'
  const content = await questionAsTemplate(context, asked, contact, language)
  await sayToOwner(context, line.id, content, keyOf('template'))
  return 'template'
}

async function questionWithButtons(
  context: Context,
  { approval, question }: AskedApproval,
  { id: ownerContactId }: OwnerContactModel,
  reminder: boolean
): Promise<NoticeContent> {
  const action = (kind: 'approve' | 'ask_reason' | 'ask_time') =>
    addAction(context, approval.id, { ownerContactId }, kind)
  const buttons: Choice[] = [
    { id: await action('approve'), title: ownerLabels.approve },
    { id: await action('ask_reason'), title: ownerLabels.reject }
  ]
  if (approval.requestedAction === 'create')
    buttons.push({ id: await action('ask_time'), title: ownerLabels.otherTime })
  return buttonsMessage(questionText(question, reminder), buttons)
}

async function questionAsTemplate(
  context: Context,
  { approval, question, policies }: AskedApproval,
  { id: ownerContactId }: OwnerContactModel,
  language: string
): Promise<NoticeContent> {
  const until = question.until ?? new Date(context.now().getTime() + policies.hold_minutes * 60_000)
  const values = {
    solicitud: questionSubject(question),
    cliente: question.customerName,
    fecha: momentText(question.wantedStart ?? question.startsAt, question.timezone),
    limite: momentText(until, question.timezone)
  }
  const payloads: string[] = []
  for (const kind of ['approve', 'ask_reason', 'ask_time'] as const)
    payloads.push(await addAction(context, approval.id, { ownerContactId }, kind))
  return {
    type: 'template',
    text: fillIn(ownerNoticeTemplate, values),
    payload: templateMessage(ownerNoticeTemplate, language, values, payloads),
    template: { name: ownerNoticeTemplate.name, language }
  }
}
