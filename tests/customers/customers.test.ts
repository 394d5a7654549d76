import test from 'ava'
import { findOrCreatePerson, rekeyPhone } from '../../shared/repositories/customers.ts'
import { withApp } from '../helpers/app.ts'
import { newBusiness } from '../helpers/bookings.ts'
import { newOwner, type TestOwner } from '../helpers/owner.ts'
import { addCustomer, newPhone } from '../helpers/people.ts'
import { request } from '../helpers/request.ts'

const api = withApp(test)

type Customer = {
  id: string
  full_name: string
  first_name: string | null
  email: string | null
  phone: string | null
  notes: string | null
  whatsapp_optin: boolean
  whatsapp_optin_date: string | null
  booking_stats: { total: number; completed: number; no_show: number; last_booking_at: string; next_booking_at: string }
  code: string
  errors?: { pointer: string }[]
}
type List = { items: Customer[]; total: number; page: number }

const caller =
  ({ token }: Pick<TestOwner, 'token'>) =>
  <Body = Customer>(method: string, path: string, body?: unknown) =>
    request<Body>(api, method, path, { token, ...(body !== undefined && { body }) })

const HOUR = 3_600_000

const addBooking = (tenantId: string, customerId: string, serviceId: string, hours: number, status: string) => {
  const start = new Date(Date.now() + hours * HOUR)
  return api.asTenant(tenantId, ({ db }) =>
    db('bookings').insert({
      tenant_id: tenantId,
      customer_id: customerId,
      service_id: serviceId,
      start_time: start,
      end_time: new Date(start.getTime() + HOUR),
      status,
      source: 'whatsapp'
    })
  )
}

test('a customer is found by name, number or e-mail, whatever the accents', async t => {
  const owner = await newOwner(api)
  const call = caller(owner)
  const add = (firstName: string, lastName: string, phone: string, email: string | null = null) =>
    addCustomer(api, owner.tenantId, { firstName, lastName, phone, email })
  await add('Ángela', 'Muñoz', '+573001234567', 'angela@correo.com')
  await add('Andrés', 'Munoz', '+573009998877')
  await add('Luz_100%', 'Ríos', '+14155552671')
  const find = async (search: string) =>
    (await call<List>('GET', `/customers?search=${encodeURIComponent(search)}`)).body.items
      .map(({ full_name }) => full_name)
      .sort()
  t.deepEqual(await find('angela MUNOZ'), ['Ángela Muñoz'])
  t.deepEqual(await find('muñoz'), ['Andrés Munoz', 'Ángela Muñoz'])
  t.deepEqual(await find('300 123-45 67'), ['Ángela Muñoz'])
  t.deepEqual(await find('+57 300 999 8877'), ['Andrés Munoz'])
  t.deepEqual(await find('angela@correo'), ['Ángela Muñoz'])
  t.deepEqual(await find('rios'), ['Luz_100% Ríos'])
  t.deepEqual(await find("%' or 'zz'='zz"), [], 'what is typed is text and nothing else')
  t.is((await find('   ')).length, 3)
})

test('people who come by WhatsApp are found too, also after their number changed', async t => {
  const owner = await newOwner(api)
  const call = caller(owner)
  const person = { phone: '+573005550001', bsuid: 'CO.1', parentBsuid: null, name: 'Óscar Peña' }
  const { id } = await api.asTenant(owner.tenantId, context => findOrCreatePerson(context, person))
  const find = async (search: string) => (await call<List>('GET', `/customers?search=${search}`)).body.items[0]?.id
  t.is(await find('oscar'), id)
  t.is(await find('3005550001'), id)
  await api.asTenant(owner.tenantId, context => rekeyPhone(context, id, person.phone, '+573005550002'))
  t.is(await find('3005550002'), id)
  t.is(await find('3005550001'), undefined)
  const hidden = { phone: null, bsuid: 'CO.2', parentBsuid: null, name: 'Sin Número' }
  const later = await api.asTenant(owner.tenantId, context => findOrCreatePerson(context, hidden))
  await api.asTenant(owner.tenantId, context => findOrCreatePerson(context, { ...hidden, phone: '+573005550003' }))
  t.is(await find('3005550003'), later.id)
})

test('bookings are summed up per customer: all, completed, missed, the last and the next', async t => {
  const { tenantId, serviceId, token } = await newBusiness(api)
  const call = caller({ token })
  const customer = await addCustomer(api, tenantId)
  await addCustomer(api, tenantId, { firstName: 'Sin', lastName: 'Citas' })
  const bookings: [number, string][] = [
    [-200, 'completed'],
    [-100, 'completed'],
    [-50, 'no_show'],
    [-10, 'cancelled'],
    [24, 'cancelled'],
    [48, 'confirmed'],
    [72, 'pending_approval']
  ]
  for (const [hours, status] of bookings) await addBooking(tenantId, customer, serviceId, hours, status)
  const { body } = await call<List>('GET', '/customers')
  t.is(body.total, 2)
  const stats = body.items.find(({ id }) => id === customer)?.booking_stats
  t.like(stats, { total: 7, completed: 2, no_show: 1 })
  const near = (text: string | undefined, hours: number) =>
    Math.abs(Date.parse(text ?? '') - (Date.now() + hours * HOUR)) < 600_000
  t.true(near(stats?.last_booking_at, -50), 'the missed one was the last that stood')
  t.true(near(stats?.next_booking_at, 48))
  t.deepEqual(body.items.find(({ id }) => id !== customer)?.booking_stats, {
    total: 0,
    completed: 0,
    no_show: 0,
    last_booking_at: null,
    next_booking_at: null
  } as never)
  t.deepEqual((await call('GET', `/customers/${customer}`)).body.booking_stats, stats)
  const listed = await call<{ items: { status: string }[]; total: number }>(
    'GET',
    `/customers/${customer}/bookings?page_size=3`
  )
  t.is(listed.body.total, 7)
  t.deepEqual(
    listed.body.items.map(({ status }) => status),
    ['pending_approval', 'confirmed', 'cancelled']
  )
})

test('lists have pages in a stable order and filters', async t => {
  const owner = await newOwner(api)
  const call = caller(owner)
  for (let index = 0; index < 7; index += 1)
    await addCustomer(api, owner.tenantId, {
      source: index % 2 ? 'whatsapp' : 'referral',
      createdAt: new Date('2026-11-01T00:00:00Z')
    })
  const pages = [1, 2, 3, 4].map(page => call<List>('GET', `/customers?page=${page}&page_size=3`))
  const ids = (await Promise.all(pages)).flatMap(({ body }) => body.items.map(({ id }) => id))
  t.is(new Set(ids).size, 7, 'equal instants are told apart by id')
  t.is((await call<List>('GET', '/customers?source=referral')).body.total, 4)
  t.is((await call<List>('GET', '/customers?page=1000000')).body.items.length, 0)
  for (const query of ['source=tv', 'page=0', 'page=x', 'page_size=101', 'sort=name'])
    t.is((await call('GET', `/customers?${query}`)).status, 400, query)
})

test('names, e-mail, notes and consent are corrected', async t => {
  const owner = await newOwner(api)
  const call = caller(owner)
  const path = `/customers/${await addCustomer(api, owner.tenantId, { phone: newPhone() })}`
  const changed = await call('PATCH', path, {
    first_name: '  José  Luis ',
    last_name: null,
    email: 'Jose@Example.COM',
    notes: ' Prefiere la mañana. ',
    whatsapp_optin: true
  })
  t.is(changed.status, 200)
  t.like(changed.body, {
    full_name: 'José Luis',
    email: 'jose@example.com',
    notes: 'Prefiere la mañana.',
    whatsapp_optin: true
  })
  t.truthy(changed.body.whatsapp_optin_date)
  t.is((await call<List>('GET', '/customers?search=jose%20luis%20jose@example')).body.total, 1)
  t.is((await call<List>('GET', '/customers?search=camila')).body.total, 0)
  const again = await call('PATCH', path, { whatsapp_optin: true })
  t.is(again.body.whatsapp_optin_date, changed.body.whatsapp_optin_date, 'the first yes is the proof')
  t.is((await call('PATCH', path, { whatsapp_optin: false })).body.whatsapp_optin_date, null)
  t.is((await call('PATCH', path, { email: null, notes: '' })).body.notes, null)
  const cases: [object, string][] = [
    [{ email: 'jose' }, '/email'],
    [{ first_name: 'x'.repeat(101) }, '/first_name'],
    [{ phone: '+573001112233' }, '/phone'],
    [{ whatsapp_optin: 'yes' }, '/whatsapp_optin']
  ]
  for (const [body, pointer] of cases) {
    const refused = await call('PATCH', path, body)
    t.is(refused.status, 400)
    t.is(refused.body.errors?.[0]?.pointer, pointer)
  }
})

test('the id of a merged record leads to the one that took its place', async t => {
  const owner = await newOwner(api)
  const call = caller(owner)
  const [living, middle, merged] = [
    await addCustomer(api, owner.tenantId, { firstName: 'Vive' }),
    await addCustomer(api, owner.tenantId),
    await addCustomer(api, owner.tenantId)
  ]
  await api.asTenant(owner.tenantId, async ({ db }) => {
    await db('customers').where({ id: merged }).update({ merged_into_id: middle })
    await db('customers').where({ id: middle }).update({ merged_into_id: living })
  })
  t.is((await call('GET', `/customers/${merged}`)).body.id, living)
  t.is((await call('PATCH', `/customers/${merged}`, { notes: 'x' })).body.id, living)
  t.is((await call<List>('GET', '/customers')).body.total, 1)
})

test('customers of another business do not exist', async t => {
  const [mine, other] = [await newOwner(api), await newOwner(api)]
  const id = await addCustomer(api, other.tenantId, { firstName: 'Ajena' })
  const call = caller(mine)
  const calls: [string, string, object?][] = [
    ['GET', ''],
    ['PATCH', '', { notes: 'x' }],
    ['GET', '/bookings'],
    ['GET', '/export'],
    ['DELETE', '']
  ]
  for (const [method, path, body] of calls) {
    const answer = await call(method, `/customers/${id}${path}`, body)
    t.is(answer.status, 404, `${method} ${path}`)
    t.is(answer.body.code, 'customer_not_found')
  }
  t.is((await call<List>('GET', '/customers?search=ajena')).body.total, 0)
  t.is((await caller(other)('GET', `/customers/${id}`)).body.full_name, 'Ajena Ruiz')
  t.is((await request(api, 'GET', '/customers')).status, 401)
  t.is((await call('GET', '/customers/not-an-id')).status, 400)
})
