import test from 'ava'
import { withApp } from '../helpers/app.ts'
import { act, book, freshToken, newBusiness, see, type TestBusiness } from '../helpers/bookings.ts'
import { request } from '../helpers/request.ts'

const testApp = withApp(test)

test.before(() => testApp.clock.set('2026-11-23T14:00:00Z'))

type Answer = Readonly<{
  timezone: string
  slots: { start_time: string; end_time: string }[]
  code?: string
  errors?: { pointer: string }[]
}>

const ask = (business: TestBusiness, from: string, to = from, more = '') =>
  request<Answer>(
    testApp,
    'GET',
    `/bookings/availability?tenant_slug=${business.slug}&service_id=${business.serviceId}&date_from=${from}&date_to=${to}${more}`
  )
const startsOn = async (business: TestBusiness, from: string, to = from) =>
  (await ask(business, from, to)).body.slots.map(slot => slot.start_time)
const send = async <T>(business: TestBusiness, method: string, path: string, body?: unknown) => {
  const token = await freshToken(testApp, business)
  return await request<T>(testApp, method, path, { token, ...(body !== undefined && { body }) })
}

test('anybody sees what is free, in the zone of the business, and what is taken is gone', async t => {
  const business = await newBusiness(testApp, { hours: [[5, '09:00', '11:00']], policies: { slot_step_minutes: 60 } })
  const before = await ask(business, '2026-11-27')
  t.is(before.status, 200)
  t.deepEqual(before.body, {
    timezone: 'America/Bogota',
    slots: [
      { start_time: '2026-11-27T14:00:00.000Z', end_time: '2026-11-27T15:00:00.000Z' },
      { start_time: '2026-11-27T15:00:00.000Z', end_time: '2026-11-27T16:00:00.000Z' }
    ]
  })
  const { body } = await book(testApp, business, '2026-11-27T14:00:00Z')
  t.deepEqual(await startsOn(business, '2026-11-27'), ['2026-11-27T15:00:00.000Z'])
  await act(testApp, business, `/bookings/${body.id}/reject`, { reason: 'no' })
  t.is((await startsOn(business, '2026-11-27')).length, 2)
  const own = await see<Answer>(
    testApp,
    business,
    `/bookings/availability?service_id=${business.serviceId}&date_from=2026-11-27&date_to=2026-11-27`
  )
  t.is(own.slots.length, 2, 'the owner needs no slug')
})

test('every slot that is offered can be booked', async t => {
  const business = await newBusiness(testApp, {
    hours: [
      [5, '22:00', '24:00'],
      [6, '00:00', '02:00']
    ],
    service: { durationMinutes: 45, bufferAfterMinutes: 15 },
    policies: { slot_step_minutes: 20, max_open_requests: 99 }
  })
  let booked = 0
  for (let [start] = await startsOn(business, '2026-11-27', '2026-11-28'); start; ) {
    t.is((await book(testApp, business, start)).status, 201, start)
    booked += 1
    start = (await startsOn(business, '2026-11-27', '2026-11-28'))[0]
  }
  t.is(booked, 4)
})

test('a range that cannot be answered says why', async t => {
  const business = await newBusiness(testApp)
  const other = await newBusiness(testApp, { tenant: { status: 'inactive' } })
  const wrong = async (from: string, to: string) => {
    const { status, body } = await ask(business, from, to)
    return `${status} ${body.code} ${body.errors?.[0]?.pointer}`
  }
  t.is(await wrong('2026-11-27', '2026-11-26'), '400 validation_failed /date_to')
  t.is(await wrong('2026-11-27', '2026-12-28'), '400 validation_failed /date_to')
  t.is((await ask(business, '2026-11-27', '2026-12-27')).status, 200)
  t.is(await wrong('2026-02-30', '2026-03-01'), '400 validation_failed /date_from')
  t.is(await wrong('hoy', '2026-03-01'), '400 validation_failed /date_from')
  t.is((await ask(other, '2026-11-27')).body.code, 'tenant_not_found')
  t.is((await ask({ ...business, serviceId: other.serviceId }, '2026-11-27')).body.code, 'service_not_found')
  const nobody = await request<Answer>(
    testApp,
    'GET',
    `/bookings/availability?service_id=${business.serviceId}&date_from=2026-11-27&date_to=2026-11-27`
  )
  t.is(nobody.status, 401)
})

test('the owner sets her hours, and nothing that makes no sense', async t => {
  const business = await newBusiness(testApp)
  type Hours = Readonly<{ hours: { weekday: number; opens: string; closes: string }[]; errors?: { pointer: string }[] }>
  const hours = [
    { weekday: 5, opens: '14:00', closes: '24:00' },
    { weekday: 5, opens: '09:00', closes: '12:30' }
  ]
  const set = await send<Hours>(business, 'PUT', '/tenants/me/hours', { hours })
  t.is(set.status, 200)
  t.deepEqual(set.body, { timezone: 'America/Bogota', hours: [hours[1], hours[0]] } as never)
  t.deepEqual((await send<Hours>(business, 'GET', '/tenants/me/hours')).body.hours, set.body.hours)
  t.is((await startsOn(business, '2026-11-27')).length, 6 + 19)
  t.deepEqual(await startsOn(business, '2026-11-26'), [])
  const wrong = async (...given: object[]) =>
    (await send<Hours>(business, 'PUT', '/tenants/me/hours', { hours: given })).body.errors?.[0]?.pointer
  t.is(await wrong({ weekday: 1, opens: '12:00', closes: '09:00' }), '/hours/0/closes')
  t.is(
    await wrong({ weekday: 1, opens: '09:00', closes: '12:00' }, { weekday: 1, opens: '11:59', closes: '13:00' }),
    '/hours/1'
  )
  t.is(await wrong({ weekday: 7, opens: '09:00', closes: '12:00' }), '/hours/0/weekday')
  t.is(await wrong({ weekday: 1, opens: '24:00', closes: '24:00' }), '/hours/0/opens')
  t.deepEqual((await send<Hours>(business, 'GET', '/tenants/me/hours')).body.hours, set.body.hours)
  t.is((await send<Hours>(business, 'PUT', '/tenants/me/hours', { hours: [] })).status, 200)
  t.deepEqual(await startsOn(business, '2026-11-27'), [])
})

test('closures and holidays close the calendar until they are taken back', async t => {
  const business = await newBusiness(testApp, { policies: { open_on_holidays: false } })
  const other = await newBusiness(testApp)
  type Closure = Readonly<{ id: string; items: { id: string; reason: string | null }[]; total: number; code?: string }>
  t.deepEqual(await startsOn(business, '2026-12-08'), [], 'Inmaculada Concepción')
  t.is((await startsOn(business, '2026-12-09')).length, 48)
  const body = { starts_on: '2026-12-09', ends_on: '2026-12-11', reason: ' Vacaciones ' }
  const made = await send<Closure>(business, 'POST', '/tenants/me/closures', body)
  t.is(made.status, 201)
  t.like(made.body, { starts_on: '2026-12-09', ends_on: '2026-12-11', reason: 'Vacaciones' } as object)
  t.deepEqual(await startsOn(business, '2026-12-08', '2026-12-11'), [])
  t.is((await send<Closure>(business, 'GET', '/tenants/me/closures?date_from=2026-12-11')).body.total, 1)
  t.is((await send<Closure>(business, 'GET', '/tenants/me/closures?date_from=2026-12-12')).body.total, 0)
  const backwards = { starts_on: '2026-12-09', ends_on: '2026-12-08' }
  t.is((await send<Closure>(business, 'POST', '/tenants/me/closures', backwards)).status, 400)
  t.is((await send<Closure>(other, 'DELETE', `/tenants/me/closures/${made.body.id}`)).body.code, 'closure_not_found')
  t.is((await send(business, 'DELETE', `/tenants/me/closures/${made.body.id}`)).status, 204)
  t.is((await startsOn(business, '2026-12-09')).length, 48)
})

test('a business in another zone keeps its own clock', async t => {
  const business = await newBusiness(testApp, {
    tenant: { timezone: 'America/New_York' },
    hours: [[0, '00:00', '04:00']],
    policies: { horizon_days: 200, slot_step_minutes: 60 }
  })
  testApp.clock.set('2026-11-23T14:00:00Z')
  t.deepEqual(await startsOn(business, '2027-03-14'), [
    '2027-03-14T05:00:00.000Z',
    '2027-03-14T06:00:00.000Z',
    '2027-03-14T07:00:00.000Z'
  ])
})
