import { BaseModel } from './base-model.ts'

/** A person who signs in. */
export class AuthUserModel extends BaseModel {
  static override tableName = 'auth_users'

  declare id: string
  declare tenantId: string
  declare email: string
  declare hashedPassword: string
  declare role: 'owner' | 'staff'
  declare isActive: boolean
  declare emailVerified: boolean
  declare lastLoginAt: Date | null
  declare createdAt: Date
  declare updatedAt: Date
}
