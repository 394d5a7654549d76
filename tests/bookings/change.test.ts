import test from 'ava'
import { withTenant } from '../../shared/database.ts'
import { settlePublishing } from '../../shared/outbox/publish.ts'
import { cancelBooking } from '../../shared/use-cases/cancel-booking.ts'
import { withApp } from '../helpers/app.ts'
import {
  act,
  book,
  type Details,
  eventsOf,
  holdsOf,
  newBusiness,
  newPerson,
  see,
  type TestBusiness
} from '../helpers/bookings.ts'

const testApp = withApp(test)
const START = '2026-11-27T15:00:00.000Z'
const LATER = '2026-11-27T18:00:00.000Z'

test.before(() => testApp.clock.set('2026-11-23T14:00:00Z'))

const confirmed = async (business: TestBusiness, start = START) => {
  const { body } = await book(testApp, business, start)
  await act(testApp, business, `/bookings/${body.id}/approve`)
  return body.id
}
const change = (business: TestBusiness, id: string, verb: string, body: object = {}) =>
  act(testApp, business, `/bookings/${id}/${verb}`, body)

test('the owner moves a booking: its time moves with it, and the old one is free', async t => {
  const business = await newBusiness(testApp)
  const id = await confirmed(business)
  const other = await confirmed(business, LATER)
  const clash = await change(business, id, 'reschedule', { start_time: '2026-11-27T17:30:00Z' })
  t.is(`${clash.status} ${clash.body.code}`, '409 slot_taken')
  t.is((await holdsOf(testApp, id)).length, 1, 'a move that fails moves nothing')
  const overlappingItself = await change(business, id, 'reschedule', { start_time: '2026-11-27T15:30:00Z' })
  t.is(overlappingItself.status, 200)
  t.like(overlappingItself.body, { status: 'confirmed', end_time: '2026-11-27T16:30:00.000Z' })
  t.is(
    (await change(business, id, 'reschedule', { start_time: '2026-11-23T13:00:00Z' })).body.code,
    'validation_failed'
  )
  t.is((await book(testApp, business, '2026-11-27T14:30:00Z')).status, 201)
  t.like((await eventsOf(testApp, id)).at(-1), {
    type: 'booking_rescheduled',
    payload: { previous_start_time: START, start_time: '2026-11-27T15:30:00.000Z' }
  })
  t.is((await see(testApp, business, `/bookings/${other}`)).start_time, LATER)
})

test('a request moves without being decided, and a deposit is due no later than the new start', async t => {
  const business = await newBusiness(testApp, {
    policies: { deposit: { kind: 'fixed', amount: 10_000, applies_to: 'everyone' } }
  })
  const { body } = await book(testApp, business, START)
  t.is((await change(business, body.id, 'reschedule', { start_time: LATER })).body.status, 'pending_approval')
  t.truthy((await holdsOf(testApp, body.id))[0]?.expires_at)
  await change(business, body.id, 'approve')
  const moved = await change(business, body.id, 'reschedule', { start_time: '2026-11-24T02:00:00Z' })
  t.is(moved.body.payment.deadline, '2026-11-24T02:00:00.000Z')
  t.is((await holdsOf(testApp, body.id))[0]?.expires_at?.toISOString(), '2026-11-24T02:00:00.000Z')
})

test('twenty bookings moved to one time at once: one gets it', async t => {
  const business = await newBusiness(testApp)
  const ids: string[] = []
  for (let hour = 0; hour < 8; hour += 1) ids.push(await confirmed(business, `2026-11-28T${10 + hour}:00:00Z`))
  const answers = await Promise.all(ids.map(id => change(business, id, 'reschedule', { start_time: START })))
  t.deepEqual(answers.map(answer => answer.status).sort(), [200, ...Array(7).fill(409)])
})

test('a cancellation frees the time and cannot be undone or repeated', async t => {
  const business = await newBusiness(testApp)
  const id = await confirmed(business)
  const answer = await change(business, id, 'cancel', { reason: 'Me voy de viaje' })
  t.like(answer.body, { status: 'cancelled', cancelled_by: 'owner', cancellation_reason: 'Me voy de viaje' })
  t.deepEqual(await holdsOf(testApp, id), [])
  const again = await change(business, id, 'cancel')
  t.is(`${again.status} ${again.body.code}`, '400 cannot_cancel_booking')
  t.is((await change(business, id, 'reschedule', { start_time: LATER })).body.code, 'invalid_booking_status')
  t.is((await book(testApp, business, START)).status, 201)
})

test('a customer takes back a request freely, and needs the owner for what is confirmed', async t => {
  const business = await newBusiness(testApp)
  const free = await newBusiness(testApp, { policies: { cancel_needs_owner: false } })
  const cancel = (of: TestBusiness, bookingId: string) =>
    withTenant(testApp.app, of.tenantId, context =>
      cancelBooking(context, { bookingId, reason: null, cancelledBy: 'customer', userId: null })
    )
  const pending = await book(testApp, business, LATER)
  t.is((await cancel(business, pending.body.id)).cancelledBy, 'customer')
  const id = await confirmed(business)
  await t.throwsAsync(cancel(business, id), { code: 'cannot_cancel_booking' })
  t.is((await cancel(free, await confirmed(free))).status, 'cancelled')
  const soon = await confirmed(free, '2026-11-24T13:30:00Z')
  await t.throwsAsync(cancel(free, soon), { code: 'cannot_cancel_booking' }, 'within 24 hours')
})

test('only what was confirmed and has begun is completed or missed', async t => {
  const business = await newBusiness(testApp)
  const ids = [await confirmed(business), await confirmed(business, LATER)] as const
  for (const verb of ['complete', 'no-show'])
    t.is((await change(business, ids[0], verb)).body.code, 'invalid_booking_status')
  await testApp.asSystem(({ db }) =>
    db.raw(
      `update bookings set start_time = '2026-11-23T13:00:00Z', end_time = '2026-11-23T14:00:00Z' where tenant_id = ?`,
      [business.tenantId]
    )
  )
  t.is((await change(business, ids[0], 'complete')).body.status, 'completed')
  t.is((await change(business, ids[1], 'no-show')).body.status, 'no_show')
  t.is((await change(business, ids[0], 'no-show')).body.code, 'invalid_booking_status')
  t.is((await change(business, ids[0], 'cancel')).body.code, 'cannot_cancel_booking')
})

test('notes of the staff pile up', async t => {
  const business = await newBusiness(testApp)
  const { body } = await book(testApp, business, START)
  await change(business, body.id, 'notes', { note: 'Alérgica al amoniaco' })
  const noted = await change(business, body.id, 'notes', { note: 'Llega tarde' })
  t.is(noted.body.internal_notes, 'Alérgica al amoniaco\nLlega tarde')
  t.is((await change(business, body.id, 'notes', { note: '  ' })).body.code, 'validation_failed')
})

test('bookings are listed by status, customer and day, with a total that holds through every change', async t => {
  const business = await newBusiness(testApp, { policies: { max_open_requests: 9 } })
  const customer = newPerson()
  type List = Readonly<{ items: Details[]; total: number; page: number; page_size: number }>
  const list = (query = '') => see<List>(testApp, business, `/bookings${query}`)
  const ids: string[] = []
  for (const day of ['27', '28', '29'])
    ids.push((await book(testApp, business, `2026-11-${day}T15:00:00Z`, { customer })).body.id)
  // 23:30 in Bogotá: the next day by UTC
  ids.push((await book(testApp, business, '2026-11-30T04:30:00Z')).body.id)
  await change(business, ids[0] as string, 'approve')
  t.deepEqual(
    (await list()).items.map(item => item.id),
    [...ids].reverse()
  )
  t.is((await list()).total, 4)
  t.like(await list('?status=confirmed'), { total: 1 })
  t.like(await list('?status=pending_approval&page_size=2&page=2'), { total: 3, page: 2, page_size: 2 })
  const [first] = (await list('?status=confirmed')).items
  t.is((await list(`?customer_id=${first?.customer.id}`)).total, 3)
  t.deepEqual(
    (await list('?date_from=2026-11-29&date_to=2026-11-29')).items.map(item => item.id),
    [ids[3], ids[2]]
  )
  await change(business, ids[1] as string, 'cancel')
  await testApp.asSystem(({ db }) => db.raw('delete from bookings where id = ?', [ids[2] as string]))
  t.is((await list()).total, 3)
  t.like(await list('?status=cancelled'), { total: 1 })
  t.is((await list('?status=pending_approval')).total, 1)
})

test.serial('a list takes as many queries for a hundred bookings as for one', async t => {
  const business = await newBusiness(testApp)
  await book(testApp, business, START)
  let queries = 0
  const count = () => {
    queries += 1
  }
  const measure = async () => {
    await settlePublishing(testApp.app)
    queries = 0
    testApp.app.knex.on('query', count)
    await see(testApp, business, '/bookings?page_size=100')
    await see(testApp, business, '/approvals?page_size=100')
    testApp.app.knex.removeListener('query', count)
    return queries
  }
  const forOne = await measure()
  for (let hour = 0; hour < 20; hour += 1)
    await book(testApp, business, new Date(Date.UTC(2026, 10, 28, hour)).toISOString())
  t.is(await measure(), forOne)
})
