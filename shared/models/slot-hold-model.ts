import { BaseModel } from './base-model.ts'

/** Time taken from the calendar. `during` is a Postgres range, `["2026-11-23 10:00:00+00","2026-11-23 11:00:00+00")`. */
export class SlotHoldModel extends BaseModel {
  static override tableName = 'slot_holds'

  declare id: string
  declare tenantId: string
  declare lane: number
  declare bookingId: string
  declare during: string
  /** The ends of `during`, made by the database. */
  declare startsAt: Date
  declare endsAt: Date
  declare expiresAt: Date | null
  declare createdAt: Date
}
