import type { Context } from '../context.ts'
import { choiceOf } from '../domain/choice.ts'
import { believableInstant, type MessageContent, type Person, windowEnd } from '../domain/inbound-message.ts'
import { ACTION_PREFIX } from '../domain/owner-action.ts'
import type { OwnerContactModel } from '../models/owner-contact-model.ts'
import { findByKey, findPending } from '../repositories/approval-follow-ups.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { nextSeq, noteInbound } from '../repositories/conversations.ts'
import type { OpenEvent } from '../repositories/ledger.ts'
import { insertFromMeta } from '../repositories/messages.ts'
import { findVerifiedOwner, lockUnproved, setBsuid } from '../repositories/owner-contacts.ts'
import { getTenant } from '../repositories/tenants.ts'
import { morePendingText, nothingPendingText, verifiedText, wrongCodeText } from '../texts/owner-notices.ts'
import { applyOwnerTap } from './apply-owner-tap.ts'
import { handOverResetCodes } from './hand-over-reset-codes.ts'
import { textMessage } from './interactive.ts'
import { loadQuestion } from './load-question.ts'
import { askContact, askKeyOf } from './notify-owner.ts'
import { proveOwnerContact } from './owner-contacts.ts'
import { lockOwnerLine, sayToOwner } from './owner-line.ts'

/** An owner contact who writes: proved already, or with the code that may prove her. */
export type OwnerSender = Readonly<{ contact: OwnerContactModel; code: string | null }>

type Said = Readonly<{ content: MessageContent; sender: Person }>
/** Her conversation, and the message that is being answered: its id makes the answers' keys. */
export type OwnerTurn = Readonly<{ contact: OwnerContactModel; lineId: string; messageId: string }>

/** Questions that one "pendientes" shows; the rest is counted. */
const MOST_QUESTIONS = 3
const PROOF = /^\s*cuadra\s+(\d{6})\s*$/i
const PENDING = /\b(pendientes?|solicitud(es)?)\b/i

/** Whether an owner contact writes: a proved one, or one who has yet to prove her number and sends a code from it. */
export async function findOwnerSender(context: Context, { content, sender }: Said): Promise<OwnerSender | null> {
  const code = content.type === 'text' ? (PROOF.exec(content.text ?? '')?.[1] ?? null) : null
  const known = await findVerifiedOwner(context, sender)
  if (known) return { contact: known, code: null }
  const unproved = code && sender.phone ? await lockUnproved(context, sender.phone) : undefined
  return unproved ? { contact: unproved, code } : null
}

/**
 * A message of the owner goes to her own conversation and not to the customers' agent (RULINGS 14): a tap is applied, a
 * code proves her phone, and with every word of hers the questions that waited for her window are asked.
 */
export async function processOwnerMessage(
  context: Context,
  event: OpenEvent,
  said: Said,
  { contact, code }: OwnerSender
): Promise<void> {
  const { content, sender } = said
  const instant = believableInstant(event.occurred_at, event.received_at)
  const line = await lockOwnerLine(context, contact.id, windowEnd(instant))
  const messageId = await insertFromMeta(context, content, {
    conversationId: line.id,
    seq: await nextSeq(context, line.id),
    direction: 'inbound',
    origin: 'owner_phone',
    status: 'received',
    handledBy: 'none',
    sentAt: instant
  })
  await noteInbound(context, line.id, windowEnd(instant), null)
  const entity = { type: 'message', id: messageId }
  await recordEvent(context, 'message_received', entity, 'owner', { conversation_id: line.id })
  const turn = { contact, lineId: line.id, messageId }
  // a suspended business is silent on all sides (RULINGS 31); one that is not open yet may connect its phones
  if ((await getTenant(context))?.status === 'suspended') return
  if (code !== null) return await answerCode(context, turn, code, sender)
  if (sender.bsuid && sender.bsuid !== contact.bsuid) await setBsuid(context, contact.id, sender.bsuid)
  const choice = choiceOf(JSON.parse(content.payload))
  if (choice?.startsWith(ACTION_PREFIX)) await applyOwnerTap(context, turn, choice)
  await handOverResetCodes(context, contact.id)
  await askWhatWaited(context, turn)
  if (content.type === 'text' && PENDING.test(content.text ?? '')) await showPending(context, turn)
}

async function answerCode(context: Context, turn: OwnerTurn, code: string, { bsuid }: Person): Promise<void> {
  const proved = await proveOwnerContact(context, turn.contact, code, bsuid)
  const business = (await getTenant(context))?.businessName ?? ''
  const text = proved ? verifiedText(business) : wrongCodeText
  await sayToOwner(context, turn.lineId, textMessage(text), `owner:${turn.messageId}:code`)
  if (proved) await askWhatWaited(context, turn)
}

/** Her window is open now: what could not be asked before is asked, each question once. */
async function askWhatWaited(context: Context, { contact }: OwnerTurn): Promise<void> {
  for (const { id } of await findPending(context, 10)) {
    const asked = await loadQuestion(context, id)
    if (asked) await askContact(context, asked, contact, askKeyOf(asked), true)
  }
}

/** Shows what is to be decided again, with new buttons. Questions that were asked by this very message are not repeated. */
async function showPending(context: Context, { contact, lineId, messageId }: OwnerTurn): Promise<void> {
  const pending = await findPending(context, 50)
  for (const { id } of pending.slice(0, MOST_QUESTIONS)) {
    const asked = await loadQuestion(context, id)
    if (!asked) continue
    const key = `approval:${id}:${askKeyOf(asked)}:${contact.id}:buttons`
    if ((await findByKey(context, key)) !== 'queued') await askContact(context, asked, contact, `again:${messageId}`)
  }
  const more = pending.length - MOST_QUESTIONS
  const text = pending.length === 0 ? nothingPendingText : more > 0 ? morePendingText(more) : null
  if (text) await sayToOwner(context, lineId, textMessage(text), `owner:${messageId}:pending`)
}
