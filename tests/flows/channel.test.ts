import test from 'ava'
import { eventually } from '../helpers/eventually.ts'
import { forEachBackend, newCustomer } from '../helpers/system.ts'
import { answers, firstRow, sentTo } from '../helpers/talk.ts'

const each = forEachBackend(test, { serial: true })

each('a number over its rate pauses as a whole and goes on by itself', async (t, system) => {
  const [first, second] = [newCustomer(), newCustomer()]
  system.sandbox.misbehave({ match: { to: first.waId }, times: 1, action: { error: { code: 130429 } } })
  await system.sandbox.receive({ from: first, type: 'text', body: 'hola' })
  await firstRow(system, first.waId, ({ error_message }) => error_message === 'slow_number')
  await system.sandbox.receive({ from: second, type: 'text', body: 'hola' })
  await firstRow(system, second.waId, ({ status }) => status === 'queued')
  t.is(sentTo(system, second.waId).length, 0, 'the other customer waits too')
  await Promise.all([answers(system, first.waId), answers(system, second.waId)])
  t.is(sentTo(system, first.waId).length, 1)
})

each(
  'a dead token stops the channel, loses nothing, and all goes out after it is connected again',
  async (t, system) => {
    const [first, second] = [newCustomer(), newCustomer()]
    const undo = system.sandbox.misbehave({ action: { error: { code: 190 } } })
    await system.sandbox.receive({ from: first, type: 'text', body: 'hola' })
    await eventually(async () => {
      const rows = await system.rows<{ whatsapp_status: string }>('select whatsapp_status from tenants')
      return rows[0]?.whatsapp_status === 'token_dead'
    }, 'the channel stopped')
    await system.sandbox.receive({ from: second, type: 'text', body: 'hola' })
    const row = await firstRow(system, second.waId, ({ status }) => status === 'queued')
    t.is(row.attempt, 0, 'nothing more was tried with the dead token')
    const alarms = await system.rows(`select 1 from audit_log where type = 'whatsapp_channel_stopped'`)
    t.is(alarms.length, 1)
    undo()
    await system.rows(`update tenants set whatsapp_status = 'connected' returning 1`)
    system.clock.shift(10_000)
    await system.sweep()
    await Promise.all([answers(system, first.waId), answers(system, second.waId)])
    system.clock.shift(0)
    t.is(sentTo(system, first.waId).length + sentTo(system, second.waId).length, 2)
  }
)

each('when the 24 hours are over nothing free-form leaves, and the owner sees it', async (t, system) => {
  const customer = newCustomer()
  const undo = system.sandbox.misbehave({ match: { to: customer.waId }, action: { error: { code: 131000 } } })
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  await firstRow(system, customer.waId, ({ status, attempt }) => status === 'queued' && attempt > 0)
  undo()
  system.clock.shift(25 * 3_600_000)
  await system.sweep()
  const row = await firstRow(system, customer.waId, ({ status }) => status === 'suppressed')
  system.clock.shift(0)
  t.like(row, { error_message: 'window_closed', needs_attention: true })
})

each(
  'conversations close at the end of their window, and the next message opens one that remembers',
  async (t, system) => {
    const customer = newCustomer()
    await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
    await answers(system, customer.waId)
    system.clock.shift(25 * 3_600_000)
    await eventually(async () => {
      // as every tick of the clock does: a conversation that a late status holds locked is left to the next one
      await system.app.producer.add([{ queue: 'expiry', job: 'conversations', data: {} }], system.clock.now())
      const rows = await system.rows<{ status: string }>('select status from conversations where customer_phone = ?', [
        `+${customer.waId}`
      ])
      return rows[0]?.status === 'closed'
    }, 'closed')
    system.clock.shift(0)
    await system.sandbox.receive({ from: customer, type: 'text', body: 'sigo aquí' })
    await answers(system, customer.waId, 2)
    const rows = await system.rows<{ status: string }>(
      'select status from conversations where customer_phone = ? order by created_at',
      [`+${customer.waId}`]
    )
    t.deepEqual(rows.map(({ status }) => status).sort(), ['active', 'closed'])
  }
)
