import type { Static } from 'typebox'
import { DomainError } from '../../shared/domain/errors.ts'
import type { ServiceChange } from '../../shared/domain/service.ts'
import { getById, getByTenant } from '../../shared/repositories/services.ts'
import { createService } from '../../shared/use-cases/create-service.ts'
import { deleteService } from '../../shared/use-cases/delete-service.ts'
import { reorderServices } from '../../shared/use-cases/reorder-services.ts'
import { updateService } from '../../shared/use-cases/update-service.ts'
import { type Endpoint, Nothing, ownerEndpoint } from '../endpoint.ts'
import { presentService } from '../presenters/service.ts'
import { IdParams, paginationOf, presentList } from '../schemas/common.ts'
import {
  CreateServiceBody,
  DeletedSchema,
  ReorderBody,
  ServiceListSchema,
  ServiceOrderSchema,
  ServiceSchema,
  ServicesQuery,
  UpdateServiceBody
} from '../schemas/services.ts'

const tag = 'services'

const readChange = (body: Static<typeof UpdateServiceBody>): ServiceChange => {
  const change: ServiceChange = {
    name: body.name,
    description: body.description,
    durationMinutes: body.duration_minutes,
    bufferBeforeMinutes: body.buffer_before_minutes,
    bufferAfterMinutes: body.buffer_after_minutes,
    priceAmount: body.price_amount,
    priceCurrency: body.price_currency,
    depositKind: body.deposit_kind,
    depositAmount: body.deposit_amount,
    calcomEventTypeId: body.calcom_event_type_id,
    isActive: body.is_active
  }
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

const listServices = ownerEndpoint({
  method: 'get',
  path: '/services',
  name: 'listServices',
  tag,
  summary: 'The services of the business, in its order',
  params: Nothing,
  query: ServicesQuery,
  body: Nothing,
  success: { status: 200, schema: ServiceListSchema },
  errors: [],
  run: async (context, { query }) => {
    const pagination = paginationOf(query)
    return presentList(await getByTenant(context, query.active_only ?? false, pagination), pagination, presentService)
  }
})

const addService = ownerEndpoint({
  method: 'post',
  path: '/services',
  name: 'createService',
  tag,
  summary: 'Adds a service at the end of the list',
  params: Nothing,
  query: Nothing,
  body: CreateServiceBody,
  success: { status: 201, schema: ServiceSchema },
  errors: ['service_name_exists'],
  run: async (context, { body }) => {
    const { name, duration_minutes: durationMinutes, price_amount: priceAmount } = body
    const service = await createService(context, { ...readChange(body), name, durationMinutes, priceAmount })
    return presentService(service)
  }
})

const getService = ownerEndpoint({
  method: 'get',
  path: '/services/{id}',
  name: 'getService',
  tag,
  summary: 'One service',
  params: IdParams,
  query: Nothing,
  body: Nothing,
  success: { status: 200, schema: ServiceSchema },
  errors: ['service_not_found'],
  run: async (context, { params }) => {
    const service = await getById(context, params.id)
    if (!service) throw new DomainError('service_not_found', 'This business has no such service')
    return presentService(service)
  }
})

const changeService = ownerEndpoint({
  method: 'patch',
  path: '/services/{id}',
  name: 'updateService',
  tag,
  summary: 'Changes a service; bookings that exist keep their times',
  params: IdParams,
  query: Nothing,
  body: UpdateServiceBody,
  success: { status: 200, schema: ServiceSchema },
  errors: ['service_not_found', 'service_name_exists'],
  run: async (context, { params, body }) => presentService(await updateService(context, params.id, readChange(body)))
})

const removeService = ownerEndpoint({
  method: 'delete',
  path: '/services/{id}',
  name: 'deleteService',
  tag,
  summary: 'Takes a service away; it stays as a row for the bookings that name it',
  params: IdParams,
  query: Nothing,
  body: Nothing,
  success: { status: 200, schema: DeletedSchema },
  errors: ['service_not_found', 'service_has_active_bookings'],
  run: async (context, { params }) => {
    await deleteService(context, params.id)
    return { success: true as const }
  }
})

const orderServices = ownerEndpoint({
  method: 'post',
  path: '/services/reorder',
  name: 'reorderServices',
  tag,
  summary: 'Puts the active services into an order; every one of them must be named',
  params: Nothing,
  query: Nothing,
  body: ReorderBody,
  success: { status: 200, schema: ServiceOrderSchema },
  errors: [],
  run: async (context, { body }) => {
    const services = await reorderServices(context, body.service_ids)
    return { items: services.map(presentService) }
  }
})

export const servicesEndpoints: readonly Endpoint[] = [
  listServices,
  addService,
  orderServices,
  getService,
  changeService,
  removeService
]
