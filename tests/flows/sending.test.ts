import test from 'ava'
import { eventually } from '../helpers/eventually.ts'
import { forEachBackend, newCustomer } from '../helpers/system.ts'
import { answers, bodyOf, firstRow, outboundRows, sentTo } from '../helpers/talk.ts'

const each = forEachBackend(test)

each('an answer of Meta that is lost after the send does not double the message', async (t, system) => {
  const customer = newCustomer()
  system.sandbox.misbehave({ match: { to: customer.waId }, times: 1, action: { loseAnswer: 'after-accept' } })
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  const row = await firstRow(system, customer.waId, ({ status }) => status === 'delivered')
  t.is(row.attempt, 1)
  await system.sandbox.receive({ from: customer, type: 'text', body: 'horarios' })
  await answers(system, customer.waId, 2)
  t.is(sentTo(system, customer.waId).length, 2, 'one greeting, one answer about hours')
  t.is(sentTo(system, customer.waId)[0]?.wamid, row.whatsapp_message_id ?? '')
})

each('a send of which nothing is heard goes again after the reconcile time, once', async (t, system) => {
  const customer = newCustomer()
  system.sandbox.misbehave({ match: { to: customer.waId }, times: 1, action: { loseAnswer: 'before-accept' } })
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  await firstRow(system, customer.waId, ({ status }) => status === 'ambiguous')
  t.is(sentTo(system, customer.waId).length, 0)
  const row = await firstRow(system, customer.waId, ({ status }) => status === 'delivered')
  t.is(row.attempt, 2)
  t.is(sentTo(system, customer.waId).length, 1)
})

each('a page of some proxy instead of an answer counts as unknown, not as failed', async (t, system) => {
  const customer = newCustomer()
  system.sandbox.misbehave({ match: { to: customer.waId }, times: 1, action: { http500Html: true } })
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  const row = await firstRow(system, customer.waId, ({ status }) => status === 'delivered')
  t.is(row.attempt, 2)
})

each('a passing refusal is tried again later, and what comes after waits its turn', async (t, system) => {
  const customer = newCustomer()
  system.sandbox.misbehave({ match: { to: customer.waId }, times: 1, action: { error: { code: 131000 } } })
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  await firstRow(system, customer.waId, ({ attempt, status }) => attempt === 1 && status === 'queued')
  await system.sandbox.receive({ from: customer, type: 'text', body: 'horarios' })
  const sent = await answers(system, customer.waId, 2)
  t.regex(bodyOf(sent[0]), /¡Hola/)
  t.regex(bodyOf(sent[1]), /Atendemos/)
  const [first] = await outboundRows(system, customer.waId)
  t.is(first?.attempt, 2)
})

each('the pair limit slows this customer only', async (t, system) => {
  const [slow, other] = [newCustomer(), newCustomer()]
  system.sandbox.misbehave({ match: { to: slow.waId }, times: 1, action: { error: { code: 131056 } } })
  await system.sandbox.receive({ from: slow, type: 'text', body: 'hola' })
  await firstRow(system, slow.waId, ({ status, error_message }) => status === 'queued' && error_message === 'slow_pair')
  await system.sandbox.receive({ from: other, type: 'text', body: 'hola' })
  await answers(system, other.waId)
  await answers(system, slow.waId)
  t.is(sentTo(system, slow.waId).length, 1)
})

each(
  'a customer who cannot be reached is a failed message that a person sees, without further tries',
  async (t, system) => {
    const customer = newCustomer()
    system.sandbox.misbehave({ match: { to: customer.waId }, action: { error: { code: 131026 } } })
    await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
    const row = await firstRow(system, customer.waId, ({ status }) => status === 'failed')
    t.like(row, { attempt: 1, error_code: 131026, needs_attention: true })
  }
)

each('a window that Meta holds for closed suppresses the bot and shows it', async (t, system) => {
  const customer = newCustomer()
  system.sandbox.misbehave({ match: { to: customer.waId }, action: { error: { code: 131047 } } })
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  const row = await firstRow(system, customer.waId, ({ status }) => status === 'suppressed')
  t.like(row, { error_message: 'window_closed', needs_attention: true })
})

each('a passing failure that comes as a status makes a new row in its place', async (t, system) => {
  const customer = newCustomer()
  system.sandbox.misbehave({ match: { to: customer.waId }, times: 1, action: { status: { failed: 131000 } } })
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  const rows = await eventually(async () => {
    const all = await outboundRows(system, customer.waId)
    return all[1]?.status === 'delivered' ? all : null
  }, 'the replacement is delivered')
  t.is(rows.length, 2)
  t.like(rows[0], { status: 'failed', error_code: 131000 })
  t.is(rows[1]?.replaces_message_id, rows[0]?.id)
})

each('a failure of an earlier attempt never fails the message', async (t, system) => {
  const customer = newCustomer()
  system.sandbox.misbehave({ match: { to: customer.waId }, times: 1, action: { loseAnswer: 'before-accept' } })
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  const row = await firstRow(system, customer.waId, ({ status }) => status === 'delivered')
  await system.sandbox.postWebhook({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { phone_number_id: '106540352242922' },
              statuses: [
                {
                  id: `wamid.late-${customer.waId}`,
                  status: 'failed',
                  timestamp: String(Math.floor(Date.now() / 1000)),
                  recipient_id: customer.waId,
                  biz_opaque_callback_data: `${row.id}.1`,
                  errors: [{ code: 131026 }]
                }
              ]
            }
          }
        ]
      }
    ]
  })
  await eventually(async () => {
    const done = await system.rows(`select 1 from inbound_events where external_id = ? and fate = 'processed'`, [
      `wamid.late-${customer.waId}`
    ])
    return done.length === 1
  }, 'the late status is worked')
  t.is((await outboundRows(system, customer.waId))[0]?.status, 'delivered')
})
