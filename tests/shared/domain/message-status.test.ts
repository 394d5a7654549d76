import { randomUUID } from 'node:crypto'
import test from 'ava'
import {
  fromMeta,
  type MessageStatus,
  moveStatus,
  opaqueOf,
  outboundStatuses,
  readOpaque
} from '../../../shared/domain/message-status.ts'

type Moves = Readonly<Record<'sent' | 'delivered' | 'read' | 'failed', string | null>>
const nowhere: Moves = { sent: null, delivered: null, read: null, failed: null }
const early: Moves = { sent: 'sent', delivered: 'delivered', read: 'read', failed: 'failed' }

/** current → incoming → where it moves, for a status of the current attempt. */
const current: Readonly<Record<MessageStatus, Moves>> = {
  queued: early,
  sending: early,
  ambiguous: early,
  sent: { ...early, sent: null },
  delivered: { ...nowhere, read: 'read' },
  read: nowhere,
  failed: nowhere,
  suppressed: nowhere,
  received: nowhere
}

const statuses = Object.keys(current) as MessageStatus[]
const incoming = ['sent', 'delivered', 'read', 'failed'] as const

for (const status of statuses)
  test(`a status of the current attempt moves a ${status} message up only`, t => {
    for (const word of incoming) t.is(moveStatus(status, word, true), current[status][word] as never, word)
  })

for (const status of statuses)
  test(`a status of an earlier attempt never fails a ${status} message, and good news of it still counts`, t => {
    for (const word of incoming)
      t.is(moveStatus(status, word, false), (word === 'failed' ? null : current[status][word]) as never, word)
  })

test('whatever the order of the statuses, the highest one stands at the end', t => {
  const orders = [
    ['sent', 'delivered', 'read'],
    ['read', 'delivered', 'sent'],
    ['delivered', 'sent', 'read'],
    ['read', 'failed', 'delivered'],
    ['sent', 'sent', 'delivered', 'failed', 'read']
  ] as const
  for (const order of orders) {
    let status: string = 'sending'
    for (const word of order) status = moveStatus(status, word, true) ?? status
    t.is(status, 'read', order.join(' '))
  }
})

test('the life of an outgoing message is one order', t => {
  t.deepEqual([...outboundStatuses], ['queued', 'sending', 'ambiguous', 'sent', 'delivered', 'read'])
})

test("Meta's words become ours: played counts as read, an unknown word as nothing", t => {
  t.deepEqual(['sent', 'delivered', 'read', 'played', 'failed'].map(fromMeta), [
    'sent',
    'delivered',
    'read',
    'read',
    'failed'
  ])
  for (const odd of ['deleted', 'RINGING', 'Sent', '', null, undefined, 7, ['sent'], {}]) t.is(fromMeta(odd), null)
})

test('our mark comes back as message and attempt', t => {
  for (const attempt of [1, 2, 6, 999_999]) {
    const messageId = randomUUID()
    t.deepEqual(readOpaque(opaqueOf(messageId, attempt)), { messageId, attempt })
  }
})

test("anybody else's mark is not ours", t => {
  const id = randomUUID()
  const foreign = [
    '',
    'random_string',
    id,
    `${id}.`,
    `${id}.x`,
    `${id}.-1`,
    `${id}.1.2`,
    `${id}.1 `,
    ` ${id}.1`,
    `${id}.1234567`,
    `${id.toUpperCase()}.1`,
    `${id}\n.1`,
    null,
    undefined,
    7,
    { id },
    [`${id}.1`]
  ]
  for (const value of foreign) t.is(readOpaque(value), null, JSON.stringify(value))
})
