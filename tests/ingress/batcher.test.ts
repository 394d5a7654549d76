import test from 'ava'
import { createBatcher } from '../../ingress/batcher.ts'

type Write = { rows: readonly string[]; finish: () => void; fail: (error: Error) => void }

/** A writer whose writes are seen, and end when the test says so. */
function slowWriter() {
  const writes: Write[] = []
  let seen = () => {}
  const write = (rows: readonly string[]) =>
    new Promise<void>((resolve, reject) => {
      writes.push({ rows, finish: resolve, fail: reject })
      seen()
    })
  /** Resolves once the write with this number (from 1) has begun. */
  const begun = async (count: number): Promise<Write> => {
    while (writes.length < count)
      await new Promise<void>(resolve => {
        seen = resolve
      })
    return writes[count - 1] as Write
  }
  return { writes, write, begun }
}

test('callers of the same moment share one write, in the order in which they came', async t => {
  const { writes, write, begun } = slowWriter()
  const batcher = createBatcher(write, 2)
  const all = ['a', 'b', 'c'].map(row => batcher.write([row, row.toUpperCase()]))
  ;(await begun(1)).finish()
  await Promise.all(all)
  t.deepEqual(
    writes.map(({ rows }) => rows),
    [['a', 'A', 'b', 'B', 'c', 'C']]
  )
})

test('one write is under way at a time; what comes meanwhile goes together in the next', async t => {
  const { writes, write, begun } = slowWriter()
  const batcher = createBatcher(write, 0)
  const first = batcher.write(['a'])
  const one = await begun(1)
  const later = [batcher.write(['b']), batcher.write(['c'])]
  t.is(writes.length, 1)
  one.finish()
  await first
  ;(await begun(2)).finish()
  await Promise.all(later)
  t.deepEqual(
    writes.map(({ rows }) => rows),
    [['a'], ['b', 'c']]
  )
})

test('a caller is told only when its own rows are written', async t => {
  const { write, begun } = slowWriter()
  const batcher = createBatcher(write, 0)
  const told: string[] = []
  const first = batcher.write(['a']).then(() => told.push('a'))
  const one = await begun(1)
  const second = batcher.write(['b']).then(() => told.push('b'))
  one.finish()
  await first
  const two = await begun(2)
  t.deepEqual(told, ['a'])
  two.finish()
  await second
  t.deepEqual(told, ['a', 'b'])
})

test('a failure reaches exactly the callers of that write, and the next one is tried', async t => {
  const { write, begun } = slowWriter()
  const batcher = createBatcher(write, 0)
  const failing = Promise.allSettled([batcher.write(['a']), batcher.write(['b'])])
  const one = await begun(1)
  const next = batcher.write(['c'])
  one.fail(new Error('the store is away'))
  const results = await failing
  t.deepEqual(
    results.map(result => result.status === 'rejected' && result.reason.message),
    ['the store is away', 'the store is away']
  )
  ;(await begun(2)).finish()
  await t.notThrowsAsync(next)
})

test('a writer that throws before it starts is a failure like any other', async t => {
  const batcher = createBatcher<string>(() => {
    throw new Error('not even begun')
  }, 0)
  await t.throwsAsync(batcher.write(['a']), { message: 'not even begun' })
  await t.throwsAsync(batcher.write(['b']), { message: 'not even begun' })
})

test('after a pause a new write begins by itself', async t => {
  const { writes, write, begun } = slowWriter()
  const batcher = createBatcher(write, 0)
  for (const [index, row] of ['a', 'b', 'c'].entries()) {
    const written = batcher.write([row])
    ;(await begun(index + 1)).finish()
    await written
  }
  t.deepEqual(
    writes.map(({ rows }) => rows),
    [['a'], ['b'], ['c']]
  )
})

test('rows of a failed write are not written again by the next one', async t => {
  const { writes, write, begun } = slowWriter()
  const batcher = createBatcher(write, 0)
  const failed = batcher.write(['a'])
  ;(await begun(1)).fail(new Error('away'))
  await t.throwsAsync(failed)
  const written = batcher.write(['b'])
  ;(await begun(2)).finish()
  await written
  t.deepEqual(
    writes.map(({ rows }) => rows),
    [['a'], ['b']]
  )
})
