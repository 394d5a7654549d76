import type { Context } from '../context.ts'
import type { Closure } from '../domain/availability.ts'
import type { Day } from '../domain/local-time.ts'
import { ClosureModel } from '../models/closure-model.ts'
import type { Page, Pagination } from './bookings.ts'

const ofTenant = (context: Context) => ClosureModel.query(context.db).where({ tenantId: context.tenantId })

export async function addClosure(
  context: Context,
  closure: Closure & Readonly<{ reason: string | null }>
): Promise<ClosureModel> {
  const now = context.now()
  return await ClosureModel.query(context.db).insertAndFetch({
    id: context.newId(),
    tenantId: context.tenantId,
    ...closure,
    createdAt: now,
    updatedAt: now
  })
}

/** One page of closures that end on `from` or later, the earliest first. */
export async function listClosures(
  context: Context,
  from: Day | null,
  { page, pageSize }: Pagination
): Promise<Page<ClosureModel>> {
  const query = ofTenant(context)
  if (from) query.where('endsOn', '>=', from)
  const items = await query
    .clone()
    .orderBy(['startsOn', 'endsOn', 'id'])
    .offset((page - 1) * pageSize)
    .limit(pageSize)
  return { items, total: await query.resultSize() }
}

/** Closures that touch a range of days, both ends included. */
export async function getClosures(context: Context, from: Day, to: Day): Promise<Closure[]> {
  return await ofTenant(context).where('startsOn', '<=', to).where('endsOn', '>=', from)
}

/** False when there is none of this id. */
export async function deleteClosure(context: Context, id: string): Promise<boolean> {
  return (await ofTenant(context).where({ id }).delete()) > 0
}
