import test from 'ava'
import { defaultPolicies, policiesOf } from '../../../shared/domain/policies.ts'

test('a business that set nothing has every default', t => {
  for (const stored of [{}, null, undefined, 'nonsense', 7]) t.deepEqual(policiesOf(stored), defaultPolicies)
})

test('what a business set wins, and the rest stays the default', t => {
  const policies = policiesOf({ treatment: 'tu', capacity: 3, reminder_offsets: [60] })
  t.deepEqual(policies, { ...defaultPolicies, treatment: 'tu', capacity: 3, reminder_offsets: [60] })
})

test('the defaults are those that the rules of the product name', t => {
  t.like(defaultPolicies, {
    hold_minutes: 120,
    hold_mode: 'hold',
    max_open_requests: 2,
    capacity: 1,
    change_window_hours: 24,
    cancel_needs_owner: true,
    reminder_offsets: [1440, 120],
    treatment: 'usted',
    auto_approve: 'off',
    verify_public_bookings: false
  })
})

test('filling in one business changes nothing for the next', t => {
  const before = structuredClone(defaultPolicies)
  policiesOf({ treatment: 'tu' })
  t.deepEqual(defaultPolicies, before)
})
