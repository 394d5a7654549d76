import type { Context } from '../context.ts'
import type { SetUp } from '../domain/tenant.ts'
import { BusinessHoursModel } from '../models/business-hours-model.ts'
import { ServiceModel } from '../models/service-model.ts'
import { TenantModel } from '../models/tenant-model.ts'

/** The tenant of this scope, locked for a change. */
export async function lockTenant(context: Context): Promise<TenantModel | undefined> {
  return await TenantModel.query(context.db).findById(context.tenantId).forUpdate()
}

/** Writes a change of the locked tenant and returns the row as it then is. */
export async function patchTenant(
  context: Context,
  patch: Readonly<{ [Key in keyof TenantModel]?: TenantModel[Key] | undefined }>
): Promise<TenantModel> {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  return await TenantModel.query(context.db).patchAndFetchById(context.tenantId, {
    ...given,
    updatedAt: context.now()
  })
}

/** How far the set-up has come. */
export async function getSetUp(context: Context): Promise<SetUp> {
  const { tenantId, db } = context
  return {
    activeServices: await ServiceModel.query(db).where({ tenantId, isActive: true }).resultSize(),
    openingHours: await BusinessHoursModel.query(db).where({ tenantId }).resultSize()
  }
}
