import test from 'ava'
import { freshState, readState } from '../../../shared/domain/agent.ts'

const now = new Date('2026-11-23T13:00:00Z')
const at = '2026-11-23T12:00:00.000Z'
const pending = { kind: 'booking', serviceId: 'corte', start: '2026-11-27T20:00:00.000Z' } as const

test('what the agent remembers comes back as it was', t => {
  const state = { ...freshState, greeted: true, serviceId: 'corte', pending, refusals: 1, misses: 2, at }
  t.deepEqual(readState(JSON.parse(JSON.stringify(state)), now), state)
})

test('a memory of an unknown version starts afresh', t => {
  for (const stored of [
    { version: 2, greeted: true },
    { version: '1', greeted: true },
    { greeted: true },
    {},
    null,
    undefined,
    7,
    'x',
    []
  ])
    t.deepEqual(readState(stored, now), freshState, JSON.stringify(stored))
})

test('what an older memory of this version lacks has its default', t => {
  t.deepEqual(readState({ version: 1, greeted: true, serviceId: 'x' }, now), {
    ...freshState,
    greeted: true,
    serviceId: 'x'
  })
})

test('what is odd in a memory is not believed', t => {
  for (const odd of [
    { pending: { kind: 'booking' } },
    { pending: { ...pending, start: 'mañana' } },
    { pending: { kind: 'change', serviceId: 'x', start: at } },
    { pending: { kind: 'cancel' } },
    { pending: 'sí', misses: -1, refusals: 'many', serviceId: 7, at: 'ayer' }
  ])
    t.deepEqual(readState({ version: 1, ...odd }, now), freshState, JSON.stringify(odd))
})

test('after a day only what was said once and for all is remembered', t => {
  const state = { ...freshState, greeted: true, informed: true, serviceId: 'corte', pending, misses: 2 }
  const stored = { ...state, at: '2026-11-22T12:59:59.000Z' }
  t.deepEqual(readState(stored, now), { ...freshState, greeted: true, informed: true })
})

test('reading changes nothing for the next conversation', t => {
  readState({ version: 1, greeted: true, serviceId: 'x' }, now)
  t.is(freshState.greeted, false)
})
