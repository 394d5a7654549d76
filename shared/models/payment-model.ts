import { BaseModel } from './base-model.ts'

/** Money of a booking: due, received or given back. `amount` is decimal text. */
export class PaymentModel extends BaseModel {
  static override tableName = 'payments'

  declare id: string
  declare tenantId: string
  declare bookingId: string
  declare kind: 'due' | 'received' | 'refunded'
  declare amount: string
  declare currency: string
  declare method: string | null
  declare proofId: string | null
  declare note: string | null
  declare createdBy: string | null
  declare createdAt: Date
}
