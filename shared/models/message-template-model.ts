import type { TemplateStatus } from '../domain/message-template.ts'
import { BaseModel } from './base-model.ts'

/** A template of a business's WhatsApp account, as Meta last reported it. */
export class MessageTemplateModel extends BaseModel {
  static override tableName = 'message_templates'

  declare id: string
  declare tenantId: string
  declare wabaId: string
  declare name: string
  declare language: string
  declare category: string
  declare metaTemplateId: string | null
  declare status: TemplateStatus
  declare reason: string | null
  declare checkedAt: Date | null
  declare createdAt: Date
  declare updatedAt: Date
}
