import { BaseModel } from './base-model.ts'

/** A wake-up that is not published yet. Insert without RETURNING: only the system scope may read. */
export class OutboxModel extends BaseModel {
  static override tableName = 'outbox'
  static override jsonAttributes = ['data']

  declare id: number
  declare queue: string
  declare job: string
  declare data: Record<string, unknown>
  declare dedupeId: string | null
  declare dueAt: Date
  declare tries: number
  declare lastError: string | null
  declare dead: boolean
  declare createdAt: Date
}
