import { BaseModel } from './base-model.ts'

/** The ledger: one event that a provider sent, and what became of it. */
export class InboundEventModel extends BaseModel {
  static override tableName = 'inbound_events'
  static override jsonAttributes = ['payload']

  declare id: number
  declare eventKey: string
  declare kind: string
  declare mailboxKey: string | null
  declare phoneNumberId: string | null
  declare wabaId: string | null
  declare externalId: string | null
  declare tenantId: string | null
  declare occurredAt: Date
  declare payload: unknown
  declare fate:
    | 'processed'
    | 'duplicate'
    | 'ignored'
    | 'waiting'
    | 'orphan'
    | 'unknown_tenant'
    | 'unknown'
    | 'failed'
    | null
  declare fateReason: string | null
  declare receivedAt: Date
  declare finishedAt: Date | null
}
