import type { Context } from '../context.ts'
import { violatedConstraint } from '../database.ts'
import { defaultBrandSettings } from '../domain/brand-settings.ts'
import { DomainError, type ErrorCode } from '../domain/errors.ts'
import { AuthUserModel } from '../models/auth-user-model.ts'
import { BusinessHoursModel } from '../models/business-hours-model.ts'
import { TenantModel } from '../models/tenant-model.ts'
import { recordEvent } from '../repositories/audit-log.ts'

type Registration = Readonly<{ slug: string; businessName: string; email: string; hashedPassword: string }>

/** Hours until the owner sets her own: weekday (0 is Sunday), opens, closes. */
const hours = [
  [1, '09:00', '18:00'],
  [2, '09:00', '18:00'],
  [3, '09:00', '18:00'],
  [4, '09:00', '18:00'],
  [5, '09:00', '18:00'],
  [6, '09:00', '13:00']
] as const

const taken: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  tenants_slug_key: ['slug_exists', 'A business with this slug exists'],
  tenants_email_key: ['email_exists', 'This email is registered'],
  auth_users_email_key: ['email_exists', 'This email is registered']
}

/**
 * Creates a business (inactive until its onboarding is complete, RULINGS 31), its owner, brand settings and hours, in the
 * scope of the new tenant's id. Throws `slug_exists` or `email_exists`; the database decides, so that two at once cannot
 * both have it.
 */
export async function registerTenant(
  context: Context,
  given: Registration
): Promise<Readonly<{ tenant: TenantModel; user: AuthUserModel }>> {
  const stamps = { createdAt: context.now(), updatedAt: context.now() }
  try {
    const tenant = await TenantModel.query(context.db).insertAndFetch({
      id: context.tenantId,
      slug: given.slug,
      businessName: given.businessName,
      email: given.email,
      status: 'inactive',
      brandSettings: { ...defaultBrandSettings },
      ...stamps
    })
    const user = await AuthUserModel.query(context.db).insertAndFetch({
      id: context.newId(),
      tenantId: tenant.id,
      email: given.email,
      hashedPassword: given.hashedPassword,
      role: 'owner',
      lastLoginAt: context.now(),
      ...stamps
    })
    await BusinessHoursModel.query(context.db).insert(
      hours.map(([weekday, opens, closes]) => ({
        id: context.newId(),
        tenantId: tenant.id,
        weekday,
        opens,
        closes,
        ...stamps
      }))
    )
    await recordEvent(context, 'tenant_created', { type: 'tenant', id: tenant.id }, 'owner', { slug: given.slug })
    return { tenant, user }
  } catch (error) {
    const refusal = taken[violatedConstraint(error) ?? '']
    if (refusal) throw new DomainError(...refusal)
    throw error
  }
}
