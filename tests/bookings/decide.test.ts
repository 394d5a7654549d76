import { randomUUID } from 'node:crypto'
import test from 'ava'
import { withTenant } from '../../shared/database.ts'
import { acceptCounterOffer } from '../../shared/use-cases/accept-counter-offer.ts'
import { expireBooking } from '../../shared/use-cases/expire-booking.ts'
import { withApp } from '../helpers/app.ts'
import {
  act,
  book,
  type Details,
  eventsOf,
  freshToken,
  holdsOf,
  newBusiness,
  newPerson,
  see,
  type TestBusiness
} from '../helpers/bookings.ts'
import { request } from '../helpers/request.ts'

// time stands still for all tests of this file; what must run out is moved into the past instead
const testApp = withApp(test)
const START = '2026-11-27T15:00:00.000Z'
const LATER = '2026-11-27T18:00:00.000Z'

test.before(() => testApp.clock.set('2026-11-23T14:00:00Z'))

type Approval = Readonly<{
  id: string
  status: string
  booking: Details
  ai_suggested_data: { offer?: object }
  code?: string
}>

const approvalOf = async (business: TestBusiness, bookingId: string): Promise<string> => {
  const details = await see(testApp, business, `/bookings/${bookingId}`)
  return details.approvals.find(approval => approval.status === 'pending')?.id ?? 'none is pending'
}
const statusOf = async (business: TestBusiness, bookingId: string) =>
  (await see(testApp, business, `/bookings/${bookingId}`)).status
const decide = async (business: TestBusiness, path: string, body: object = {}) => {
  const token = await freshToken(testApp, business)
  return await request<Approval>(testApp, 'POST', path, { token, body })
}
/** Lets what a booking holds run out. */
const letRunOut = (bookingId: string) =>
  testApp.asSystem(({ db }) =>
    db.raw(`update slot_holds set expires_at = '2026-11-23T13:59:00Z' where booking_id = ?`, [bookingId])
  )
const expire = (business: TestBusiness, bookingId: string) =>
  withTenant(testApp.app, business.tenantId, context => expireBooking(context, bookingId))

test('an approval without a deposit confirms, keeps the time for good, and is written', async t => {
  const business = await newBusiness(testApp)
  const { body } = await book(testApp, business, START)
  const answer = await act(testApp, business, `/bookings/${body.id}/approve`, { internal_notes: 'Cliente nueva' })
  t.is(answer.status, 200)
  t.like(answer.body, { status: 'confirmed', internal_notes: 'Cliente nueva', version: 3 })
  t.like(answer.body.approvals[0], { status: 'approved' })
  t.is((await holdsOf(testApp, body.id))[0]?.expires_at, null)
  const events = await eventsOf(testApp, body.id)
  t.deepEqual(
    events.slice(2).map(({ type, actor, payload }) => [type, actor, payload.from, payload.to, payload.notified]),
    [
      ['booking_approved', 'owner', 'pending_approval', 'confirmed', false],
      ['booking_confirmed', 'owner', 'pending_approval', 'confirmed', false]
    ]
  )
})

test('what is not pending is neither approved nor rejected', async t => {
  const business = await newBusiness(testApp)
  const { body } = await book(testApp, business, START)
  await act(testApp, business, `/bookings/${body.id}/approve`)
  for (const [verb, sent] of [
    ['approve', {}],
    ['reject', { reason: 'no' }]
  ] as const) {
    const again = await act(testApp, business, `/bookings/${body.id}/${verb}`, sent)
    t.is(again.status, 400)
    t.is(again.body.code, 'invalid_booking_status')
  }
  t.is((await act(testApp, business, `/bookings/${randomUUID()}/approve`)).body.code, 'booking_not_found')
  t.is((await act(testApp, business, `/bookings/${body.id}/reject`)).body.code, 'validation_failed')
})

test('a rejection frees the time and keeps its reason', async t => {
  const business = await newBusiness(testApp)
  const { body } = await book(testApp, business, START)
  const answer = await act(testApp, business, `/bookings/${body.id}/reject`, { reason: 'Estoy de viaje' })
  t.like(answer.body, { status: 'rejected', rejection_reason: 'Estoy de viaje' } as object)
  t.deepEqual(await holdsOf(testApp, body.id), [])
  t.is((await book(testApp, business, START)).status, 201)
})

test('twenty approvals at once decide once', async t => {
  const business = await newBusiness(testApp)
  const { body } = await book(testApp, business, START)
  const token = await freshToken(testApp, business)
  const approvalId = await approvalOf(business, body.id)
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      request<{ code?: string }>(
        testApp,
        'POST',
        index % 2 === 0 ? `/bookings/${body.id}/approve` : `/approvals/${approvalId}/approve`,
        { token, body: {} }
      )
    )
  )
  t.is(answers.filter(answer => answer.status === 200).length, 1)
  for (const answer of answers.filter(each => each.status !== 200))
    t.true(
      ['400 invalid_booking_status', '409 approval_already_decided'].includes(`${answer.status} ${answer.body.code}`)
    )
  const events = await eventsOf(testApp, body.id)
  t.is(events.filter(event => event.type === 'booking_approved').length, 1)
})

test('approving and rejecting at once ends in one of the two', async t => {
  const business = await newBusiness(testApp)
  const { body } = await book(testApp, business, START)
  const token = await freshToken(testApp, business)
  const [approved, rejected] = await Promise.all([
    request(testApp, 'POST', `/bookings/${body.id}/approve`, { token, body: {} }),
    request(testApp, 'POST', `/bookings/${body.id}/reject`, { token, body: { reason: 'no' } })
  ])
  t.deepEqual([approved.status, rejected.status].sort(), [200, 400])
  t.is(await statusOf(business, body.id), approved.status === 200 ? 'confirmed' : 'rejected')
})

test('a request that nobody decides expires, and cannot be approved any more', async t => {
  const business = await newBusiness(testApp)
  const { body } = await book(testApp, business, START)
  t.is(await expire(business, body.id), 'nothing')
  await letRunOut(body.id)
  t.is(await expire(business, body.id), 'expired')
  t.is(await expire(business, body.id), 'nothing')
  const late = await act(testApp, business, `/bookings/${body.id}/approve`)
  t.is(late.body.code, 'invalid_booking_status')
  const details = await see(testApp, business, `/bookings/${body.id}`)
  t.is(details.status, 'expired')
  t.is(details.approvals[0]?.status, 'expired')
  t.is((await decide(business, `/approvals/${details.approvals[0]?.id}/approve`)).body.code, 'approval_already_decided')
})

test('who wants time that has run out gets it, and the other request expires in the same moment', async t => {
  const business = await newBusiness(testApp)
  const first = await book(testApp, business, START)
  await letRunOut(first.body.id)
  const slots = await see<{ slots: { start_time: string }[] }>(
    testApp,
    business,
    `/bookings/availability?service_id=${business.serviceId}&date_from=2026-11-27&date_to=2026-11-27`
  )
  t.true(slots.slots.some(slot => slot.start_time === START))
  const second = await book(testApp, business, START)
  t.is(second.status, 201)
  t.is(await statusOf(business, first.body.id), 'expired')
  t.is((await eventsOf(testApp, first.body.id)).at(-1)?.type, 'booking_expired')
})

test('a request whose time has run out but is still free can be approved', async t => {
  const business = await newBusiness(testApp)
  const { body } = await book(testApp, business, START)
  await letRunOut(body.id)
  t.is((await act(testApp, business, `/bookings/${body.id}/approve`)).body.status, 'confirmed')
})

test('several may ask for one time where requests compete; approving one declines those that no longer fit', async t => {
  const business = await newBusiness(testApp, { policies: { hold_mode: 'compete' } })
  const ids: string[] = []
  for (const start of [START, START, '2026-11-27T15:30:00Z', LATER])
    ids.push((await book(testApp, business, start)).body.id)
  const [first, second, overlapping, apart] = ids as [string, string, string, string]
  t.deepEqual(await holdsOf(testApp, first), [])
  t.is((await act(testApp, business, `/bookings/${second}/approve`)).body.status, 'confirmed')
  t.is((await holdsOf(testApp, second)).length, 1)
  t.deepEqual(
    [await statusOf(business, first), await statusOf(business, overlapping), await statusOf(business, apart)],
    ['rejected', 'rejected', 'pending_approval']
  )
  const declined = (await eventsOf(testApp, first)).at(-1)
  t.like(declined, { type: 'booking_rejected', actor: 'system' })
  t.is(declined?.payload.alternatives, 3)
  t.is((await book(testApp, business, START)).body.code, 'slot_taken')
})

test('two competing requests approved at once: one is confirmed, the other is not', async t => {
  const business = await newBusiness(testApp, { policies: { hold_mode: 'compete' } })
  const ids = [(await book(testApp, business, START)).body.id, (await book(testApp, business, START)).body.id]
  const answers = await Promise.all(ids.map(id => act(testApp, business, `/bookings/${id}/approve`)))
  t.deepEqual(answers.map(answer => answer.status).sort(), [200, 400])
  t.deepEqual((await Promise.all(ids.map(id => statusOf(business, id)))).sort(), ['confirmed', 'rejected'])
})

test('approvals are listed pending first, then the newest, and decided once', async t => {
  const business = await newBusiness(testApp)
  const first = await book(testApp, business, START)
  const second = await book(testApp, business, LATER)
  const approvalId = await approvalOf(business, second.body.id)
  const answer = await decide(business, `/approvals/${approvalId}/approve`, { internal_notes: 'ok' })
  t.is(answer.status, 200)
  t.like(answer.body, { status: 'approved', booking: { id: second.body.id, status: 'confirmed' } })
  const again = await decide(business, `/approvals/${approvalId}/reject`, { reason: 'no' })
  t.is(`${again.status} ${again.body.code}`, '409 approval_already_decided')
  t.is((await decide(business, `/approvals/${randomUUID()}/approve`)).body.code, 'approval_not_found')
  const list = await see<{ items: Approval[]; total: number }>(testApp, business, '/approvals')
  t.deepEqual(
    list.items.map(item => [item.booking.id, item.status]),
    [
      [first.body.id, 'pending'],
      [second.body.id, 'approved']
    ]
  )
  const pending = await see<{ items: Approval[]; total: number }>(testApp, business, '/approvals?status=pending')
  t.is(pending.total, 1)
  t.like((await decide(business, `/approvals/${pending.items[0]?.id}/reject`, { reason: 'No puedo' })).body, {
    status: 'rejected',
    booking: { status: 'rejected' }
  })
})

test('a counter-offer holds both times; when the customer takes it the booking moves there and stands', async t => {
  const business = await newBusiness(testApp)
  const { body } = await book(testApp, business, START)
  const approvalId = await approvalOf(business, body.id)
  const offer = (start: string) => decide(business, `/approvals/${approvalId}/counter-offer`, { start_time: start })
  t.is((await offer(START)).body.code, 'validation_failed')
  t.is((await offer('2026-11-23T13:00:00Z')).body.code, 'validation_failed')
  t.is((await offer('2026-11-28T18:00:00Z')).status, 200)
  const second = await offer(LATER)
  t.is(second.body.status, 'pending')
  t.deepEqual(second.body.ai_suggested_data.offer, { start_time: LATER, end_time: '2026-11-27T19:00:00.000Z' })
  t.deepEqual(
    (await holdsOf(testApp, body.id)).map(hold => hold.starts_at.toISOString()),
    [START, LATER]
  )
  t.is((await book(testApp, business, START)).status, 409)
  t.is((await book(testApp, business, LATER)).status, 409)
  t.is((await book(testApp, business, '2026-11-28T18:00:00Z')).status, 201, 'the first offer is free again')

  const accept = () =>
    withTenant(testApp.app, business.tenantId, context => acceptCounterOffer(context, { approvalId }))
  const accepted = await accept()
  t.is(accepted.status, 'confirmed')
  t.is(accepted.startTime.toISOString(), LATER)
  t.deepEqual(
    (await holdsOf(testApp, body.id)).map(hold => [hold.starts_at.toISOString(), hold.expires_at]),
    [[LATER, null]]
  )
  await t.throwsAsync(accept(), { code: 'approval_already_decided' })
  t.deepEqual(
    (await eventsOf(testApp, body.id)).slice(-3).map(event => [event.type, event.actor]),
    [
      ['counter_offer_accepted', 'customer'],
      ['booking_approved', 'customer'],
      ['booking_confirmed', 'customer']
    ]
  )
})

test('an offer that ran out cannot be taken; approving the first time lets the offer go', async t => {
  const business = await newBusiness(testApp)
  const { body } = await book(testApp, business, START)
  const approvalId = await approvalOf(business, body.id)
  const accept = () =>
    withTenant(testApp.app, business.tenantId, context => acceptCounterOffer(context, { approvalId }))
  await t.throwsAsync(accept(), { code: 'slot_taken' }, 'nothing was offered')
  await decide(business, `/approvals/${approvalId}/counter-offer`, { start_time: LATER })
  await letRunOut(body.id)
  await t.throwsAsync(accept(), { code: 'slot_taken' })
  t.is((await act(testApp, business, `/bookings/${body.id}/approve`)).body.status, 'confirmed')
  t.deepEqual(
    (await holdsOf(testApp, body.id)).map(hold => hold.starts_at.toISOString()),
    [START]
  )
})

test('a change that nobody answers is dropped, and the booking stands', async t => {
  const business = await newBusiness(testApp)
  const { body } = await book(testApp, business, START)
  await act(testApp, business, `/bookings/${body.id}/approve`)
  await testApp.asTenant(business.tenantId, async ({ db, tenantId }) => {
    await db.raw(
      `insert into booking_approvals (tenant_id, booking_id, requested_action, ai_suggested_data)
       values (?, ?, 'modify', jsonb_build_object('start_time', ?::text))`,
      [tenantId, body.id, LATER]
    )
    await db.raw(
      `insert into slot_holds (tenant_id, booking_id, during, expires_at)
       values (?, ?, '[2026-11-27 18:00Z, 2026-11-27 19:00Z)', '2026-11-23T13:00:00Z')`,
      [tenantId, body.id]
    )
  })
  t.is(await expire(business, body.id), 'change_dropped')
  t.is(await expire(business, body.id), 'nothing')
  const details = await see(testApp, business, `/bookings/${body.id}`)
  t.is(details.status, 'confirmed')
  t.deepEqual(details.approvals.map(approval => approval.status).sort(), ['approved', 'expired'])
  t.deepEqual(
    (await holdsOf(testApp, body.id)).map(hold => hold.starts_at.toISOString()),
    [START]
  )
})

test('what a customer asked to change goes the same way: a move, a cancellation, or neither', async t => {
  const business = await newBusiness(testApp)
  const { body } = await book(testApp, business, START)
  await act(testApp, business, `/bookings/${body.id}/approve`)
  const askFor = (action: string, data: object) =>
    testApp.asTenant(business.tenantId, async ({ db, tenantId }) => {
      const id = randomUUID()
      await db.raw(
        'insert into booking_approvals (id, tenant_id, booking_id, requested_action, ai_suggested_data) values (?, ?, ?, ?, ?::jsonb)',
        [id, tenantId, body.id, action, JSON.stringify(data)]
      )
      return id
    })
  const moved = await decide(business, `/approvals/${await askFor('modify', { start_time: LATER })}/approve`)
  t.like(moved.body, { status: 'approved', booking: { status: 'confirmed', start_time: LATER } })
  t.deepEqual(
    (await holdsOf(testApp, body.id)).map(hold => hold.starts_at.toISOString()),
    [LATER]
  )
  const kept = await decide(business, `/approvals/${await askFor('cancel', {})}/reject`, { reason: 'Ya compré todo' })
  t.like(kept.body, { status: 'rejected', booking: { status: 'confirmed', start_time: LATER } })
  const cancelled = await decide(business, `/approvals/${await askFor('cancel', { reason: 'Me enfermé' })}/approve`)
  t.like(cancelled.body, {
    status: 'approved',
    booking: { status: 'cancelled', cancelled_by: 'customer', cancellation_reason: 'Me enfermé' }
  })
  t.deepEqual(await holdsOf(testApp, body.id), [])
})

test('the customer is told in her chat while its window is open, and the events say so', async t => {
  const business = await newBusiness(testApp, { tenant: { whatsapp_status: 'connected' } })
  const person = newPerson()
  const { body } = await book(testApp, business, START, { customer: person })
  const conversation = randomUUID()
  const texts = () =>
    testApp.asSystem(
      async ({ db }) =>
        (
          await db.raw(
            'select text_content as text, dedupe_key as key, origin, status from messages where conversation_id = ? order by seq',
            [conversation]
          )
        ).rows as { text: string; key: string; origin: string; status: string }[]
    )
  await testApp.asTenant(business.tenantId, ({ db, tenantId }) =>
    db.raw(
      `insert into conversations (id, tenant_id, customer_id, customer_phone, service_window_expires_at)
       select ?, tenant_id, id, phone, '2026-11-24T10:00:00Z' from customers where tenant_id = ? and phone = ?`,
      [conversation, tenantId, person.phone]
    )
  )
  await act(testApp, business, `/bookings/${body.id}/approve`)
  await act(testApp, business, `/bookings/${body.id}/reschedule`, { start_time: LATER })
  await testApp.asSystem(({ db }) =>
    db.raw(`update conversations set service_window_expires_at = '2026-11-23T13:00:00Z' where id = ?`, [conversation])
  )
  await act(testApp, business, `/bookings/${body.id}/cancel`, { reason: 'Cerramos' })
  t.deepEqual(await texts(), [
    {
      text: 'Buenas noticias: su cita de *Corte* quedó confirmada para el viernes 27 de noviembre a las 10:00 a. m.',
      key: `booking:${body.id}:3:approved`,
      origin: 'system',
      status: 'queued'
    },
    {
      text: 'Movimos su cita de *Corte*: era el viernes 27 de noviembre a las 10:00 a. m. y ahora es el viernes 27 de noviembre a la 1:00 p. m.',
      key: `booking:${body.id}:4:moved`,
      origin: 'system',
      status: 'queued'
    }
  ])
  const notified = (await eventsOf(testApp, body.id)).map(event => [event.type, event.payload.notified])
  t.deepEqual(notified.slice(2), [
    ['booking_approved', true],
    ['booking_confirmed', true],
    ['booking_rescheduled', true],
    ['booking_cancelled', false]
  ])
})
