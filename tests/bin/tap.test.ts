import test from 'ava'
import { createTapReader, type TapFailure } from '../../bin/tap.ts'

const read = (text: string) => {
  const seen: TapFailure[] = []
  const reader = createTapReader(failure => seen.push(failure))
  for (const line of text.split('\n')) reader.line(line)
  reader.end()
  return { ...reader.result, seen }
}

test('passed, failed, skipped and todo tests are counted apart', t => {
  const result = read(`TAP version 13
ok 1 - a › skipped # SKIP
not ok 2 - a › later # TODO
ok 3 - a › passes
ok 4 - a › logs # with hash
#   hello
not ok 5 - a › fails
  ---
    message: no
  ...
# a › clean

1..5
# tests 4
# pass 2
# fail 2`)
  t.is(result.passed, 2)
  t.deepEqual(result.skipped, ['a › skipped', 'a › later'])
  t.deepEqual(result.failures, [{ title: 'a › fails', details: ['  ---', '    message: no', '  ...'] }])
})

test('each failure is reported once, with or without diagnostics', t => {
  const result = read('not ok 1 - first\nnot ok 2 - second\n  ---\n    at: x\n  ...\nnot ok 3 - last')
  t.deepEqual(
    result.seen.map(failure => failure.title),
    ['first', 'second', 'last']
  )
  t.deepEqual(result.seen, result.failures)
})

test('what is not TAP is not counted', t => {
  const result = read('okay 1 - no\n  ok 1 - indented\nok\n# not ok 3 - a comment')
  t.is(result.passed, 0)
  t.deepEqual(result.failures, [])
})
