import type { Context } from '../context.ts'
import { isServiceWindowOpen } from '../domain/conversation.ts'
import { fillIn, type TemplateDraft, templateMessage } from '../domain/message-template.ts'
import { formatMoney } from '../domain/money.ts'
import type { ConversationModel } from '../models/conversation-model.ts'
import { hasConsent } from '../repositories/consents.ts'
import { lockActiveConversation, nextSeq, openConversation } from '../repositories/conversations.ts'
import { findSendable } from '../repositories/message-templates.ts'
import { insertContent, type NoticeContent } from '../repositories/notices.ts'
import { type Notice, noticeText } from '../texts/booking-notices.ts'
import { momentText } from '../texts/dates.ts'
import { approvedTemplate, depositTemplate } from '../texts/templates.ts'
import { buttonsMessage, type Choice, textMessage } from './interactive.ts'
import type { LockedBooking } from './lock-booking.ts'
import { ringOutbound } from './record-status.ts'

/** How a customer was told; `none`: her window is closed, and no template of ours fits or may be sent. */
export type Told = 'message' | 'template' | 'none'

/**
 * Queues a notice about a booking: in the customer's window as it is, outside as a template where one fits (RULINGS 15).
 * Outside, only to whoever has consented (RULINGS 35).
 */
export async function tellCustomer(
  context: Context,
  locked: LockedBooking,
  notice: Notice,
  buttons: readonly Choice[] = []
): Promise<Told> {
  const { tenant, booking, lines } = locked
  if (tenant.whatsappStatus === 'not_connected') return 'none'
  const line = lines.get(booking.customerId) ?? (await lockActiveConversation(context, booking.customerId))
  if (line && isServiceWindowOpen(line, context.now())) {
    const text = textOf(locked, notice)
    await queue(context, line, locked, notice, buttons.length > 0 ? buttonsMessage(text, buttons) : textMessage(text))
    return 'message'
  }
  const content = await asTemplate(context, locked, notice)
  if (!content) return 'none'
  await queue(context, line ?? (await openConversation(context, locked.customer, null)), locked, notice, content)
  return 'template'
}

async function queue(
  context: Context,
  line: ConversationModel,
  { booking }: LockedBooking,
  { kind }: Notice,
  content: NoticeContent
): Promise<void> {
  const seq = await nextSeq(context, line.id)
  const dedupeKey = `booking:${booking.id}:${booking.version}:${kind}`
  await insertContent(context, { conversationId: line.id, seq, content, dedupeKey })
  await ringOutbound(context, line.id)
}

const textOf = ({ policies, service, booking }: LockedBooking, notice: Notice): string =>
  noticeText(notice, {
    treatment: policies.treatment,
    serviceName: service.name,
    startsAt: booking.startTime,
    timezone: booking.timezone
  })

/** The template that says the same, filled in; null when none does, none is approved, or she has not consented. */
async function asTemplate(context: Context, locked: LockedBooking, notice: Notice): Promise<NoticeContent | null> {
  const { tenant, booking, service, customer } = locked
  if (notice.kind !== 'approved' || !customer.phone) return null
  const draft: TemplateDraft = notice.deposit ? depositTemplate : approvedTemplate
  const language = await findSendable(context, tenant.whatsappWabaId, draft.name)
  if (!language || !(await hasConsent(context, customer.id))) return null
  const values = {
    nombre: customer.firstName ?? 'cliente',
    negocio: tenant.businessName,
    servicio: service.name,
    fecha: momentText(booking.startTime, booking.timezone),
    ...(notice.deposit && {
      valor: formatMoney(notice.deposit.amount, notice.deposit.currency),
      limite: momentText(notice.deposit.deadline, booking.timezone)
    })
  }
  return {
    type: 'template',
    text: fillIn(draft, values),
    payload: templateMessage(draft, language, values, []),
    template: { name: draft.name, language }
  }
}
