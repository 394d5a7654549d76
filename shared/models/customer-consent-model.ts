import { BaseModel } from './base-model.ts'

/** Proof that a person accepted a privacy text. */
export class CustomerConsentModel extends BaseModel {
  static override tableName = 'customer_consents'

  declare id: string
  declare tenantId: string
  declare customerId: string
  declare textVersion: string
  declare channel: 'landing_page' | 'whatsapp' | 'direct'
  declare wamid: string | null
  declare addressHash: string | null
  declare createdAt: Date
}
