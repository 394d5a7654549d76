import { BaseModel } from './base-model.ts'

/** A name under which WhatsApp knows a customer. */
export class CustomerIdentityModel extends BaseModel {
  static override tableName = 'customer_identities'

  declare id: string
  declare tenantId: string
  declare customerId: string
  declare kind: 'phone' | 'bsuid' | 'parent_bsuid'
  declare value: string
  declare createdAt: Date
}
