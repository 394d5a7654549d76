import type { Context } from '../context.ts'
import { changeService, newService, type ServiceChange } from '../domain/service.ts'
import type { ServiceModel } from '../models/service-model.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { add } from '../repositories/services.ts'

/** What must be said about a new service. */
export type ServiceData = ServiceChange & Readonly<{ name: string; durationMinutes: number; priceAmount: number }>

/** Adds a service at the end of the business's list. Throws `validation_failed` or `service_name_exists`. */
export async function createService(context: Context, data: ServiceData): Promise<ServiceModel> {
  const empty = { ...newService, name: '', durationMinutes: 0, priceAmount: '0.00' }
  const service = await add(context, changeService(empty, data))
  await recordEvent(context, 'service_created', { type: 'service', id: service.id }, 'owner')
  return service
}
