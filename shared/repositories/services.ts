import type { Context } from '../context.ts'
import { violatedConstraint } from '../database.ts'
import { DomainError } from '../domain/errors.ts'
import type { ServiceValues } from '../domain/service.ts'
import { ServiceModel } from '../models/service-model.ts'

type Pagination = Readonly<{ page: number; pageSize: number }>

const ofTenant = (context: Context) => ServiceModel.query(context.db).where({ tenantId: context.tenantId })

/** The owner's order; services that share a place stand in the order in which they were made. */
const inOrder = [{ column: 'displayOrder' }, { column: 'createdAt' }, { column: 'id' }]

/** One page of a business's services, in her order. */
export async function getByTenant(
  context: Context,
  activeOnly: boolean,
  { page, pageSize }: Pagination
): Promise<{ items: ServiceModel[]; total: number }> {
  const filter = activeOnly ? { isActive: true } : {}
  const { results, total } = await ofTenant(context)
    .where(filter)
    .orderBy(inOrder)
    .page(page - 1, pageSize)
  return { items: results, total }
}

/** All that can be booked, in the owner's order. */
export async function getActiveServices(context: Context): Promise<ServiceModel[]> {
  return await ofTenant(context).where({ isActive: true }).orderBy(inOrder)
}

export async function getById(context: Context, id: string): Promise<ServiceModel | undefined> {
  return await ofTenant(context).where({ id }).first()
}

export async function lockById(context: Context, id: string): Promise<ServiceModel | undefined> {
  return await ofTenant(context).where({ id }).forUpdate().first()
}

/** Whether an active service other than `exceptId` has this name, whatever its letter case. The unique key decides; this only says it early. */
export async function nameExists(context: Context, name: string, exceptId?: string): Promise<boolean> {
  const query = ofTenant(context).where({ isActive: true }).whereRaw('lower(name) = lower(?)', [name])
  if (exceptId) query.whereNot({ id: exceptId })
  return (await query.select('id').first()) !== undefined
}

/** Adds a service at the end of the list. Throws `service_name_exists`. */
export async function add(context: Context, values: ServiceValues): Promise<ServiceModel> {
  const last = await ofTenant(context).max('displayOrder as displayOrder').first()
  const now = context.now()
  return await refusingDoubles(
    ServiceModel.query(context.db).insertAndFetch({
      id: context.newId(),
      tenantId: context.tenantId,
      ...values,
      displayOrder: (last?.displayOrder ?? -1) + 1,
      createdAt: now,
      updatedAt: now
    })
  )
}

/** Throws `service_name_exists`. */
export async function update(context: Context, id: string, values: Partial<ServiceValues>): Promise<ServiceModel> {
  const updated = await refusingDoubles(
    ofTenant(context)
      .patch({ ...values, updatedAt: context.now() })
      .where({ id })
      .returning('*')
      .first()
  )
  if (!updated) throw new DomainError('service_not_found', 'This business has no such service')
  return updated as unknown as ServiceModel
}

/** Gives the services the places 0, 1, 2… in this order. */
export async function reorder(context: Context, serviceIds: readonly string[]): Promise<void> {
  await context.db.raw(
    `update services set display_order = place - 1, updated_at = ?
     from unnest(?::uuid[]) with ordinality as wanted (id, place)
     where services.tenant_id = ? and services.id = wanted.id`,
    [context.now(), serviceIds, context.tenantId] as never
  )
}

async function refusingDoubles<T>(work: PromiseLike<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (violatedConstraint(error) !== 'services_active_name_key') throw error
    throw new DomainError('service_name_exists', 'An active service has this name', {}, { cause: error })
  }
}
