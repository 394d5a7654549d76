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
  /** How far the question came to the owner (RULINGS 14); null while nobody has tried. */
  declare noticeState: 'buttons' | 'template' | 'waiting_for_window' | 'no_contact' | null
  declare noticeAt: Date | null
  /** Grows when she has to be asked anew. */
  declare askRound: number
  declare remindedAt: Date | null
  /** The contact who decided by a tap. */
  declare decidedContactId: string | null
  /** The interrupt at which the approval's thread waits. */
  declare interruptId: string | null
  /** When what follows from the decision was seen to, and the thread ended. */
  declare settledAt: Date | null
  declare createdAt: Date
  declare updatedAt: Date

  declare booking?: BookingModel

  static override get relationMappings(): RelationMappings {
    return {
      booking: {
        relation: BaseModel.BelongsToOneRelation,
        modelClass: BookingModel,
        join: { from: 'booking_approvals.bookingId', to: 'bookings.id' }
      }
    }
  }
}
