import test from 'ava'
import { withTenant } from '../../shared/database.ts'
import { createBooking, type NewBooking } from '../../shared/use-cases/create-booking.ts'
import { withApp } from '../helpers/app.ts'
import {
  act,
  book,
  eventsOf,
  freshToken,
  holdsOf,
  newBusiness,
  newPerson,
  publicBody,
  type Receipt,
  see
} from '../helpers/bookings.ts'
import { request } from '../helpers/request.ts'

const testApp = withApp(test)
const NOW = '2026-11-23T14:00:00Z'
const START = '2026-11-27T15:00:00.000Z'

test.before(() => testApp.clock.set(NOW))

test('a person books from the landing page: time is held, consent kept, the owner asked', async t => {
  const business = await newBusiness(testApp, {
    tenant: { whatsapp_phone_number: '+576015550100', whatsapp_status: 'connected' }
  })
  const answer = await book(testApp, business, START, { customer_notes: 'Pelo largo' })
  t.is(answer.status, 201)
  t.is(answer.body.status, 'pending_approval')
  t.is(answer.body.end_time, '2026-11-27T16:00:00.000Z')
  t.is(answer.body.customer_id, null, 'nothing about the person is told to a form')
  t.regex(answer.body.wa_link ?? '', /^https:\/\/wa\.me\/576015550100\?text=Hola.*[0-9A-HJKMNP-TV-Z]{8}$/)
  const [hold] = await holdsOf(testApp, answer.body.id)
  t.is(hold?.expires_at?.toISOString(), '2026-11-23T16:00:00.000Z')
  t.deepEqual(
    (await eventsOf(testApp, answer.body.id)).map(({ type, actor }) => [type, actor]),
    [
      ['booking_requested', 'customer'],
      ['booking_approval_pending', 'customer']
    ]
  )
  const consents = await testApp.asSystem(
    async ({ db }) => (await db.raw('select * from customer_consents where tenant_id = ?', [business.tenantId])).rows
  )
  t.is(consents.length, 1)
  t.like(consents[0], { text_version: '2026-11', channel: 'landing_page' })
  t.regex(consents[0].address_hash, /^[0-9a-f]{64}$/)
  const details = await see(testApp, business, `/bookings/${answer.body.id}`)
  t.like(details.approvals[0], { status: 'pending', requested_action: 'create' })
  t.deepEqual(details.payment, {
    due: 0,
    received: 0,
    refunded: 0,
    currency: 'COP',
    deadline: null,
    proofs: []
  } as never)
})

test('what the owner books is approved at once, at any hour, for a new or a known customer', async t => {
  const business = await newBusiness(testApp, { hours: [[1, '09:00', '10:00']] })
  const token = await freshToken(testApp, business)
  const body = { service_id: business.serviceId, start_time: START, customer: newPerson('Ana') }
  const first = await request<Receipt>(testApp, 'POST', '/bookings', { token, body })
  t.is(first.status, 201)
  t.is(first.body.status, 'confirmed')
  t.truthy(first.body.customer_id)
  t.is((await holdsOf(testApp, first.body.id))[0]?.expires_at, null)
  const again = {
    service_id: business.serviceId,
    start_time: '2026-11-27T18:00:00Z',
    customer_id: first.body.customer_id
  }
  const second = await request<Receipt>(testApp, 'POST', '/bookings', { token, body: again })
  t.is(second.status, 201)
  t.is(second.body.customer_id, first.body.customer_id)
  const taken = await request<Receipt>(testApp, 'POST', '/bookings', {
    token,
    body: { ...body, start_time: '2026-11-27T15:30:00Z' }
  })
  t.is(taken.status, 409)
  t.is(taken.body.code, 'slot_taken')
  t.deepEqual(
    (await eventsOf(testApp, first.body.id)).map(event => event.type),
    ['booking_requested', 'booking_approval_pending', 'booking_approved', 'booking_confirmed']
  )
})

test('a form cannot rename the owner of a number, the owner can', async t => {
  const business = await newBusiness(testApp)
  const person = newPerson('Camila')
  await book(testApp, business, START, { customer: person })
  await book(testApp, business, '2026-11-28T15:00:00Z', {
    customer: { ...person, first_name: 'Broma', email: 'camila@example.com' }
  })
  const { items } = await see<{ items: { customer: object }[] }>(testApp, business, '/bookings')
  t.is(items.length, 2)
  for (const item of items) t.like(item.customer, { first_name: 'Camila', phone: person.phone })
  const token = await freshToken(testApp, business)
  const renamed = { ...person, first_name: 'Camila María' }
  const body = { service_id: business.serviceId, start_time: '2026-11-29T15:00:00Z', customer: renamed }
  const { body: booked } = await request<Receipt>(testApp, 'POST', '/bookings', { token, body })
  t.is((await see(testApp, business, `/bookings/${booked.id}`)).customer.first_name, 'Camila María')
})

test('bad requests say which field is wrong', async t => {
  const business = await newBusiness(testApp)
  const other = await newBusiness(testApp)
  const good = publicBody(business, START)
  const token = await freshToken(testApp, business)
  const refused = async (body: object, withToken = false) => {
    const answer = await request<{ code: string; errors?: { pointer: string }[] }>(testApp, 'POST', '/bookings', {
      body,
      ...(withToken && { token })
    })
    return [answer.status, answer.body.code, answer.body.errors?.[0]?.pointer ?? null]
  }
  const { consent: _, ...withoutConsent } = good
  const { tenant_slug: __, ...withoutSlug } = good
  t.deepEqual(await refused(withoutConsent), [400, 'validation_failed', '/consent'])
  t.deepEqual(await refused({ ...good, consent: { text_version: '1', accepted: false } }), [
    400,
    'validation_failed',
    '/consent/accepted'
  ])
  t.deepEqual(await refused({ ...good, start_time: '2026-11-23T13:00:00Z' }), [400, 'validation_failed', '/start_time'])
  t.deepEqual(await refused({ ...good, start_time: 'mañana' }), [400, 'validation_failed', '/start_time'])
  t.deepEqual(await refused({ ...good, customer: { ...newPerson(), phone: '12345' } }), [
    400,
    'validation_failed',
    '/customer/phone'
  ])
  t.deepEqual(await refused({ ...good, internal_notes: 'x' }), [400, 'validation_failed', '/internal_notes'])
  t.deepEqual(await refused({ ...good, price: 1 }), [400, 'validation_failed', '/price'])
  t.deepEqual(await refused({ ...good, tenant_slug: 'no-existe' }), [404, 'tenant_not_found', null])
  t.deepEqual(await refused({ ...good, service_id: other.serviceId }), [404, 'service_not_found', null])
  t.deepEqual(await refused(withoutSlug), [401, 'unauthorized', null])
  t.deepEqual(await refused({ service_id: business.serviceId, start_time: START }, true), [
    400,
    'validation_failed',
    '/customer'
  ])
  t.deepEqual(await refused({ service_id: business.serviceId, start_time: START, customer_id: other.userId }, true), [
    404,
    'customer_not_found',
    null
  ])
})

test('time that is not offered is not sold', async t => {
  const business = await newBusiness(testApp, {
    hours: [[5, '09:00', '18:00']],
    policies: { open_on_holidays: false, minimum_notice_minutes: 60, horizon_days: 30 }
  })
  const statusAt = async (start: string) => (await book(testApp, business, start)).status
  t.is(await statusAt('2026-11-27T15:10:00Z'), 409, 'beside the grid')
  t.is(await statusAt('2026-11-27T22:30:00Z'), 409, 'runs past closing')
  t.is(await statusAt('2026-11-26T15:00:00Z'), 409, 'a day without hours')
  t.is(await statusAt('2026-12-25T15:00:00Z'), 409, 'Christmas, and past the horizon')
  t.is(await statusAt('2026-11-27T15:30:00Z'), 201)
})

test('a business that is not active takes nothing from its page', async t => {
  const business = await newBusiness(testApp, { tenant: { status: 'suspended' } })
  t.is((await book(testApp, business, START)).status, 404)
})

test('one customer has only so many open requests, and may ask again when one is decided', async t => {
  const business = await newBusiness(testApp)
  const customer = newPerson()
  const ask = (day: string) => book(testApp, business, `2026-11-${day}T15:00:00Z`, { customer })
  const first = await ask('24')
  t.is((await ask('25')).status, 201)
  const third = await ask('26')
  t.is(third.status, 400)
  t.is(third.body.code, 'too_many_open_requests')
  t.is((await act(testApp, business, `/bookings/${first.body.id}/reject`, { reason: 'No puedo' })).status, 200)
  t.is((await ask('26')).status, 201)
})

test('one request key makes one booking, even when asked for twenty times at once', async t => {
  const business = await newBusiness(testApp)
  const wish: NewBooking = {
    serviceId: business.serviceId,
    startTime: new Date(START),
    source: 'whatsapp',
    by: 'agent',
    userId: null,
    customer: { phone: '+573009990001', firstName: 'Camila', source: 'whatsapp', proven: true },
    requestKey: 'turn:1:0'
  }
  const ask = () => withTenant(testApp.app, business.tenantId, context => createBooking(context, wish))
  const bookings = await Promise.all(Array.from({ length: 20 }, ask))
  t.is(new Set(bookings.map(booking => booking.id)).size, 1)
})

test('an Idempotency-Key makes a request from the page one booking', async t => {
  const business = await newBusiness(testApp)
  const body = publicBody(business, START)
  const send = () => request<Receipt>(testApp, 'POST', '/bookings', { body, key: 'form-1' })
  const first = await send()
  const second = await send()
  t.is(first.status, 201)
  t.deepEqual(second.body, first.body)
})

test('bookings run over midnight where the business is open', async t => {
  const business = await newBusiness(testApp, { service: { durationMinutes: 120 } })
  const answer = await book(testApp, business, '2026-11-28T04:00:00.000Z')
  t.is(answer.status, 201)
  t.is(answer.body.end_time, '2026-11-28T06:00:00.000Z')
  t.is((await book(testApp, business, '2026-11-28T05:30:00.000Z')).status, 409)
})

test('two chairs take two bookings at once, and no third', async t => {
  const business = await newBusiness(testApp, { policies: { capacity: 2 } })
  const answers = []
  for (let index = 0; index < 3; index += 1) answers.push((await book(testApp, business, START)).status)
  t.deepEqual(answers, [201, 201, 409])
})

test('buffers keep the next booking away', async t => {
  const business = await newBusiness(testApp, { service: { bufferBeforeMinutes: 15, bufferAfterMinutes: 15 } })
  t.is((await book(testApp, business, START)).status, 201)
  t.is((await book(testApp, business, '2026-11-27T16:00:00Z')).status, 409)
  t.is((await book(testApp, business, '2026-11-27T16:30:00Z')).status, 201)
  const [hold] = await testApp.asSystem(
    async ({ db }) =>
      (await db.raw('select starts_at, ends_at from slot_holds where tenant_id = ? order by 1', [business.tenantId]))
        .rows
  )
  t.deepEqual(hold, { starts_at: new Date('2026-11-27T14:45:00Z'), ends_at: new Date('2026-11-27T16:15:00Z') })
})

test('a number that must be proved first holds no time until then', async t => {
  const business = await newBusiness(testApp, { policies: { verify_public_bookings: true } })
  const answer = await book(testApp, business, START)
  t.is(answer.status, 201)
  t.deepEqual(await holdsOf(testApp, answer.body.id), [])
})

test.serial('500 requests for one time at once: one has it, 499 are told that it is taken', async t => {
  const business = await newBusiness(testApp)
  const started = performance.now()
  const waiting = Array.from({ length: 500 }, () => publicBody(business, START))
  const statuses = new Map<string, number>()
  const lane = async () => {
    for (let body = waiting.pop(); body; body = waiting.pop()) {
      const answer = await request<Receipt>(testApp, 'POST', '/bookings', { body })
      const outcome = `${answer.status} ${answer.body.code ?? ''}`
      statuses.set(outcome, (statuses.get(outcome) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: 100 }, lane))
  t.log(`${Math.round(performance.now() - started)} ms`)
  t.deepEqual(Object.fromEntries(statuses), { '201 ': 1, '409 slot_taken': 499 })
  t.true(performance.now() - started < 15_000)
})
