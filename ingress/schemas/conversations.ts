import { Type } from 'typebox'
import { outboundStatuses } from '../../shared/domain/message-status.ts'
import { Id, Instant, listOf, nullable, oneOf, pageQuery } from './common.ts'

const strict = { additionalProperties: false }
const Status = oneOf(['active', 'closed', 'archived'])
const Direction = oneOf(['inbound', 'outbound'])
const Origin = oneOf(['customer', 'agent', 'owner_app', 'owner_phone', 'system'])
const MessageStatus = oneOf(['received', ...outboundStatuses, 'failed', 'suppressed'])

export const ConversationsQuery = Type.Object({ status: Type.Optional(Status), ...pageQuery }, strict)
export const MessagesQuery = Type.Object(pageQuery, strict)

/** 4096 characters is what WhatsApp takes in a text. */
export const SendMessageBody = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 4096, pattern: '\\S' }) },
  { additionalProperties: false, title: 'NewMessage' }
)

export const MessageSchema = Type.Object(
  {
    id: Id,
    conversation_id: Id,
    type: Type.String({ description: 'As WhatsApp names it: text, image, interactive…' }),
    direction: Direction,
    origin: Origin,
    text: nullable(Type.String()),
    media_url: nullable(Type.String()),
    media_mime_type: nullable(Type.String()),
    template_name: nullable(Type.String()),
    status: MessageStatus,
    error_code: nullable(Type.Integer()),
    error_message: nullable(Type.String()),
    needs_attention: Type.Boolean({ description: 'It could not be sent as meant: a person should look' }),
    sent_at: nullable(Instant),
    created_at: Instant
  },
  { additionalProperties: false, title: 'Message' }
)

const conversation = {
  id: Id,
  status: Status,
  customer: Type.Object(
    {
      id: Id,
      first_name: nullable(Type.String()),
      last_name: nullable(Type.String()),
      full_name: Type.String(),
      phone: nullable(Type.String())
    },
    strict
  ),
  handler: oneOf(['bot', 'human']),
  bot_paused_until: nullable(Instant),
  service_window_open: Type.Boolean(),
  service_window_expires_at: nullable(Instant),
  last_message_at: nullable(Instant),
  last_message: nullable(
    Type.Object(
      {
        id: Id,
        type: Type.String(),
        direction: Direction,
        origin: Origin,
        text: nullable(Type.String()),
        status: MessageStatus,
        created_at: Instant
      },
      strict
    )
  ),
  closed_at: nullable(Instant),
  created_at: Instant,
  updated_at: Instant
}

export const ConversationSchema = Type.Object(conversation, { additionalProperties: false, title: 'Conversation' })
export const ConversationListSchema = listOf(ConversationSchema, 'ConversationList')
export const MessageListSchema = listOf(MessageSchema, 'MessageList')
export const ConversationDetailsSchema = Type.Object(
  { ...conversation, messages: MessageListSchema },
  { additionalProperties: false, title: 'ConversationDetails' }
)
