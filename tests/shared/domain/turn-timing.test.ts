import test from 'ava'
import { turnDueAt } from '../../../shared/domain/turn-timing.ts'

const QUIET = 1500
const CAP = 8000
const at = (ms: number): Date => new Date(Date.UTC(2026, 10, 23, 10) + ms)
const due = (oldest: number, newest: number, hasTap = false): number =>
  turnDueAt({ oldest: at(oldest), newest: at(newest), hasTap }, QUIET, CAP).getTime() - at(0).getTime()

test('one message is answered after the quiet time', t => {
  t.is(due(0, 0), QUIET)
})

test('every further fragment starts the quiet time again', t => {
  t.is(due(0, 1000), 2500)
  t.is(due(0, 5000), 6500)
})

test('whoever never stops writing is answered after the cap all the same', t => {
  t.is(due(0, 6499), 7999)
  t.is(due(0, 6500), 8000)
  t.is(due(0, 7900), CAP)
  t.is(due(0, 60_000), CAP)
})

test('a tap is answered at once, also when text stands beside it', t => {
  t.is(due(0, 0, true), 0)
  t.is(due(0, 3000, true), 3000)
})

test('with no quiet time a message is due when it was written', t => {
  t.deepEqual(turnDueAt({ oldest: at(0), newest: at(400), hasTap: false }, 0, CAP), at(400))
})
