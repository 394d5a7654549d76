import test from 'ava'
import { withTenant } from '../../shared/database.ts'
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
  see,
  type TestBusiness
} from '../helpers/bookings.ts'
import { pdf, png, sendProof } from '../helpers/uploads.ts'

const testApp = withApp(test)
const START = '2026-11-27T15:00:00.000Z'

test.before(() => testApp.clock.set('2026-11-23T14:00:00Z'))

const withDeposit = () =>
  newBusiness(testApp, { policies: { deposit: { kind: 'percent', amount: 30, applies_to: 'everyone' } } })

/** A booking that is approved and waits for its deposit of $ 15.000. */
const approved = async (business: TestBusiness) => {
  const { body } = await book(testApp, business, START)
  const answer = await act(testApp, business, `/bookings/${body.id}/approve`)
  return { ...body, details: answer.body }
}
const pay = (business: TestBusiness, id: string, verb: string, body: object = {}) =>
  act(testApp, business, `/bookings/${id}/${verb}`, body)

test('a deposit: due, proof, verified, confirmed; each step written', async t => {
  const business = await withDeposit()
  const booking = await approved(business)
  t.is(booking.details.status, 'approved')
  t.like(booking.details.payment, { due: 15_000, received: 0, deadline: '2026-11-24T14:00:00.000Z' })
  t.is((await holdsOf(testApp, booking.id))[0]?.expires_at?.toISOString(), '2026-11-24T14:00:00.000Z')

  const sent = await sendProof(testApp, booking.id, { file: png(), uploadToken: booking.upload_token })
  t.is(sent.status, 200)
  t.is(sent.body.status, 'pending_payment')
  t.is((await holdsOf(testApp, booking.id))[0]?.expires_at, null, 'under review it does not run out')

  const confirmed = await pay(business, booking.id, 'confirm-payment', { method: 'nequi' })
  t.is(confirmed.status, 200)
  t.like(confirmed.body, { status: 'confirmed', payment_verified: true })
  t.like(confirmed.body.payment, { due: 15_000, received: 15_000, deadline: null })
  t.like(confirmed.body.payment.proofs[0], { status: 'accepted', content_type: 'image/png' })
  t.truthy(confirmed.body.payment_screenshot_url)
  t.deepEqual(
    (await eventsOf(testApp, booking.id)).slice(2).map(event => event.type),
    ['booking_approved', 'payment_proof_uploaded', 'payment_verified', 'booking_confirmed']
  )
})

test('without a proof only cash with its amount confirms', async t => {
  const business = await withDeposit()
  const booking = await approved(business)
  const codeOf = async (body: object) => (await pay(business, booking.id, 'confirm-payment', body)).body.code
  t.is(await codeOf({}), 'no_payment_proof')
  t.is(await codeOf({ method: 'nequi', amount: 15_000 }), 'no_payment_proof')
  t.is(await codeOf({ method: 'cash' }), 'no_payment_proof')
  t.is(await codeOf({ method: 'cash', amount: 10.001 }), 'validation_failed')
  t.is(await codeOf({ method: 'cash', amount: -1 }), 'validation_failed')
  const paid = await pay(business, booking.id, 'confirm-payment', { method: 'cash', amount: 20_000.5 })
  t.is(paid.body.status, 'confirmed')
  t.is(paid.body.payment.received, 20_000.5)
  t.is(paid.body.payment_screenshot_url, null)
  t.is(await codeOf({ method: 'cash', amount: 1 }), 'invalid_booking_status')
})

test('a proof that is not accepted makes the deposit due again, with a new deadline', async t => {
  const business = await withDeposit()
  const booking = await approved(business)
  t.is((await pay(business, booking.id, 'reject-payment')).body.code, 'invalid_booking_status')
  await sendProof(testApp, booking.id, { file: png(), uploadToken: booking.upload_token })
  const rejected = await pay(business, booking.id, 'reject-payment', { reason: 'No se lee el número' })
  t.is(rejected.body.status, 'approved')
  t.is(rejected.body.payment.deadline, '2026-11-24T14:00:00.000Z')
  t.like(rejected.body.payment.proofs[0], { status: 'rejected', reason: 'No se lee el número' } as object)
  t.is((await pay(business, booking.id, 'confirm-payment')).body.code, 'no_payment_proof')
  t.is(
    (await sendProof(testApp, booking.id, { file: pdf(), uploadToken: booking.upload_token })).body.status,
    'pending_payment'
  )
  const confirmed = await pay(business, booking.id, 'confirm-payment')
  t.deepEqual(confirmed.body.payment.proofs.map(proof => proof.status).sort(), ['accepted', 'rejected'])
})

test('two confirmations at once count the money once', async t => {
  const business = await withDeposit()
  const booking = await approved(business)
  await sendProof(testApp, booking.id, { file: png(), uploadToken: booking.upload_token })
  const answers = await Promise.all(Array.from({ length: 8 }, () => pay(business, booking.id, 'confirm-payment')))
  t.deepEqual(answers.map(answer => answer.status).sort(), [200, 400, 400, 400, 400, 400, 400, 400])
  t.is((await see(testApp, business, `/bookings/${booking.id}`)).payment.received, 15_000)
})

test('what is unpaid in time expires; a proof that comes later is kept and moves nothing', async t => {
  const business = await withDeposit()
  const booking = await approved(business)
  await testApp.asSystem(({ db }) =>
    db.raw(`update slot_holds set expires_at = '2026-11-23T13:00:00Z' where booking_id = ?`, [booking.id])
  )
  t.is(await withTenant(testApp.app, business.tenantId, context => expireBooking(context, booking.id)), 'expired')
  const late = await sendProof(testApp, booking.id, { file: png(), uploadToken: booking.upload_token })
  t.is(late.status, 200)
  t.is(late.body.status, 'expired')
  t.is((await see(testApp, business, `/bookings/${booking.id}`)).payment.proofs.length, 1)
  t.like((await eventsOf(testApp, booking.id)).at(-1), { type: 'payment_proof_uploaded', payload: { late: true } })
  t.is((await pay(business, booking.id, 'confirm-payment')).body.code, 'invalid_booking_status')
})

test('a booking with a proof under review does not expire', async t => {
  const business = await withDeposit()
  const booking = await approved(business)
  await sendProof(testApp, booking.id, { file: png(), uploadToken: booking.upload_token })
  t.is(await withTenant(testApp.app, business.tenantId, context => expireBooking(context, booking.id)), 'nothing')
})

test('money goes back up to what was received, also after a cancellation', async t => {
  const business = await withDeposit()
  const booking = await approved(business)
  t.is((await pay(business, booking.id, 'refund')).body.code, 'refund_too_large')
  await pay(business, booking.id, 'confirm-payment', { method: 'cash', amount: 15_000 })
  await pay(business, booking.id, 'cancel', { reason: 'Enfermedad' })
  t.is((await pay(business, booking.id, 'refund', { amount: 15_000.01 })).body.code, 'refund_too_large')
  const part = await pay(business, booking.id, 'refund', { amount: 5000, method: 'nequi', note: 'La mitad' })
  t.like(part.body, { status: 'cancelled' })
  t.is(part.body.payment.refunded, 5000)
  t.is((await pay(business, booking.id, 'refund')).body.payment.refunded, 15_000)
  t.is((await pay(business, booking.id, 'refund')).body.code, 'refund_too_large')
})

test('a deposit for new customers is not asked of those who came before', async t => {
  const business = await newBusiness(testApp, {
    policies: { deposit: { kind: 'fixed', amount: 10_000, applies_to: 'new' } }
  })
  const customer = { first_name: 'Ana', phone: '+573015550001' }
  const first = await book(testApp, business, START, { customer })
  t.is((await pay(business, first.body.id, 'approve')).body.status, 'approved')
  await pay(business, first.body.id, 'confirm-payment', { method: 'cash', amount: 10_000 })
  const second = await book(testApp, business, '2026-11-28T15:00:00Z', { customer })
  t.is((await pay(business, second.body.id, 'approve')).body.status, 'confirmed')
})

test('how to pay is told with the approval, in the words of the business', async t => {
  const business = await newBusiness(testApp, {
    policies: { deposit: { kind: 'fixed', amount: 20_000, applies_to: 'everyone' }, treatment: 'tu' },
    tenant: { whatsapp_status: 'connected', nequi_number: '3001234567' }
  })
  const { body } = await book(testApp, business, START)
  await testApp.asTenant(business.tenantId, ({ db, tenantId }) =>
    db.raw(
      `insert into conversations (tenant_id, customer_id, customer_phone, service_window_expires_at)
       select tenant_id, customer_id, null, '2026-11-24T10:00:00Z' from bookings where tenant_id = ?`,
      [tenantId]
    )
  )
  await pay(business, body.id, 'approve')
  const { rows } = await testApp.asSystem(({ db }) =>
    db.raw('select text_content from messages where tenant_id = ?', [business.tenantId])
  )
  t.deepEqual(rows[0].text_content.split('\n'), [
    'Buenas noticias: aprobamos tu cita de *Corte* para el viernes 27 de noviembre a las 10:00 a. m.',
    '',
    'Para confirmarla falta un anticipo de *$ 20.000*, a más tardar el martes 24 de noviembre a las 9:00 a. m.',
    '• Nequi: 3001234567',
    'Cuando lo hagas, envíanos el comprobante por este chat.'
  ])
})

test('an owner of one business sees and moves nothing of another’s money', async t => {
  const business = await withDeposit()
  const other = await withDeposit()
  const booking = await approved(business)
  for (const verb of ['confirm-payment', 'reject-payment', 'refund'])
    t.is((await pay(other, booking.id, verb)).body.code, 'booking_not_found')
  const token = await freshToken(testApp, other)
  t.is((await sendProof(testApp, booking.id, { file: png(), token })).status, 404)
  const details: Details = await see(testApp, business, `/bookings/${booking.id}`)
  t.deepEqual(details.payment.proofs, [])
})
