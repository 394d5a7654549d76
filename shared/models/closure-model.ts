import { BaseModel } from './base-model.ts'

/** Days without business, both ends included, as `YYYY-MM-DD`. */
export class ClosureModel extends BaseModel {
  static override tableName = 'closures'

  declare id: string
  declare tenantId: string
  declare startsOn: string
  declare endsOn: string
  declare reason: string | null
  declare createdAt: Date
  declare updatedAt: Date
}
