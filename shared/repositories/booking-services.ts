import type { Context } from '../context.ts'
import { ServiceModel } from '../models/service-model.ts'

/** A service that can be booked now. */
export async function findActiveService(context: Context, id: string): Promise<ServiceModel | undefined> {
  return await ServiceModel.query(context.db).findOne({ tenantId: context.tenantId, id, isActive: true })
}
