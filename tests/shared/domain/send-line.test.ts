import test from 'ava'
import {
  type InLine,
  type LineStep,
  MONEY_UNSURE_MS,
  nextStep,
  reconcileOf,
  SENDING_LOST_AFTER_MS
} from '../../../shared/domain/send-line.ts'

const NOW = new Date('2026-11-23T10:00:00Z')
const RECONCILE = 60_000
const at = (ms: number): Date => new Date(NOW.getTime() + ms)
const row = (status: InLine['status'], more: Partial<InLine> = {}): InLine => ({
  status,
  origin: 'agent',
  purpose: 'service',
  claimed_at: null,
  next_attempt_at: null,
  released: false,
  ...more
})
const queued = (more: Partial<InLine> = {}) => row('queued', more)
const sending = (claimedMs: number, more: Partial<InLine> = {}) =>
  row('sending', { claimed_at: at(claimedMs), ...more })
const ambiguous = (dueMs: number, more: Partial<InLine> = {}) =>
  row('ambiguous', { claimed_at: at(-1000), next_attempt_at: at(dueMs), ...more })
const owner = { origin: 'owner_app' }
const money = { purpose: 'collection' }
const send = (index: number, passing: number | null = null): LineStep => ({ kind: 'send', index, passing })
const wait = (ms: number): LineStep => ({ kind: 'wait', until: at(ms) })

const cases: Readonly<Record<string, readonly [line: readonly InLine[], step: LineStep]>> = {
  'an empty line needs nothing': [[], { kind: 'empty' }],
  'the first queued message is sent': [[queued(), queued()], send(0)],
  'a message that is held until later holds up those behind it': [
    [queued({ next_attempt_at: at(5000) }), queued()],
    wait(5000)
  ],
  'a message whose time has come is sent': [[queued({ next_attempt_at: at(0) })], send(0)],
  'while one is being sent the next waits until its worker must be dead': [
    [sending(-1000), queued()],
    wait(SENDING_LOST_AFTER_MS - 1000)
  ],
  'the owner too waits for a message that is being sent': [[sending(0), queued(owner)], wait(SENDING_LOST_AFTER_MS)],
  'a message in sending without a claim time is given its full time': [
    [row('sending'), queued()],
    wait(SENDING_LOST_AFTER_MS)
  ],
  'a message of a lost worker becomes ambiguous, for the rest of its reconcile time': [
    [sending(-SENDING_LOST_AFTER_MS), queued()],
    { kind: 'mark_ambiguous', index: 0, until: at(RECONCILE - SENDING_LOST_AFTER_MS) }
  ],
  'a lost message about money waits ten minutes': [
    [sending(-SENDING_LOST_AFTER_MS, money)],
    { kind: 'mark_ambiguous', index: 0, until: at(MONEY_UNSURE_MS - SENDING_LOST_AFTER_MS) }
  ],
  'a lost message behind a released one is found': [
    [ambiguous(5000, { released: true }), sending(-SENDING_LOST_AFTER_MS)],
    { kind: 'mark_ambiguous', index: 1, until: at(RECONCILE - SENDING_LOST_AFTER_MS) }
  ],
  'an ambiguous message holds up what the bot says next': [[ambiguous(30_000), queued()], wait(30_000)],
  'an ambiguous message alone is waited for': [[ambiguous(30_000)], wait(30_000)],
  'an ambiguous chat message whose time is over goes again': [[ambiguous(0), queued()], { kind: 'resend', index: 0 }],
  'an ambiguous message without a time goes again at once': [[row('ambiguous')], { kind: 'resend', index: 0 }],
  'an ambiguous message about money is never sent again': [
    [ambiguous(0, money), queued()],
    { kind: 'needs_attention', index: 0 }
  ],
  'a released message about money ends with a person too': [
    [ambiguous(0, { ...money, released: true })],
    { kind: 'needs_attention', index: 0 }
  ],
  "the owner's words pass an ambiguous message": [[ambiguous(30_000), queued(owner)], send(1, 0)],
  "the owner's words pass an ambiguous message about money": [[ambiguous(30_000, money), queued(owner)], send(1, 0)],
  'what is passed already is not passed again': [[ambiguous(30_000, { released: true }), queued(owner)], send(1)],
  'the bot still waits behind a message that the owner passed': [
    [ambiguous(30_000, { released: true }), queued()],
    wait(30_000)
  ],
  'a passed message whose time is over goes again before newer ones': [
    [ambiguous(0, { released: true }), queued()],
    { kind: 'resend', index: 0 }
  ],
  "the owner's held message waits for its own time": [[queued({ ...owner, next_attempt_at: at(7000) })], wait(7000)],
  'of two times that are waited for the earlier counts': [
    [ambiguous(3000), queued({ ...owner, next_attempt_at: at(7000) })],
    wait(3000)
  ],
  "the owner's words never overtake what was queued before them": [[queued(), queued(owner)], send(0)],
  'what the system must say waits like the bot': [[ambiguous(30_000), queued({ origin: 'system' })], wait(30_000)]
}

for (const [title, [line, step]] of Object.entries(cases))
  test(title, t => {
    t.deepEqual(nextStep(line, NOW, RECONCILE), step)
  })

test('at no time are two unreleased messages of a conversation in flight', t => {
  const kinds = [queued(), queued(owner), sending(-1000), ambiguous(30_000), ambiguous(30_000, { released: true })]
  for (const first of kinds)
    for (const second of kinds) {
      const line = [first, second]
      const step = nextStep(line, NOW, RECONCILE)
      if (step.kind !== 'send') continue
      const flying = line.filter(
        (entry, index) => entry.status !== 'queued' && !entry.released && index !== step.passing
      )
      t.deepEqual(flying, [], `${first.status} ${first.origin}, ${second.status} ${second.origin}`)
      t.is(line[step.index]?.status, 'queued')
    }
})

test('the reconcile time is the configured one, and ten minutes for money', t => {
  t.is(reconcileOf({ purpose: 'service' }, RECONCILE), RECONCILE)
  t.is(reconcileOf({ purpose: null }, RECONCILE), RECONCILE)
  t.is(reconcileOf(money, RECONCILE), MONEY_UNSURE_MS)
})
