import type { RelationMappings } from 'objection'
import { BaseModel } from './base-model.ts'
import { ServiceModel } from './service-model.ts'

/** A business. `daviviplata_number` is the specification's spelling of the column; code says daviplata. */
export class TenantModel extends BaseModel {
  static override tableName = 'tenants'
  static override jsonAttributes = ['calcomUser', 'paymentMethods', 'brandSettings', 'policies']

  declare id: string
  declare slug: string
  declare businessName: string
  declare description: string | null
  declare email: string
  declare phone: string | null
  declare address: string | null
  declare timezone: string
  declare whatsappPhoneNumber: string | null
  declare whatsappPhoneNumberId: string | null
  declare whatsappAccessToken: string | null
  declare whatsappWabaId: string | null
  declare whatsappWebhookVerifyToken: string | null
  declare whatsappAppId: string | null
  declare whatsappAppSecret: string | null
  declare whatsappStatus: 'not_connected' | 'connecting' | 'connected' | 'token_dead' | 'blocked'
  declare whatsappStatusReason: string | null
  declare whatsappPausedUntil: Date | null
  declare calcomApiKey: string | null
  declare calcomUsername: string | null
  declare calcomBaseUrl: string | null
  declare calcomUser: Record<string, unknown> | null
  declare nequiNumber: string | null
  declare daviviplataNumber: string | null
  declare paymentMethods: unknown[]
  declare brandSettings: Record<string, unknown>
  declare policies: Record<string, unknown>
  declare status: 'active' | 'suspended' | 'inactive'
  declare onboardingCompleted: boolean
  declare createdAt: Date
  declare updatedAt: Date

  declare services?: ServiceModel[]

  static override get relationMappings(): RelationMappings {
    return {
      services: {
        relation: BaseModel.HasManyRelation,
        modelClass: ServiceModel,
        join: { from: 'tenants.id', to: 'services.tenantId' }
      }
    }
  }
}
