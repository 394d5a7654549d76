import type { Context } from '../../shared/context.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import { getByCustomer } from '../../shared/repositories/bookings.ts'
import { type CustomerWithStats, getById, getByTenant, survivorOf } from '../../shared/repositories/customer-lists.ts'
import { eraseCustomer } from '../../shared/use-cases/erase-customer.ts'
import { exportCustomer } from '../../shared/use-cases/export-customer.ts'
import { updateCustomer } from '../../shared/use-cases/update-customer.ts'
import { Empty, type Endpoint, Nothing, ownerEndpoint } from '../endpoint.ts'
import { presentBooking } from '../presenters/bookings.ts'
import { presentCustomer, presentCustomerExport } from '../presenters/customer.ts'
import { IdParams, paginationOf, presentList } from '../schemas/common.ts'
import {
  CustomerBookingsQuery,
  CustomerBookingsSchema,
  CustomerExportSchema,
  CustomerListSchema,
  CustomerSchema,
  CustomersQuery,
  UpdateCustomerBody
} from '../schemas/customers.ts'

const tag = 'customers'

const listCustomers = ownerEndpoint({
  method: 'get',
  path: '/customers',
  name: 'listCustomers',
  tag,
  summary: 'Customers with the figures of their bookings, the newest first',
  params: Nothing,
  query: CustomersQuery,
  body: Nothing,
  success: { status: 200, schema: CustomerListSchema },
  errors: [],
  run: async (context, { query }) => {
    const pagination = paginationOf(query)
    const filters = { search: query.search, source: query.source }
    return presentList(await getByTenant(context, filters, pagination), pagination, presentCustomer)
  }
})

const getCustomer = ownerEndpoint({
  method: 'get',
  path: '/customers/{id}',
  name: 'getCustomer',
  tag,
  summary: 'One customer; the id of a record that was merged leads to the one that took its place',
  params: IdParams,
  query: Nothing,
  body: Nothing,
  success: { status: 200, schema: CustomerSchema },
  errors: ['customer_not_found'],
  run: async (context, { params }) => presentCustomer(await find(context, params.id))
})

const changeCustomer = ownerEndpoint({
  method: 'patch',
  path: '/customers/{id}',
  name: 'updateCustomer',
  tag,
  summary: 'Corrects names, e-mail, notes or consent; the number is what WhatsApp says',
  params: IdParams,
  query: Nothing,
  body: UpdateCustomerBody,
  success: { status: 200, schema: CustomerSchema },
  errors: ['customer_not_found'],
  run: async (context, { params, body }) => {
    const change = {
      firstName: body.first_name,
      lastName: body.last_name,
      email: body.email,
      notes: body.notes,
      whatsappOptin: body.whatsapp_optin
    }
    return presentCustomer(await updateCustomer(context, params.id, change))
  }
})

const listBookings = ownerEndpoint({
  method: 'get',
  path: '/customers/{id}/bookings',
  name: 'listCustomerBookings',
  tag,
  summary: 'The bookings of one customer, the latest start first',
  params: IdParams,
  query: CustomerBookingsQuery,
  body: Nothing,
  success: { status: 200, schema: CustomerBookingsSchema },
  errors: ['customer_not_found'],
  run: async (context, { params, query }) => {
    const customerId = await survivorOf(context, params.id)
    if (!customerId) throw notFound()
    const pagination = paginationOf(query)
    const bookings = await getByCustomer(context, customerId, pagination)
    return presentList(bookings, pagination, booking => presentBooking(context, booking))
  }
})

const exportData = ownerEndpoint({
  method: 'get',
  path: '/customers/{id}/export',
  name: 'exportCustomer',
  tag,
  summary: 'Everything that is stored about a person, for her right to see it',
  params: IdParams,
  query: Nothing,
  body: Nothing,
  success: { status: 200, schema: CustomerExportSchema },
  errors: ['customer_not_found'],
  run: async (context, { params }) => presentCustomerExport(await exportCustomer(context, params.id))
})

const erase = ownerEndpoint({
  method: 'delete',
  path: '/customers/{id}',
  name: 'eraseCustomer',
  tag,
  summary: 'Erases a person’s data; her bookings stay, without a name',
  params: IdParams,
  query: Nothing,
  body: Nothing,
  success: { status: 204, schema: Empty },
  errors: ['customer_not_found'],
  run: async (context, { params }) => {
    await eraseCustomer(context, params.id)
    return null
  }
})

async function find(context: Context, id: string): Promise<CustomerWithStats> {
  const customer = await getById(context, id)
  if (!customer) throw notFound()
  return customer
}

const notFound = (): DomainError => new DomainError('customer_not_found', 'This business has no such customer')

export const customersEndpoints: readonly Endpoint[] = [
  listCustomers,
  getCustomer,
  changeCustomer,
  listBookings,
  exportData,
  erase
]
