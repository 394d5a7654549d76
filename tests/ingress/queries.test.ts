import { randomUUID } from 'node:crypto'
import test from 'ava'
import { endpoints } from '../../ingress/routes/endpoints.ts'
import { withApp } from '../helpers/app.ts'
import { newBusiness } from '../helpers/bookings.ts'
import { addTalk } from '../helpers/people.ts'
import { request } from '../helpers/request.ts'

const api = withApp(test)
const HOUR = 3_600_000

/** Every endpoint that answers with a list, found by its schema: a new one is covered without being named. */
const lists = endpoints.filter(({ method, success }) => {
  const { properties } = success.schema as { properties?: Record<string, unknown> }
  return method === 'get' && properties !== undefined && 'items' in properties && 'total' in properties
})

/** A business with `count` rows of everything that is listed, all of them of one customer where a path names one. */
async function businessWith(count: number) {
  const business = await newBusiness(api)
  const { tenantId, serviceId } = business
  const customers: string[] = []
  for (let index = 0; index < count; index += 1)
    customers.push((await addTalk(api, tenantId, { name: `Cliente ${index}`, messages: 2 })).customerId)
  await api.asTenant(tenantId, async ({ db }) => {
    for (let index = 0; index < count; index += 1) {
      const insert = (table: string, row: object) => db(table).insert({ tenant_id: tenantId, ...row })
      await insert('services', { name: `Servicio ${index}`, duration_minutes: 30, price_amount: '1' })
      await insert('faq_entries', { question: `¿${index}?`, answer: 'Sí' })
      await insert('closures', { starts_on: `2031-01-${index + 1}`, ends_on: `2031-01-${index + 1}` })
      for (const customer_id of [customers[0], customers[index]]) {
        const id = randomUUID()
        const start = new Date(Date.now() + (index + 24) * HOUR)
        await insert('bookings', {
          id,
          customer_id,
          service_id: serviceId,
          start_time: start,
          end_time: new Date(start.getTime() + HOUR),
          source: 'whatsapp'
        })
        await insert('booking_approvals', { booking_id: id, requested_action: 'create' })
      }
    }
  })
  return { ...business, customerId: customers[0] ?? '' }
}

/** How many statements one request costs, and how many items it brought. */
async function costOf(path: string, token: string): Promise<{ queries: number; items: number }> {
  let queries = 0
  const count = () => {
    queries += 1
  }
  api.app.knex.on('query', count)
  const { status, body } = await request<{ items: unknown[] }>(api, 'GET', `${path}?page_size=100`, { token })
  api.app.knex.off('query', count)
  if (status !== 200) throw new Error(`${path} answers ${status}: ${JSON.stringify(body)}`)
  return { queries, items: body.items.length }
}

test('a list of twenty costs as many queries as a list of one', async t => {
  const [one, twenty] = [await businessWith(1), await businessWith(20)]
  t.true(lists.length >= 7, 'the lists of the API are found')
  for (const { path } of lists) {
    const pathOf = (customerId: string) => path.replace(/\{id\}/, customerId)
    const few = await costOf(pathOf(one.customerId), one.token)
    const many = await costOf(pathOf(twenty.customerId), twenty.token)
    t.true(few.items >= 1 && many.items >= 20, `${path} has something to list: ${few.items}, ${many.items}`)
    t.is(many.queries, few.queries, path)
    t.true(many.queries > 3 && many.queries <= 12, `${path} costs ${many.queries} queries`)
  }
})
