import type { RelationMappings } from 'objection'
import { BaseModel } from './base-model.ts'
import { CustomerModel } from './customer-model.ts'
import { MessageModel } from './message-model.ts'

/** One 24-hour thread with a customer or an owner, and the mailbox of that person. */
export class ConversationModel extends BaseModel {
  static override tableName = 'conversations'
  static override jsonAttributes = ['langraphState']

  declare id: string
  declare tenantId: string
  declare kind: 'customer' | 'owner'
  declare customerId: string | null
  declare customerPhone: string | null
  declare ownerContactId: string | null
  declare status: 'active' | 'closed' | 'archived'
  declare langraphState: Record<string, unknown> | null
  declare langraphCheckpointId: string | null
  declare agentEpoch: number
  declare messageSeq: number
  declare inboundSeq: number
  declare lastMessageAt: Date | null
  declare serviceWindowExpiresAt: Date | null
  declare closedAt: Date | null
  declare createdAt: Date
  declare updatedAt: Date

  declare customer?: CustomerModel
  declare messages?: MessageModel[]

  static override get relationMappings(): RelationMappings {
    return {
      customer: {
        relation: BaseModel.BelongsToOneRelation,
        modelClass: CustomerModel,
        join: { from: 'conversations.customerId', to: 'customers.id' }
      },
      messages: {
        relation: BaseModel.HasManyRelation,
        modelClass: MessageModel,
        join: { from: 'conversations.id', to: 'messages.conversationId' }
      }
    }
  }
}
