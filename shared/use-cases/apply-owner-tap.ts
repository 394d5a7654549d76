import { actionIdOf, isSigned } from '../action-token.ts'
import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import { toLocal } from '../domain/local-time.ts'
import type { TapRefusal } from '../domain/owner-action.ts'
import type { OwnerActionModel } from '../models/owner-action-model.ts'
import { setDecidedBy } from '../repositories/approval-follow-ups.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import type { NoticeContent } from '../repositories/notices.ts'
import { addAction, getAction, useAction } from '../repositories/owner-actions.ts'
import { getContact } from '../repositories/owner-contacts.ts'
import { inSavepoint } from '../savepoint.ts'
import {
  type Decided,
  noTimesText,
  ownerLabels,
  ownerRefusalText,
  reasonsText,
  rejectReasons,
  shortMoment,
  type TapResult,
  tapResultText,
  timesText
} from '../texts/owner-notices.ts'
import { approveApproval, rejectApproval } from './decide-approval.ts'
import { findAlternatives } from './find-alternatives.ts'
import { listMessage, textMessage } from './interactive.ts'
import { type AskedApproval, loadQuestion } from './load-question.ts'
import { makeCounterOffer } from './make-counter-offer.ts'
import { sayToOwner } from './owner-line.ts'
import type { OwnerTurn } from './process-owner-message.ts'

/** Meta's limit on the rows of a list. */
const MOST_TIMES = 10

/** Thrown inside a savepoint: what the tap wrote is taken back, and the person is told why. */
class Refused extends Error {
  override name = 'Refused'
  readonly refusal: TapRefusal

  constructor(refusal: TapRefusal) {
    super(refusal)
    this.refusal = refusal
  }
}

/** Takes a tap back, with the reason that the person is told. */
export function refuse(refusal: TapRefusal): never {
  throw new Refused(refusal)
}

/** The action behind a button that this person may use; null for forged ids and for those of somebody else. */
export async function readAction(
  context: Context,
  buttonId: string,
  personId: string
): Promise<OwnerActionModel | null> {
  const id = actionIdOf(buttonId)
  const action = id && (await getAction(context, id))
  if (!action || (action.ownerContactId ?? action.customerId) !== personId) return null
  const { tenantId, approvalId, kind } = action
  const signed = { id: action.id, tenantId, approvalId, kind, personId }
  return isSigned(context.config.JWT_SECRET, buttonId, signed) ? action : null
}

/**
 * Applies a tap of the owner in the transaction of her message: once. A tap that comes twice, late, from another phone or
 * after somebody else's changes nothing, and she is told why.
 */
export async function applyOwnerTap(context: Context, turn: OwnerTurn, buttonId: string): Promise<void> {
  const action = await readAction(context, buttonId, turn.contact.id)
  const asked = action && (await loadQuestion(context, action.approvalId))
  const key = `owner:${turn.messageId}:tap`
  if (!action || !asked) {
    await recordEvent(context, 'tap_refused', { type: 'owner_contact', id: turn.contact.id }, 'owner', {
      reason: 'not_yours'
    })
    return await sayToOwner(context, turn.lineId, textMessage(ownerRefusalText('not_yours', null, '')), key)
  }
  try {
    const answer = await inSavepoint(context, inner => act(inner, turn, action, asked))
    await sayToOwner(context, turn.lineId, answer, key)
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) throw error
    const text = await explain(context, turn, action, refusal, asked.question.timezone)
    await sayToOwner(context, turn.lineId, textMessage(text), key)
  }
}

async function act(
  context: Context,
  { contact }: OwnerTurn,
  action: OwnerActionModel,
  asked: AskedApproval
): Promise<NoticeContent> {
  const { approvalId, kind, data } = action
  const isFirst = await useAction(context, action.id)
  const isQuestion = kind === 'ask_reason' || kind === 'ask_time'
  if (asked.approval.status !== 'pending') throw new DomainError('approval_already_decided', 'Decided before')
  // a question that is asked again is answered again: she has lost the list
  if (!isFirst && !isQuestion) refuse('used')
  if (kind === 'ask_reason') return await reasons(context, asked, contact.id)
  if (kind === 'ask_time') return await times(context, asked, contact.id)
  const result = await decide(context, action, asked)
  if (result.kind !== 'offered') await setDecidedBy(context, approvalId, contact.id)
  await recordEvent(context, 'owner_tapped', { type: 'approval', id: approvalId }, 'owner', {
    owner_contact_id: contact.id,
    action: kind,
    ...(kind === 'offer' && { start_time: data.start_time })
  })
  return textMessage(tapResultText(result, asked.question.customerName, asked.question.timezone))
}

async function decide(context: Context, action: OwnerActionModel, asked: AskedApproval): Promise<TapResult> {
  const { approvalId, kind, data } = action
  if (kind === 'approve') {
    await approveApproval(context, { approvalId, decidedBy: null })
    if (asked.approval.requestedAction !== 'create') return { kind: 'change_approved' }
    const after = await loadQuestion(context, approvalId)
    return { kind: 'approved', depositDue: after?.booking.status === 'approved' }
  }
  if (kind === 'reject') {
    await rejectApproval(context, { approvalId, decidedBy: null, reason: String(data.reason) })
    return { kind: 'rejected' }
  }
  if (kind !== 'offer') refuse('not_possible')
  const start = new Date(String(data.start_time))
  await makeCounterOffer(context, { approvalId, startTime: start, offeredBy: null })
  return { kind: 'offered', start }
}

async function reasons(context: Context, { approval, question }: AskedApproval, ownerContactId: string) {
  const rows: { id: string; title: string }[] = []
  for (const { title, reason } of rejectReasons)
    rows.push({ id: await addAction(context, approval.id, { ownerContactId }, 'reject', { reason }), title })
  const { reasonsButton: button, reasonsSection: section } = ownerLabels
  return listMessage(reasonsText(question.customerName), { button, section, rows })
}

async function times(context: Context, asked: AskedApproval, ownerContactId: string): Promise<NoticeContent> {
  const { approval, booking, question } = asked
  if (!booking.service || approval.requestedAction !== 'create') refuse('not_possible')
  const around = { ...asked, service: booking.service }
  const rows: { id: string; title: string }[] = []
  for (const start of await findAlternatives(context, around, booking, MOST_TIMES)) {
    const data = { start_time: start.toISOString() }
    const id = await addAction(context, approval.id, { ownerContactId }, 'offer', data)
    rows.push({ id, title: shortMoment(start, question.timezone, toLocal(start, question.timezone)) })
  }
  if (rows.length === 0) return textMessage(noTimesText)
  const { timesButton: button, timesSection: section } = ownerLabels
  return listMessage(timesText(question.customerName), { button, section, rows })
}

/** The refusals that a person is told; null for what is an error. */
export function refusalOf(error: unknown): TapRefusal | null {
  if (error instanceof Refused) return error.refusal
  if (!(error instanceof DomainError)) return null
  if (error.code === 'approval_already_decided') return 'already_decided'
  return error.code === 'slot_taken' ? 'slot_taken' : 'not_possible'
}

/** Why nothing happened, from how the approval stands now. */
async function explain(
  context: Context,
  { contact }: OwnerTurn,
  action: OwnerActionModel,
  refusal: TapRefusal,
  timezone: string
): Promise<string> {
  const entity = { type: 'approval', id: action.approvalId }
  await recordEvent(context, 'tap_refused', entity, 'owner', { reason: refusal, owner_contact_id: contact.id })
  const approval = (await loadQuestion(context, action.approvalId))?.approval
  if (approval?.status === 'expired') return ownerRefusalText('expired', null, timezone)
  if (!approval || approval.status === 'pending') return ownerRefusalText(refusal, null, timezone)
  const by = approval.decidedContactId ? await getContact(context, approval.decidedContactId) : undefined
  const decided: Decided = {
    status: approval.status,
    at: approval.reviewedAt,
    by: by?.id === contact.id ? 'usted' : (by?.name ?? (approval.reviewedBy ? 'la aplicación' : null))
  }
  return ownerRefusalText('already_decided', decided, timezone)
}
