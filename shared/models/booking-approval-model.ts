import type { RelationMappings } from 'objection'
import { BaseModel } from './base-model.ts'
import { BookingModel } from './booking-model.ts'

/** A decision that the owner has to take, or took. */
export class BookingApprovalModel extends BaseModel {
  static override tableName = 'booking_approvals'
  static override jsonAttributes = ['aiSuggestedData']

  declare id: string
  declare tenantId: string
  declare bookingId: string
  declare requestedAction: 'create' | 'modify' | 'cancel'
  declare aiSuggestedData: Record<string, unknown> | null
  declare status: 'pending' | 'approved' | 'rejected' | 'superseded' | 'expired'
  declare reviewedAt: Date | null
  declare reviewedBy: string | null
  declare rejectionReason: string | null
  declare createdAt: Date
  declare updatedAt: Date

  declare booking?: BookingModel

  static override get relationMappings(): RelationMappings {
    return {
      booking: {
        relation: BaseModel.BelongsToOneRelation,
        modelClass: BookingModel,
        join: { from: 'booking_approvals.booking_id', to: 'bookings.id' }
      }
    }
  }
}
