import type { Context } from '../context.ts'
import { opaqueOf } from '../domain/message-status.ts'
import { type LineStep, nextStep } from '../domain/send-line.ts'
import type { ConversationModel } from '../models/conversation-model.ts'
import type { TenantModel } from '../models/tenant-model.ts'
import { lockConversation } from '../repositories/conversations.ts'
import {
  findOwnerRecipient,
  findRecipient,
  finishAttempt,
  type LineRow,
  type Recipient,
  readLine,
  releaseMessage,
  setStatus,
  startAttempt
} from '../repositories/outgoing.ts'
import { getTenant } from '../repositories/tenants.ts'
import { ringOutbound } from './record-status.ts'

/** A message that this worker, and nobody else, may now post once. */
export type Claim = Readonly<{
  messageId: string
  attempt: number
  conversationId: string
  purpose: string | null
  /** Meta's type and content: `{type, [type]: {…}}`. */
  content: Readonly<Record<string, unknown>>
  contextRef: string | null
  to: Readonly<{ to: string } | { recipient: string }>
  phoneNumberId: string
  sealedToken: string
}>

export type ClaimResult = Readonly<
  | { kind: 'claimed'; claim: Claim }
  | { kind: 'again' }
  | { kind: 'rest' }
  /** Nothing was heard of this attempt in time. Its status may still lie unworked in the ledger: look there, then come back. */
  | { kind: 'unheard'; opaque: string; phoneNumberId: string }
>

/**
 * Takes the next step of a conversation's line in one transaction: claims the first message, or settles what became of
 * an earlier one. `again`: a step was taken, look once more. `rest`: nothing to do now; a ring for later is written.
 * `silent` is the mark of the attempt of which the ledger was found to hold nothing: only that one goes again.
 */
export async function claimNextMessage(
  context: Context,
  conversationId: string,
  silent: string | null = null
): Promise<ClaimResult> {
  const conversation = await lockConversation(context, conversationId)
  const tenant = await getTenant(context)
  if (!conversation || !tenant) return { kind: 'rest' }
  const line = await readLine(context, conversationId)
  const step = nextStep(line, context.now(), context.config.RECONCILE_MS)
  if (step.kind === 'empty') return { kind: 'rest' }
  const hold = step.kind === 'send' ? holdOf(context, tenant) : null
  const until = step.kind === 'wait' ? step.until : hold
  if (until === 'reconnect') return { kind: 'rest' }
  if (until) {
    await ringOutbound(context, conversationId, until)
    return { kind: 'rest' }
  }
  if (step.kind === 'resend' || step.kind === 'needs_attention') {
    const row = line[step.index] as LineRow
    const opaque = opaqueOf(row.id, row.attempt)
    if (opaque !== silent) return { kind: 'unheard', opaque, phoneNumberId: tenant.whatsappPhoneNumberId ?? '' }
  }
  return await take(context, conversation, tenant, line, step)
}

/** A dead token waits for the owner; a number over its rate waits for its pause to end. */
function holdOf(context: Context, tenant: TenantModel): Date | 'reconnect' | null {
  if (tenant.whatsappStatus !== 'connected' || !tenant.whatsappPhoneNumberId || !tenant.whatsappAccessToken)
    return 'reconnect'
  return tenant.whatsappPausedUntil && tenant.whatsappPausedUntil > context.now() ? tenant.whatsappPausedUntil : null
}

async function take(
  context: Context,
  conversation: ConversationModel,
  tenant: TenantModel,
  line: readonly LineRow[],
  step: LineStep
): Promise<ClaimResult> {
  if (step.kind === 'empty' || step.kind === 'wait') return { kind: 'rest' }
  const row = line[step.index] as LineRow
  if (step.kind === 'send') {
    const passing = step.passing === null ? null : (line[step.passing] as LineRow)
    if (passing) await releaseMessage(context, passing.id, false)
    return await send(context, conversation, tenant, row)
  }
  if (step.kind === 'mark_ambiguous') {
    await finishAttempt(context, row, 'ambiguous', null, { code: null, text: 'worker_lost' })
    await setStatus(context, row.id, 'ambiguous', { nextAttemptAt: step.until })
  } else if (step.kind === 'resend') {
    await setStatus(context, row.id, 'queued', {})
  } else {
    await releaseMessage(context, row.id, true)
  }
  return { kind: 'again' }
}

async function send(
  context: Context,
  conversation: ConversationModel,
  tenant: TenantModel,
  row: LineRow
): Promise<ClaimResult> {
  const recipient = await recipientOf(context, conversation)
  const refusal = refusalOf(context, conversation, row, recipient)
  if (refusal) {
    const fromBot = row.origin === 'agent'
    await setStatus(context, row.id, fromBot ? 'suppressed' : 'failed', {
      error: { code: null, text: refusal },
      attention: refusal !== 'human_took_over'
    })
    return { kind: 'again' }
  }
  const attempt = row.attempt + 1
  await startAttempt(context, row.id, attempt)
  return {
    kind: 'claimed',
    claim: {
      messageId: row.id,
      attempt,
      conversationId: conversation.id,
      purpose: row.purpose,
      content: row.payload as Record<string, unknown>,
      contextRef: row.context_ref,
      to: recipient.phone ? { to: recipient.phone } : { recipient: recipient.bsuid ?? '' },
      phoneNumberId: tenant.whatsappPhoneNumberId ?? '',
      sealedToken: tenant.whatsappAccessToken ?? ''
    }
  }
}

/** To whom a conversation's messages go: the customer, or the owner's own phone. */
const recipientOf = (context: Context, { customerId, ownerContactId }: ConversationModel): Promise<Recipient> =>
  ownerContactId ? findOwnerRecipient(context, ownerContactId) : findRecipient(context, customerId ?? '')

/** Why a message may not go now, after all; null when it may. */
function refusalOf(
  context: Context,
  conversation: ConversationModel,
  row: LineRow,
  recipient: Recipient
): string | null {
  const now = context.now()
  const withHuman = recipient.handler === 'human' && (!recipient.pausedUntil || recipient.pausedUntil > now)
  // what the bot says while handing over is itself part of the hand-off
  if (row.origin === 'agent' && withHuman) return 'human_took_over'
  if (!recipient.phone && !recipient.bsuid) return 'no_address'
  const windowEndsAt = conversation.serviceWindowExpiresAt
  if (row.message_type !== 'template' && !(windowEndsAt && windowEndsAt > now)) return 'window_closed'
  return null
}
