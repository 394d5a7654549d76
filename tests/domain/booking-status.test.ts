import test from 'ava'
import {
  type BookingAction,
  type BookingStatus,
  bookingActions,
  bookingStatuses,
  nextStatus,
  requireNext
} from '../../shared/domain/booking-status.ts'
import { DomainError } from '../../shared/domain/errors.ts'

/** Written a second time, row by row, from the rulings. What is not here must be refused. */
const expected: readonly [BookingStatus, BookingAction, BookingStatus][] = [
  ['pending_approval', 'reject', 'rejected'],
  ['pending_approval', 'cancel', 'cancelled'],
  ['pending_approval', 'reschedule', 'pending_approval'],
  ['pending_approval', 'expire', 'expired'],
  ['approved', 'upload_proof', 'pending_payment'],
  ['approved', 'confirm_cash', 'confirmed'],
  ['approved', 'cancel', 'cancelled'],
  ['approved', 'reschedule', 'approved'],
  ['approved', 'expire', 'expired'],
  ['pending_payment', 'upload_proof', 'pending_payment'],
  ['pending_payment', 'confirm_payment', 'confirmed'],
  ['pending_payment', 'confirm_cash', 'confirmed'],
  ['pending_payment', 'reject_payment', 'approved'],
  ['pending_payment', 'cancel', 'cancelled'],
  ['pending_payment', 'reschedule', 'pending_payment'],
  ['confirmed', 'cancel', 'cancelled'],
  ['confirmed', 'reschedule', 'confirmed'],
  ['confirmed', 'complete', 'completed'],
  ['confirmed', 'no_show', 'no_show'],
  ['expired', 'upload_proof', 'expired']
]

test('every status under every action leads where the rulings say, and nowhere else', t => {
  for (const status of bookingStatuses)
    for (const action of bookingActions) {
      if (status === 'pending_approval' && action === 'approve') continue
      const target = expected.find(([from, by]) => from === status && by === action)?.[2] ?? null
      for (const depositDue of [true, false])
        t.is(nextStatus(status, action, depositDue), target, `${status} ${action}`)
    }
})

test('an approval confirms where no deposit is due, and waits for it where one is', t => {
  t.is(nextStatus('pending_approval', 'approve', false), 'confirmed')
  t.is(nextStatus('pending_approval', 'approve', true), 'approved')
})

test('what is refused says so with the code of the specification', t => {
  const codeOf = (status: BookingStatus, action: BookingAction) => {
    const error = t.throws(() => requireNext(status, action), { instanceOf: DomainError })
    return error?.code
  }
  for (const status of bookingStatuses)
    for (const action of bookingActions) {
      if (nextStatus(status, action)) continue
      const code = codeOf(status, action)
      if (action === 'cancel') t.is(code, 'cannot_cancel_booking')
      else if (action === 'confirm_payment' && status === 'approved') t.is(code, 'no_payment_proof')
      else t.is(code, 'invalid_booking_status')
    }
})
