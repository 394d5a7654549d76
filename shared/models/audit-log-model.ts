import { BaseModel } from './base-model.ts'

/** A domain event. Rows are only ever added. */
export class AuditLogModel extends BaseModel {
  static override tableName = 'audit_log'
  static override jsonAttributes = ['payload']

  declare id: number
  declare tenantId: string
  declare type: string
  declare entityType: string | null
  declare entityId: string | null
  declare actor: 'customer' | 'owner' | 'agent' | 'system' | 'meta' | 'calcom'
  declare payload: Record<string, unknown>
  declare createdAt: Date
}
