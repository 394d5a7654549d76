import test from 'ava'
import { judgeSendError, MOST_ATTEMPTS, type SendVerdict, waitAfter } from '../../../shared/domain/send-errors.ts'

const table: Readonly<Record<SendVerdict, readonly number[]>> = {
  retry: [1, 2, 131000, 131016, 133004, 133015],
  slow_pair: [131056],
  slow_number: [4, 80007, 130429, 131048, 131057, 131064],
  window_closed: [131047],
  token_dead: [0, 3, 10, 190, 200, 240, 299, 131005],
  channel_blocked: [33, 368, 131031, 131037, 131042, 131044, 131045, 133006, 133010, 134011],
  permanent: [
    100, 199, 300, 131008, 131009, 131021, 131026, 131030, 131049, 131050, 131051, 131053, 132000, 132001, 999999, -1
  ]
}

for (const [verdict, codes] of Object.entries(table))
  test(`Meta's codes ${codes.join(', ')} mean ${verdict}`, t => {
    for (const code of codes) t.is(judgeSendError(code), verdict as SendVerdict, String(code))
  })

test('the pair limit waits four times longer with every attempt', t => {
  t.deepEqual(
    [1, 2, 3, 4].map(attempt => waitAfter('slow_pair', 131056, attempt)),
    [4000, 16_000, 64_000, 256_000]
  )
})

test('a number over its throughput waits seconds, one held for spam an hour', t => {
  t.deepEqual(
    [1, 2, 3].map(attempt => waitAfter('slow_number', 130429, attempt)),
    [5000, 10_000, 20_000]
  )
  t.is(waitAfter('slow_number', 131048, 1), 3_600_000)
  t.is(waitAfter('slow_number', 131048, 5), 3_600_000)
})

test('a passing trouble doubles its wait', t => {
  t.deepEqual(
    [1, 2, 3].map(attempt => waitAfter('retry', 131000, attempt)),
    [2000, 4000, 8000]
  )
})

test('no wait of any attempt exceeds an hour and a half, nor is shorter than a second', t => {
  for (const verdict of ['retry', 'slow_pair', 'slow_number'] as const)
    for (let attempt = 1; attempt <= 50; attempt += 1) {
      const wait = waitAfter(verdict, 0, attempt)
      t.true(wait >= 1000 && wait <= 5_400_000, `${verdict} ${attempt}: ${wait}`)
    }
  t.true(MOST_ATTEMPTS > 1)
})
