import type { Context } from '../../shared/context.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import { getById, getByTenant, getWithMessages } from '../../shared/repositories/conversation-lists.ts'
import {
  archiveConversation,
  releaseConversation,
  takeOverConversation
} from '../../shared/use-cases/hand-over-conversation.ts'
import { sendOwnerMessage } from '../../shared/use-cases/send-owner-message.ts'
import { type Endpoint, Nothing, ownerEndpoint } from '../endpoint.ts'
import { presentConversation, presentMessage } from '../presenters/conversation.ts'
import { IdParams, paginationOf, presentList } from '../schemas/common.ts'
import {
  ConversationDetailsSchema,
  ConversationListSchema,
  ConversationSchema,
  ConversationsQuery,
  MessageSchema,
  MessagesQuery,
  SendMessageBody
} from '../schemas/conversations.ts'

const tag = 'conversations'

const listConversations = ownerEndpoint({
  method: 'get',
  path: '/conversations',
  name: 'listConversations',
  tag,
  summary: 'Conversations with customers, the one with the newest message first',
  params: Nothing,
  query: ConversationsQuery,
  body: Nothing,
  success: { status: 200, schema: ConversationListSchema },
  errors: [],
  run: async (context, { query }) => {
    const pagination = paginationOf(query)
    const now = context.now()
    const found = await getByTenant(context, query.status, pagination)
    return presentList(found, pagination, conversation => presentConversation(conversation, now))
  }
})

const getConversation = ownerEndpoint({
  method: 'get',
  path: '/conversations/{id}',
  name: 'getConversation',
  tag,
  summary: 'A conversation with its messages, the newest first',
  params: IdParams,
  query: MessagesQuery,
  body: Nothing,
  success: { status: 200, schema: ConversationDetailsSchema },
  errors: ['conversation_not_found'],
  run: async (context, { params, query }) => {
    const pagination = paginationOf(query)
    const found = await getWithMessages(context, params.id, pagination)
    if (!found) throw notFound()
    const messages = { items: found.messages, total: found.total }
    return {
      ...presentConversation(found.conversation, context.now()),
      messages: presentList(messages, pagination, presentMessage)
    }
  }
})

const sendMessage = ownerEndpoint({
  method: 'post',
  path: '/conversations/{id}/messages',
  name: 'sendMessage',
  tag,
  summary: 'The owner writes to the customer and takes the conversation over; the text leaves in its turn',
  params: IdParams,
  query: Nothing,
  body: SendMessageBody,
  success: { status: 202, schema: MessageSchema },
  errors: ['conversation_not_found', 'whatsapp_not_connected', 'window_closed'],
  run: async (context, { params, body }) => presentMessage(await sendOwnerMessage(context, params.id, body.text))
})

/** The three that change who answers, and answer with the conversation as it then is. */
const handOver = (
  verb: 'takeover' | 'release' | 'archive',
  name: string,
  summary: string,
  act: (context: Context, id: string) => Promise<void>
): Endpoint =>
  ownerEndpoint({
    method: 'post',
    path: `/conversations/{id}/${verb}`,
    name,
    tag,
    summary,
    params: IdParams,
    query: Nothing,
    body: Nothing,
    success: { status: 200, schema: ConversationSchema },
    errors: ['conversation_not_found'],
    run: async (context, { params }) => {
      await act(context, params.id)
      const conversation = await getById(context, params.id)
      if (!conversation) throw notFound()
      return presentConversation(conversation, context.now())
    }
  })

const notFound = (): DomainError => new DomainError('conversation_not_found', 'This business has no such conversation')

export const conversationsEndpoints: readonly Endpoint[] = [
  listConversations,
  getConversation,
  sendMessage,
  handOver('takeover', 'takeOverConversation', 'A person answers this customer from now on', takeOverConversation),
  handOver('release', 'releaseConversation', 'The bot answers what this customer writes next', releaseConversation),
  handOver('archive', 'archiveConversation', 'Puts the conversation away', archiveConversation)
]
