import type { OwnerActionKind } from '../domain/owner-action.ts'
import { BaseModel } from './base-model.ts'

/** What one button does, once, for one person. */
export class OwnerActionModel extends BaseModel {
  static override tableName = 'owner_actions'
  static override jsonAttributes = ['data']

  declare id: string
  declare tenantId: string
  declare approvalId: string
  declare ownerContactId: string | null
  declare customerId: string | null
  declare kind: OwnerActionKind
  declare data: Readonly<Record<string, unknown>>
  declare usedAt: Date | null
  declare createdAt: Date
}
