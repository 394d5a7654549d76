import type { RelationMappings } from 'objection'
import { BaseModel } from './base-model.ts'
import { MediaFileModel } from './media-file-model.ts'

/** A file that a customer sent to show that she paid, and what the owner made of it. */
export class PaymentProofModel extends BaseModel {
  static override tableName = 'payment_proofs'

  declare id: string
  declare tenantId: string
  declare bookingId: string
  declare mediaFileId: string
  declare status: 'received' | 'accepted' | 'rejected'
  declare reason: string | null
  declare uploadedBy: 'customer' | 'owner'
  declare reviewedAt: Date | null
  declare reviewedBy: string | null
  declare createdAt: Date

  declare mediaFile?: MediaFileModel

  static override get relationMappings(): RelationMappings {
    return {
      mediaFile: {
        relation: BaseModel.BelongsToOneRelation,
        modelClass: MediaFileModel,
        join: { from: 'payment_proofs.mediaFileId', to: 'media_files.id' }
      }
    }
  }
}
