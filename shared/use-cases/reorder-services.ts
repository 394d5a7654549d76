import type { Context } from '../context.ts'
import { invalidField } from '../domain/errors.ts'
import type { ServiceModel } from '../models/service-model.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { getActiveServices, reorder } from '../repositories/services.ts'

/**
 * Puts the active services into this order. The list must name every one of them exactly once, so that no place is left to
 * chance: a service that was added meanwhile makes it `validation_failed`.
 */
export async function reorderServices(context: Context, serviceIds: readonly string[]): Promise<ServiceModel[]> {
  const active = await getActiveServices(context)
  const wanted = new Set(serviceIds.map(id => id.toLowerCase()))
  const once = wanted.size === serviceIds.length && wanted.size === active.length
  if (!once || !active.every(({ id }) => wanted.has(id)))
    throw invalidField('/service_ids', 'must name every active service of the business exactly once')
  await reorder(context, serviceIds)
  await recordEvent(context, 'services_reordered', { type: 'tenant', id: context.tenantId }, 'owner')
  return await getActiveServices(context)
}
