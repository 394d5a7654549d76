import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import { changeService, type ServiceChange } from '../domain/service.ts'
import type { ServiceModel } from '../models/service-model.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { lockById, update } from '../repositories/services.ts'

/**
 * Changes a service; what is booked keeps its times and its price. Taking it off the list (`isActive: false`) is always
 * allowed: the owner stops offering it and still keeps her appointments. Throws `service_not_found`, `validation_failed`,
 * `service_name_exists`.
 */
export async function updateService(context: Context, id: string, change: ServiceChange): Promise<ServiceModel> {
  const before = await lockById(context, id)
  if (!before) throw new DomainError('service_not_found', 'This business has no such service')
  const after = await update(context, id, changeService(valuesOf(before), change))
  await recordEvent(context, 'service_updated', { type: 'service', id }, 'owner', { fields: Object.keys(change) })
  return after
}

const valuesOf = (service: ServiceModel) => ({
  name: service.name,
  description: service.description,
  durationMinutes: service.durationMinutes,
  bufferBeforeMinutes: service.bufferBeforeMinutes,
  bufferAfterMinutes: service.bufferAfterMinutes,
  priceAmount: service.priceAmount,
  priceCurrency: service.priceCurrency,
  depositKind: service.depositKind,
  depositAmount: service.depositAmount,
  calcomEventTypeId: service.calcomEventTypeId,
  isActive: service.isActive
})
