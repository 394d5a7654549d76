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
  /** Wrong codes since this code was made. */
  declare codeTries: number
  /** The user id that Meta sent along with her number. */
  declare bsuid: string | null
  declare removedAt: Date | null
  declare createdAt: Date
  declare updatedAt: Date
}
