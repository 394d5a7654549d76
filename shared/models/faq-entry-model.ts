import { BaseModel } from './base-model.ts'

/** A question that the owner has answered once and for all. */
export class FaqEntryModel extends BaseModel {
  static override tableName = 'faq_entries'

  declare id: string
  declare tenantId: string
  declare question: string
  declare answer: string
  declare isActive: boolean
  declare displayOrder: number
  declare searchText: string
  declare createdAt: Date
  declare updatedAt: Date
}
