import { BaseModel } from './base-model.ts'

/** A business's connection to Cal.com. `webhookSecret` is sealed. */
export class CalcomConnectionModel extends BaseModel {
  static override tableName = 'calcom_connections'
  static override jsonAttributes = ['calcomUser']

  declare id: string
  declare tenantId: string
  declare baseUrl: string
  declare username: string | null
  declare calcomUser: Record<string, unknown> | null
  declare webhookId: string | null
  declare webhookSecret: string | null
  declare status: 'connecting' | 'connected' | 'disconnected'
  declare createdAt: Date
  declare updatedAt: Date
}
