import { BaseModel } from './base-model.ts'

/** What can be booked. Money is decimal text, as Postgres sends it. */
export class ServiceModel extends BaseModel {
  static override tableName = 'services'

  declare id: string
  declare tenantId: string
  declare name: string
  declare description: string | null
  declare durationMinutes: number
  declare bufferBeforeMinutes: number
  declare bufferAfterMinutes: number
  declare priceAmount: string
  declare priceCurrency: string
  declare depositKind: 'percent' | 'fixed' | null
  declare depositAmount: string | null
  declare calcomEventTypeId: number | null
  declare displayOrder: number
  declare isActive: boolean
  declare createdAt: Date
  declare updatedAt: Date
}
