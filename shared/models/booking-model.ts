import type { RelationMappings } from 'objection'
import type { BookingStatus } from '../domain/booking-status.ts'
import { BaseModel } from './base-model.ts'
import { CustomerModel } from './customer-model.ts'
import { ServiceModel } from './service-model.ts'

/** An appointment and how far it has come. */
export class BookingModel extends BaseModel {
  static override tableName = 'bookings'

  declare id: string
  declare tenantId: string
  declare customerId: string
  declare serviceId: string
  declare startTime: Date
  declare endTime: Date
  declare timezone: string
  declare status: BookingStatus
  declare paymentScreenshotUrl: string | null
  declare paymentVerified: boolean
  declare paymentVerifiedAt: Date | null
  declare paymentVerifiedBy: string | null
  declare calcomBookingId: string | null
  declare calcomBookingUid: string | null
  declare source: 'landing_page' | 'whatsapp' | 'direct'
  declare customerNotes: string | null
  declare internalNotes: string | null
  declare cancelledBy: 'customer' | 'owner' | 'system' | 'calcom' | null
  declare cancellationReason: string | null
  declare rejectionReason: string | null
  declare requestKey: string | null
  declare paymentDeadlineAt: Date | null
  declare shortCode: string | null
  declare version: number
  declare createdAt: Date
  declare updatedAt: Date

  declare customer?: CustomerModel
  declare service?: ServiceModel

  static override get relationMappings(): RelationMappings {
    return {
      customer: {
        relation: BaseModel.BelongsToOneRelation,
        modelClass: CustomerModel,
        join: { from: 'bookings.customerId', to: 'customers.id' }
      },
      service: {
        relation: BaseModel.BelongsToOneRelation,
        modelClass: ServiceModel,
        join: { from: 'bookings.serviceId', to: 'services.id' }
      }
    }
  }
}
