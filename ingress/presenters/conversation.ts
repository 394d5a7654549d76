import type { Static } from 'typebox'
import { isServiceWindowOpen } from '../../shared/domain/conversation.ts'
import { fullName } from '../../shared/domain/customer.ts'
import type { MessageModel } from '../../shared/models/message-model.ts'
import type { ListedConversation } from '../../shared/repositories/conversation-lists.ts'
import type { ConversationSchema, MessageSchema } from '../schemas/conversations.ts'

const instant = (date: Date | null): string | null => date?.toISOString() ?? null

/** `now` decides whether the window is open. */
export function presentConversation(found: ListedConversation, now: Date): Static<typeof ConversationSchema> {
  const { first_name, last_name, phone, last_message: last } = found
  const window = { serviceWindowExpiresAt: found.service_window_expires_at }
  return {
    id: found.id,
    status: found.status,
    customer: {
      id: found.customer_id,
      first_name,
      last_name,
      full_name: fullName({ firstName: first_name, lastName: last_name }),
      phone
    },
    handler: found.handler === 'human' && isPast(found.bot_paused_until, now) ? 'bot' : found.handler,
    bot_paused_until: instant(found.bot_paused_until),
    service_window_open: isServiceWindowOpen(window, now),
    service_window_expires_at: instant(found.service_window_expires_at),
    last_message_at: instant(found.last_message_at),
    last_message: last && {
      id: last.id,
      type: last.message_type,
      direction: last.direction,
      origin: last.origin,
      text: last.text_content,
      status: last.status,
      created_at: new Date(last.created_at).toISOString()
    },
    closed_at: instant(found.closed_at),
    created_at: found.created_at.toISOString(),
    updated_at: found.updated_at.toISOString()
  }
}

/** A mute time that is over gives the customer back with her next message; until then the row still says `human`. */
const isPast = (until: Date | null, now: Date): boolean => until !== null && until <= now

export const presentMessage = (message: MessageModel): Static<typeof MessageSchema> => ({
  id: message.id,
  conversation_id: message.conversationId,
  type: message.messageType,
  direction: message.direction,
  origin: message.origin,
  text: message.textContent,
  media_url: message.mediaUrl,
  media_mime_type: message.mediaMimeType,
  template_name: message.templateName,
  status: message.status,
  error_code: message.errorCode,
  error_message: message.errorMessage,
  needs_attention: message.needsAttention,
  sent_at: instant(message.sentAt),
  created_at: message.createdAt.toISOString()
})
