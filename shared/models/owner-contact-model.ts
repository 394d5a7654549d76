import { BaseModel } from './base-model.ts'

/** A phone from which the business decides over WhatsApp. */
export class OwnerContactModel extends BaseModel {
  static override tableName = 'owner_contacts'

  declare id: string
  declare tenantId: string
  declare name: string | null
  declare phone: string
  declare verifiedAt: Date | null
  declare codeHash: string | null
  declare codeExpiresAt: Date | null
  declare createdAt: Date
  declare updatedAt: Date
}
