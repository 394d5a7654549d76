import type { App } from '../context.ts'
import { withSystem, withTenant } from '../database.ts'
import type { OpeningHours } from '../domain/availability.ts'
import type { ServiceModel } from '../models/service-model.ts'
import type { TenantModel } from '../models/tenant-model.ts'
import { getHours } from '../repositories/business-hours.ts'
import { getActiveServices } from '../repositories/services.ts'
import { findTenantIdBySlug, getTenant } from '../repositories/tenants.ts'

export type PublicTenant = Readonly<{
  tenant: TenantModel
  services: readonly ServiceModel[]
  hours: readonly OpeningHours[]
}>

/** An open business for its landing page, whatever the letter case of its address; null when there is none (RULINGS 31). */
export async function getTenantBySlug(app: App, slug: string): Promise<PublicTenant | null> {
  const id = await withSystem(app, 'find-tenant', context => findTenantIdBySlug(context, slug.toLowerCase()))
  if (!id) return null
  return await withTenant(app, id, async context => {
    const tenant = await getTenant(context)
    if (tenant?.status !== 'active') return null
    return { tenant, services: await getActiveServices(context), hours: await getHours(context) }
  })
}
