import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import { completeOnboarding as completed } from '../domain/tenant.ts'
import type { TenantModel } from '../models/tenant-model.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { getSetUp, lockTenant, patchTenant } from '../repositories/tenant-settings.ts'

/**
 * Opens the business to its customers once it has a service and hours (RULINGS 31). Works twice. Throws
 * `onboarding_incomplete` with what is missing, `forbidden` for a suspended business, `tenant_not_found`.
 */
export async function completeOnboarding(context: Context): Promise<TenantModel> {
  const tenant = await lockTenant(context)
  if (!tenant) throw new DomainError('tenant_not_found', 'There is no such business')
  const { status, onboardingCompleted } = completed(tenant, await getSetUp(context))
  if (status === tenant.status && onboardingCompleted === tenant.onboardingCompleted) return tenant
  const after = await patchTenant(context, { status, onboardingCompleted })
  await recordEvent(context, 'onboarding_completed', { type: 'tenant', id: tenant.id }, 'owner')
  return after
}
