import type { Static } from 'typebox'
import type { ClosureModel } from '../../shared/models/closure-model.ts'
import { listClosures } from '../../shared/repositories/closures.ts'
import { createClosure } from '../../shared/use-cases/create-closure.ts'
import { deleteClosure } from '../../shared/use-cases/delete-closure.ts'
import { Empty, type Endpoint, Nothing, ownerEndpoint } from '../endpoint.ts'
import { IdParams, paginationOf, presentList } from '../schemas/common.ts'
import { ClosureBody, ClosureListSchema, ClosureSchema, ClosuresQuery } from '../schemas/hours.ts'

const presentClosure = (closure: ClosureModel): Static<typeof ClosureSchema> => ({
  id: closure.id,
  starts_on: closure.startsOn,
  ends_on: closure.endsOn,
  reason: closure.reason,
  created_at: closure.createdAt.toISOString()
})

const list = ownerEndpoint({
  method: 'get',
  path: '/tenants/me/closures',
  name: 'listClosures',
  tag: 'tenants',
  summary: 'Days without business, the earliest first',
  params: Nothing,
  query: ClosuresQuery,
  body: Nothing,
  success: { status: 200, schema: ClosureListSchema },
  errors: [],
  run: async (context, { query }) => {
    const pagination = paginationOf(query)
    return presentList(await listClosures(context, query.date_from ?? null, pagination), pagination, presentClosure)
  }
})

const create = ownerEndpoint({
  method: 'post',
  path: '/tenants/me/closures',
  name: 'createClosure',
  tag: 'tenants',
  summary: 'Closes the business for some days; bookings that stand are not moved',
  params: Nothing,
  query: Nothing,
  body: ClosureBody,
  success: { status: 201, schema: ClosureSchema },
  errors: [],
  run: async (context, { body, session }) =>
    presentClosure(
      await createClosure(context, {
        startsOn: body.starts_on,
        endsOn: body.ends_on,
        reason: body.reason?.trim() || null,
        createdBy: session.userId
      })
    )
})

const remove = ownerEndpoint({
  method: 'delete',
  path: '/tenants/me/closures/{id}',
  name: 'deleteClosure',
  tag: 'tenants',
  summary: 'Opens the days of a closure again',
  params: IdParams,
  query: Nothing,
  body: Nothing,
  success: { status: 204, schema: Empty },
  errors: ['closure_not_found'],
  run: async (context, { params, session }) => {
    await deleteClosure(context, params.id, session.userId)
    return null
  }
})

export const closuresEndpoints: readonly Endpoint[] = [list, create, remove]
