import test from 'ava'
import { withApp } from '../helpers/app.ts'
import { book, newBusiness } from '../helpers/bookings.ts'
import { newOwner } from '../helpers/owner.ts'
import { request } from '../helpers/request.ts'

const api = withApp(test)

type Service = { id: string; name: string; is_active: boolean; price_amount: number; display_order: number }
type Problem = { code: string; errors?: { pointer: string }[] }
type List = { items: Service[]; total: number; page: number; page_size: number }

const manicure = { name: 'Manicure', duration_minutes: 60, price_amount: 28000 }

const setUp = async () => {
  const { token, tenantId } = await newOwner(api)
  const call = <Body = Service>(method: string, path: string, body?: unknown) =>
    request<Body>(api, method, path, { token, ...(body !== undefined && { body }) })
  return { token, tenantId, call, create: (body: unknown) => call<Service & Problem>('POST', '/services', body) }
}

test('a service is created, read, changed and listed in order', async t => {
  const { call, create } = await setUp()
  const created = await create({
    ...manicure,
    name: '  Manicure  semipermanente ',
    description: ' Incluye retiro ',
    price_amount: 28000.5,
    deposit_kind: 'percent',
    deposit_amount: 50,
    buffer_after_minutes: 10
  })
  t.is(created.status, 201)
  t.like(created.body, {
    name: 'Manicure semipermanente',
    description: 'Incluye retiro',
    price_amount: 28000.5,
    price_currency: 'COP',
    deposit_amount: 50,
    display_order: 0,
    is_active: true
  })
  const pedicure = (await create({ ...manicure, name: 'Pedicure' })).body
  t.is(pedicure.display_order, 1)
  const path = `/services/${created.body.id}`
  t.deepEqual((await call('GET', path)).body, created.body)
  const changed = await call('PATCH', path, { price_amount: 30000, calcom_event_type_id: 77, description: null })
  t.like(changed.body, { price_amount: 30000, calcom_event_type_id: 77, description: null, deposit_kind: 'percent' })
  const list = (await call<List>('GET', '/services?page_size=1')).body
  t.like(list, { total: 2, page: 1, page_size: 1 })
  t.deepEqual(list.items[0], (await call('GET', path)).body)
})

test('what a service may not be is refused with a pointer to the field', async t => {
  const { create, call } = await setUp()
  const cases: [object, string][] = [
    [{ ...manicure, duration_minutes: 14 }, '/duration_minutes'],
    [{ ...manicure, duration_minutes: 481 }, '/duration_minutes'],
    [{ ...manicure, price_amount: -1 }, '/price_amount'],
    [{ ...manicure, price_amount: 1.005 }, '/price_amount'],
    [{ ...manicure, price_amount: '28000' }, '/price_amount'],
    [{ ...manicure, price_amount: 1e12 }, '/price_amount'],
    [{ ...manicure, name: ' ' }, '/name'],
    [{ ...manicure, deposit_kind: 'percent', deposit_amount: 120 }, '/deposit_amount'],
    [{ ...manicure, color: 'rojo' }, '/color'],
    [{ name: 'x', duration_minutes: 60 }, '/price_amount']
  ]
  for (const [body, pointer] of cases) {
    const { status, body: problem } = await create(body)
    t.is(status, 400, pointer)
    t.is(problem.code, 'validation_failed')
    t.is(problem.errors?.[0]?.pointer, pointer)
  }
  t.is((await call<Problem>('PATCH', `/services/${crypto.randomUUID()}`, {})).status, 400, 'an empty change')
  t.is((await call<List>('GET', '/services')).body.total, 0)
})

test('a name is free once no active service has it, whatever its letter case', async t => {
  const { create, call } = await setUp()
  const first = (await create(manicure)).body
  const double = await create({ ...manicure, name: 'MANICURE' })
  t.is(double.status, 400)
  t.is(double.body.code, 'service_name_exists')
  const other = (await create({ ...manicure, name: 'Pedicure' })).body
  const renamed = await call<Problem>('PATCH', `/services/${other.id}`, { name: 'manicure' })
  t.is(renamed.body.code, 'service_name_exists')
  t.is((await call('DELETE', `/services/${first.id}`)).status, 200)
  t.is((await create(manicure)).status, 201)
  const back = await call<Problem>('PATCH', `/services/${first.id}`, { is_active: true })
  t.is(back.body.code, 'service_name_exists', 'two of one name cannot both be active')
})

test('of twenty creations of one name at once, one is made', async t => {
  const { create } = await setUp()
  const answers = await Promise.all(Array.from({ length: 20 }, () => create(manicure)))
  const statuses = answers.map(answer => answer.status)
  t.is(statuses.filter(status => status === 201).length, 1)
  t.is(statuses.filter(status => status === 400).length, 19)
})

test('the order is set for all active services at once', async t => {
  const { create, call } = await setUp()
  const ids: string[] = []
  for (const name of ['A', 'B', 'C', 'D']) ids.push((await create({ ...manicure, name })).body.id)
  const [a = '', b = '', c = '', d = ''] = ids
  await call('DELETE', `/services/${d}`)
  const ordered = await call<{ items: Service[] }>('POST', '/services/reorder', { service_ids: [c, a, b] })
  t.is(ordered.status, 200)
  t.deepEqual(
    ordered.body.items.map(({ name }) => name),
    ['C', 'A', 'B']
  )
  for (const service_ids of [[c, a], [c, a, b, d], [c, a, b, b], [c, a, crypto.randomUUID()], []]) {
    const refused = await call<Problem>('POST', '/services/reorder', { service_ids })
    t.is(refused.status, 400)
    t.is(refused.body.errors?.[0]?.pointer, '/service_ids')
  }
  const active = await call<List>('GET', '/services?active_only=true')
  t.deepEqual(
    active.body.items.map(({ name }) => name),
    ['C', 'A', 'B']
  )
  t.is((await call<List>('GET', '/services')).body.total, 4)
})

test('a service with bookings to come is not deleted, but may be taken off the list', async t => {
  const business = await newBusiness(api)
  const call = <Body>(method: string, path: string, body?: unknown) =>
    request<Body>(api, method, path, { token: business.token, ...(body !== undefined && { body }) })
  const start = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 36 * 3_600_000).toISOString()
  const booked = await book(api, business, start)
  t.is(booked.status, 201)
  const path = `/services/${business.serviceId}`
  const refused = await call<Problem>('DELETE', path)
  t.is(refused.status, 400)
  t.is(refused.body.code, 'service_has_active_bookings')
  t.is((await call<Service>('PATCH', path, { is_active: false })).body.is_active, false)
  t.is((await call('POST', `/bookings/${booked.body.id}/reject`, { reason: 'No hay cupo' })).status, 200)
  await call('PATCH', path, { is_active: true })
  t.deepEqual((await call<object>('DELETE', path)).body, { success: true })
  t.is((await call('DELETE', path)).status, 200, 'works twice')
  t.is((await call<Service>('GET', path)).body.is_active, false, 'the row stays for the booking')
})

test('services of another business do not exist', async t => {
  const mine = await setUp()
  const other = await setUp()
  const { id } = (await other.create(manicure)).body
  for (const [method, body] of [['GET'], ['PATCH', { name: 'Robado' }], ['DELETE']] as const) {
    const answer = await mine.call<Problem>(method, `/services/${id}`, body)
    t.is(answer.status, 404)
    t.is(answer.body.code, 'service_not_found')
  }
  t.is((await mine.call<Problem>('POST', '/services/reorder', { service_ids: [id] })).status, 400)
  t.is((await other.call<Service>('GET', `/services/${id}`)).body.name, 'Manicure')
  t.is((await request(api, 'GET', '/services')).status, 401)
})
