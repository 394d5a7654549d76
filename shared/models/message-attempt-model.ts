import { BaseModel } from './base-model.ts'

/** One POST of a message to the Graph API. */
export class MessageAttemptModel extends BaseModel {
  static override tableName = 'message_attempts'

  declare id: string
  declare tenantId: string
  declare messageId: string
  declare attempt: number
  declare wamid: string | null
  declare state: 'sending' | 'sent' | 'failed' | 'ambiguous'
  declare errorCode: number | null
  declare errorMessage: string | null
  declare startedAt: Date
  declare finishedAt: Date | null
}
