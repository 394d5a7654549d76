import { BaseModel } from './base-model.ts'

/** A file in storage, or one still to be fetched. */
export class MediaFileModel extends BaseModel {
  static override tableName = 'media_files'

  declare id: string
  declare tenantId: string
  declare fileKey: string | null
  declare fileUrl: string | null
  declare fileType: string | null
  declare fileSizeBytes: number | null
  declare sha256: string | null
  declare sourceMediaId: string | null
  declare entityType: 'booking' | 'tenant' | 'message'
  declare entityId: string | null
  declare state: 'pending' | 'stored' | 'failed' | 'deleted'
  declare uploadedBy: string | null
  declare createdAt: Date
}
