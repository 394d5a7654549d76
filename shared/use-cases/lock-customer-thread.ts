import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import type { ConversationModel } from '../models/conversation-model.ts'
import { lockActiveConversation, lockConversation } from '../repositories/conversations.ts'

/** A conversation with a customer, under lock. Throws `conversation_not_found`. */
export async function lockCustomerThread(
  context: Context,
  id: string
): Promise<ConversationModel & Readonly<{ customerId: string }>> {
  const conversation = await lockConversation(context, id)
  if (!conversation?.customerId || conversation.kind !== 'customer')
    throw new DomainError('conversation_not_found', 'This business has no such conversation')
  return conversation as ConversationModel & Readonly<{ customerId: string }>
}

/** The conversation that a customer has now; the given one when she has none. Who answers her is decided there. */
export async function lockCurrentThread(context: Context, id: string): Promise<ConversationModel> {
  const given = await lockCustomerThread(context, id)
  if (given.status === 'active') return given
  return (await lockActiveConversation(context, given.customerId)) ?? given
}
