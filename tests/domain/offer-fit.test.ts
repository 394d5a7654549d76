import test from 'ava'
import { availableSlots, type Calendar } from '../../shared/domain/availability.ts'
import { byFit, judgeOffers } from '../../shared/domain/offer-fit.ts'
import { defaultPolicies } from '../../shared/domain/policies.ts'

const day = '2026-11-27'
const at = (time: string): Date => new Date(`${day}T${time}:00-05:00`)
const hour = { durationMinutes: 60, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 }
const rules = { ...defaultPolicies, minimum_notice_minutes: 0 }

const calendar = (...busy: readonly (readonly [from: string, to: string, lane?: number])[]): Calendar => ({
  timezone: 'America/Bogota',
  hours: [{ weekday: 5, opens: '09:00', closes: '13:00' }],
  closures: [],
  holidays: new Set(),
  busy: busy.map(([from, to, lane = 1]) => ({ start: at(from), end: at(to), lane }))
})

function judged(given: Calendar, services = [hour], demand = hour, policies = rules) {
  const slots = availableSlots(given, policies, demand, { from: day, to: day }, at('00:00'))
  return judgeOffers(given, policies, demand, services, slots)
}

const clock = (slots: readonly { startTime: Date; fit: number }[]): string[] =>
  slots.map(({ startTime, fit }) => `${startTime.toISOString().slice(11, 16)} ${fit}`)

test('on an empty day the ends come first, then what leaves whole hours, then the rest', t => {
  t.deepEqual(clock(byFit(judged(calendar()))), [
    '14:00 0',
    '17:00 0',
    '15:00 1',
    '15:30 1',
    '16:00 1',
    '14:30 2',
    '16:30 2'
  ])
})

test('beside a booking is as good as at opening', t => {
  t.deepEqual(clock(judged(calendar(['10:00', '11:00']))), ['14:00 0', '16:00 0', '16:30 2', '17:00 0'])
})

test('a gap that a shorter service fills is no waste', t => {
  const half = { ...hour, durationMinutes: 30 }
  const fits = judged(calendar(['10:00', '11:00']), [hour, half])
  t.deepEqual(clock(fits), ['14:00 0', '16:00 0', '16:30 1', '17:00 0'])
})

test('buffers count towards bookings, not towards opening and closing', t => {
  const buffered = { durationMinutes: 30, bufferBeforeMinutes: 15, bufferAfterMinutes: 15 }
  const fits = judged(calendar(['11:30', '12:00']), [buffered], hour)
  // half an hour between opening and 9:30: the short service needs its buffer towards the booking, and does not fit
  t.is(clock(fits)[1], '14:30 2')
})

test('each lane is judged by itself', t => {
  const two = { ...rules, capacity: 2 }
  const fits = judged(calendar(['09:00', '13:00', 1], ['10:00', '11:00', 2]), [hour], hour, two)
  t.deepEqual(clock(fits), ['14:00 0', '16:00 0', '16:30 2', '17:00 0'])
})

test('nothing offered is nothing judged', t => {
  t.deepEqual(judged(calendar(['09:00', '13:00'])), [])
})
