import { BaseModel } from './base-model.ts'

/** One opening interval: weekday 0 is Sunday, times are `HH:MM:SS` in the tenant's zone. */
export class BusinessHoursModel extends BaseModel {
  static override tableName = 'business_hours'

  declare id: string
  declare tenantId: string
  declare weekday: number
  declare opens: string
  declare closes: string
  declare createdAt: Date
  declare updatedAt: Date
}
