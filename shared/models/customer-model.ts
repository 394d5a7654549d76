import type { RelationMappings } from 'objection'
import { BaseModel } from './base-model.ts'
import { CustomerIdentityModel } from './customer-identity-model.ts'

/** Who books. `phone` may be missing: people who write under a username show none. */
export class CustomerModel extends BaseModel {
  static override tableName = 'customers'

  declare id: string
  declare tenantId: string
  declare firstName: string | null
  declare lastName: string | null
  declare email: string | null
  declare phone: string | null
  declare whatsappOptin: boolean
  declare whatsappOptinDate: Date | null
  declare source: 'landing_page' | 'whatsapp' | 'referral' | 'direct'
  declare notes: string | null
  declare handler: 'bot' | 'human'
  declare botPausedUntil: Date | null
  declare searchText: string
  declare mergedIntoId: string | null
  /** Set when the person's data were erased: nothing of her is left in the row. */
  declare erasedAt: Date | null
  declare createdAt: Date
  declare updatedAt: Date

  declare identities?: CustomerIdentityModel[]

  static override get relationMappings(): RelationMappings {
    return {
      identities: {
        relation: BaseModel.HasManyRelation,
        modelClass: CustomerIdentityModel,
        join: { from: 'customers.id', to: 'customer_identities.customerId' }
      }
    }
  }
}
