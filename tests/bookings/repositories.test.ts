import test from 'ava'
import * as bookings from '../../shared/repositories/bookings.ts'
import { checkTimeSlotAvailable } from '../../shared/repositories/slot-holds.ts'
import { withApp } from '../helpers/app.ts'
import { act, book, newBusiness } from '../helpers/bookings.ts'

const testApp = withApp(test)

test.before(() => testApp.clock.set('2026-11-23T14:00:00Z'))

test('bookings are found by what the specification asks for, and only those of the tenant', async t => {
  const business = await newBusiness(testApp)
  const other = await newBusiness(testApp)
  const late = (await book(testApp, business, '2026-11-28T15:00:00Z')).body.id
  const early = (await book(testApp, business, '2026-11-27T15:00:00Z')).body.id
  const { body } = await book(testApp, business, '2026-11-27T18:00:00Z')
  await act(testApp, business, `/bookings/${body.id}/approve`)
  const span = { start: new Date('2026-11-27T18:30:00Z'), end: new Date('2026-11-27T20:00:00Z') }
  await testApp.asTenant(business.tenantId, async context => {
    await bookings.update(context, body.id, { calcomBookingUid: 'uid-1' })
    const ids = (rows: readonly { id: string }[]) => rows.map(row => row.id)
    t.deepEqual(ids(await bookings.getPendingApprovals(context, 10)), [early, late])
    t.deepEqual(ids(await bookings.getByStatus(context, 'confirmed', 10)), [body.id])
    t.deepEqual(ids(await bookings.getOverlappingBookings(context, span)), [body.id])
    t.is((await bookings.getByCalcomUid(context, 'uid-1'))?.id, body.id)
    t.is(await bookings.getByCalcomUid(context, 'uid-2'), undefined)
    t.false(await checkTimeSlotAvailable(context, span, 1))
    t.true(await checkTimeSlotAvailable(context, span, 2))
    t.true(await checkTimeSlotAvailable(context, span, 1, body.id), 'a booking is not in its own way')
    t.true(await bookings.hasActiveBookings(context, business.serviceId))
    const { customerId } = (await bookings.getById(context, early)) ?? t.fail()
    t.like(await bookings.getByCustomer(context, String(customerId), { page: 1, pageSize: 10 }), { total: 1 })
  })
  await testApp.asTenant(other.tenantId, async context => {
    t.is(await bookings.getById(context, early), undefined)
    t.is(await bookings.getByCalcomUid(context, 'uid-1'), undefined)
    t.deepEqual(await bookings.getPendingApprovals(context, 10), [])
    t.true(await checkTimeSlotAvailable(context, span, 1))
  })
})
