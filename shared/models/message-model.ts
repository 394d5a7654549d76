import { BaseModel } from './base-model.ts'

/** One message, in or out. */
export class MessageModel extends BaseModel {
  static override tableName = 'messages'
  static override jsonAttributes = ['payload']

  declare id: string
  declare tenantId: string
  declare conversationId: string
  declare seq: number
  declare messageType: string
  declare direction: 'inbound' | 'outbound'
  declare origin: 'customer' | 'agent' | 'owner_app' | 'owner_phone' | 'system'
  declare purpose: 'service' | 'collection' | 'commercial' | null
  declare textContent: string | null
  declare mediaUrl: string | null
  declare mediaMimeType: string | null
  declare payload: unknown
  declare contextRef: string | null
  declare whatsappMessageId: string | null
  declare templateName: string | null
  declare templateLanguage: string | null
  declare status:
    | 'received'
    | 'queued'
    | 'sending'
    | 'ambiguous'
    | 'sent'
    | 'delivered'
    | 'read'
    | 'failed'
    | 'suppressed'
  declare errorCode: number | null
  declare errorMessage: string | null
  declare dedupeKey: string | null
  declare nextAttemptAt: Date | null
  declare attempt: number
  declare claimedAt: Date | null
  declare sentAt: Date | null
  declare handledBy: 'bot' | 'human' | 'none' | null
  declare turnId: string | null
  declare replacesMessageId: string | null
  declare released: boolean
  declare needsAttention: boolean
  declare createdAt: Date
  declare updatedAt: Date
}
