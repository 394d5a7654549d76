import test from 'ava'
import * as booking from '../../shared/domain/booking.ts'
import type { BookingStatus } from '../../shared/domain/booking-status.ts'
import { depositDue } from '../../shared/domain/deposit.ts'
import * as duration from '../../shared/domain/duration.ts'
import * as email from '../../shared/domain/email.ts'
import * as proof from '../../shared/domain/payment-proof.ts'
import { defaultPolicies } from '../../shared/domain/policies.ts'
import * as timeSlot from '../../shared/domain/time-slot.ts'
import * as phone from '../../shared/phone.ts'
import { durationText } from '../../shared/texts/es-co.ts'

const at = (text: string) => new Date(text)
const booked = (status: BookingStatus = 'confirmed') => ({
  startTime: at('2026-11-27T15:00:00Z'),
  endTime: at('2026-11-27T16:30:00Z'),
  timezone: 'America/Bogota',
  status
})

test('a customer may change a booking until 24 hours before it, to the second', t => {
  const may = (now: string) => booking.isWithinModificationWindow(booked(), defaultPolicies, at(now))
  t.true(may('2026-11-26T15:00:00Z'))
  t.false(may('2026-11-26T15:00:01Z'))
  t.true(booking.isWithinModificationWindow(booked(), { change_window_hours: 2 }, at('2026-11-27T12:59:59Z')))
  t.is(booking.calculateDuration(booked()), 90)
})

test('the owner always cancels; a customer takes back a request, and needs the owner for what is confirmed', t => {
  const early = at('2026-11-20T15:00:00Z')
  const late = at('2026-11-27T14:00:00Z')
  const free = { ...defaultPolicies, cancel_needs_owner: false }
  const rule = booking.cancellationRule
  t.is(rule(booked(), 'owner', defaultPolicies, late), 'allowed')
  t.is(rule(booked('pending_approval'), 'customer', defaultPolicies, late), 'allowed')
  t.is(rule(booked('approved'), 'agent', defaultPolicies, late), 'allowed')
  t.is(rule(booked(), 'customer', defaultPolicies, early), 'needs_owner')
  t.is(rule(booked(), 'customer', free, early), 'allowed')
  t.is(rule(booked(), 'customer', free, late), 'needs_owner')
})

test('a deposit is asked until the hours of the policy are over, but not longer than until the booking', t => {
  const deadline = (now: string) => booking.paymentDeadline(booked(), { payment_hours: 24 }, at(now)).toISOString()
  t.is(deadline('2026-11-25T15:00:00Z'), '2026-11-26T15:00:00.000Z')
  t.is(deadline('2026-11-27T14:00:00Z'), '2026-11-27T15:00:00.000Z')
  t.is(deadline('2026-11-27T15:10:00Z'), '2026-11-28T15:10:00.000Z', 'when it has begun, the booking sets no limit')
})

test('notes of the staff only grow', t => {
  t.is(booking.addInternalNote(null, ' uno '), 'uno')
  t.is(booking.addInternalNote('uno', 'dos'), 'uno\ndos')
})

test('the deposit follows the service, else the business, and is never more than the price', t => {
  const service = { priceAmount: '50000.00', depositKind: null, depositAmount: null }
  const ask = (deposit: Partial<typeof defaultPolicies.deposit>, isNew = false, own: object = {}) =>
    depositDue({ ...service, ...own }, { ...defaultPolicies.deposit, ...deposit }, isNew)
  t.is(ask({}), '0.00')
  t.is(ask({ kind: 'percent', amount: 30 }), '15000.00')
  t.is(ask({ kind: 'fixed', amount: 20_000.5 }), '20000.50')
  t.is(ask({ kind: 'fixed', amount: 80_000 }), '50000.00')
  t.is(ask({ kind: 'percent', amount: 30, applies_to: 'new' }), '0.00')
  t.is(ask({ kind: 'percent', amount: 30, applies_to: 'new' }, true), '15000.00')
  t.is(ask({}, false, { depositKind: 'percent', depositAmount: '50.00' }), '25000.00')
  t.is(ask({ kind: 'percent', amount: 30 }, false, { depositKind: 'fixed', depositAmount: '0.00' }), '0.00')
  t.is(ask({ applies_to: 'nobody' }, true, { depositKind: 'fixed', depositAmount: '9000.00' }), '0.00')
})

test('a slot knows its length, its neighbours, and what clocks show', t => {
  const slot = {
    startTime: at('2026-11-27T15:00:00Z'),
    endTime: at('2026-11-27T16:00:00Z'),
    timezone: 'America/Bogota'
  }
  const after = { ...slot, startTime: slot.endTime, endTime: at('2026-11-27T17:00:00Z') }
  t.true(timeSlot.isValid(slot))
  t.false(timeSlot.isValid({ ...slot, endTime: slot.startTime }))
  t.false(timeSlot.overlapsWith(slot, after), 'slots that touch do not overlap')
  t.true(timeSlot.overlapsWith(slot, { ...after, startTime: at('2026-11-27T15:59:59Z') }))
  t.is(timeSlot.durationMinutes(slot), 60)
  t.true(timeSlot.isInFuture(slot, at('2026-11-27T14:59:59Z')))
  t.false(timeSlot.isInFuture(slot, slot.startTime))
  t.deepEqual(timeSlot.toLocalTime(slot).start, { day: '2026-11-27', weekday: 5, minutes: 600 })
  t.deepEqual(timeSlot.toLocalTime(slot, 'Asia/Tokyo').start, { day: '2026-11-28', weekday: 6, minutes: 0 })
})

test('services take between 15 minutes and 8 hours, and say so in Spanish', t => {
  t.deepEqual(
    [14, 15, 480, 481, 15.5].map(minutes => duration.isValid({ minutes })),
    [false, true, true, false, false]
  )
  t.is(duration.toHours({ minutes: 90 }), 1.5)
  t.is(durationText(90), '1 hora 30 min')
})

test('a proof is verified by somebody at some time', t => {
  const sent = {
    screenshotUrl: 'x',
    uploadTimestamp: at('2026-11-27T15:00:00Z'),
    verified: false,
    verifiedAt: null,
    verifiedBy: null
  }
  t.false(proof.isVerified(sent))
  const seen = proof.markVerified(sent, 'user', at('2026-11-27T16:00:00Z'))
  t.true(proof.isVerified(seen))
  t.is(seen.verifiedBy, 'user')
})

test('telephone numbers are read as people type them, and only those that can exist', t => {
  const read = (text: string) => phone.parsePhone(text)?.number ?? null
  for (const text of ['300 123 4567', '300-1234567', '+57 300 1234567', '573001234567', '0057 300 123 4567'])
    t.is(read(text), '+573001234567', text)
  t.is(read('601 228 1260'), '+576012281260')
  t.is(read('+1 415 555 2671'), '+14155552671')
  for (const text of ['', '123', '200 123 4567', '300 123 456', 'hola']) t.is(read(text), null, text)
  t.true(phone.isValid({ number: '+573001234567' }))
  t.false(phone.isValid({ number: '3001234567' }))
  t.is(phone.countryCode({ number: '+573001234567' }), '57')
  t.is(phone.formatDisplay({ number: '+573001234567' }), '300 1234567')
})

test('e-mail addresses are compared in lower case', t => {
  const camila = email.toEmail(' Camila@Example.COM ')
  t.deepEqual(camila, { address: 'camila@example.com' })
  t.true(email.isValid(camila))
  t.is(email.domain(camila), 'example.com')
  for (const address of ['', 'a@', '@b.co', 'a@b', 'a b@c.co', 'a@b..co']) t.false(email.isValid({ address }), address)
})
