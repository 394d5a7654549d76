import test from 'ava'
import { addDays, instantOf, toLocal } from '../../../shared/domain/local-time.ts'
import { createBooking } from '../../../shared/use-cases/create-booking.ts'
import { guidedUnderstander } from '../../../workers/agent/guided-understander.ts'
import { takeTurn } from '../../../workers/agent/take-turn.ts'
import { withApp } from '../../helpers/app.ts'
import { newBusiness, type TestBusiness } from '../../helpers/bookings.ts'
import { newCustomer } from '../../helpers/system.ts'
import { begin, commit, hear, think } from '../../helpers/turns.ts'

const testApp = withApp(test, { TURN_QUIET_MS: '0' })
const quiet = { signal: new AbortController().signal }

/** Ten o'clock of the day after tomorrow. */
function someTime(): Date {
  const { day } = toLocal(testApp.clock.now(), 'America/Bogota')
  return instantOf(addDays(day, 2), 600, 'America/Bogota')
}

const confirm = ({ serviceId }: TestBusiness, start: Date) => ({ tap: `confirm:${serviceId}:${start.toISOString()}` })

async function count(business: TestBusiness, table: string): Promise<number> {
  return await testApp.asTenant(business.tenantId, async ({ db, tenantId }) => {
    const { rows } = await db.raw('select count(*)::int as n from ?? where tenant_id = ?', [table, tenantId])
    return rows[0].n
  })
}

const somebodyBooks = (business: TestBusiness, startTime: Date) =>
  testApp.asTenant(business.tenantId, context =>
    createBooking(context, {
      serviceId: business.serviceId,
      startTime,
      source: 'direct',
      by: 'owner',
      userId: null,
      customer: { phone: `+${newCustomer().waId}`, firstName: 'Olga', source: 'direct', proven: true }
    })
  )

test('a crash between the graph and the commit leaves nothing, and the next run does everything once', async t => {
  const business = await newBusiness(testApp)
  const conversation = await hear(testApp, business.tenantId, newCustomer(), confirm(business, someTime()))
  const turn = await begin(testApp, business.tenantId, conversation)
  const output = await think(testApp, business.tenantId, turn)
  t.is(output.decision.effects[0]?.kind, 'create_booking')
  const crash = commit(testApp, business.tenantId, turn, output, () => {
    throw new Error('the worker dies')
  })
  await t.throwsAsync(crash, { message: 'the worker dies' })
  for (const table of ['bookings', 'slot_holds', 'booking_approvals', 'customer_consents', 'agent_turns'])
    t.is(await count(business, table), 0, table)
  t.is(await count(business, 'messages'), 1)
  const again = await begin(testApp, business.tenantId, conversation)
  t.is(await commit(testApp, business.tenantId, again, await think(testApp, business.tenantId, again)), 'committed')
  for (const table of ['bookings', 'slot_holds', 'booking_approvals', 'customer_consents', 'agent_turns'])
    t.is(await count(business, table), 1, table)
})

test('what the rows refuse is rolled back and decided again, without asking what was meant', async t => {
  const business = await newBusiness(testApp)
  const start = someTime()
  const conversation = await hear(testApp, business.tenantId, newCustomer(), confirm(business, start))
  const turn = await begin(testApp, business.tenantId, conversation)
  const output = await think(testApp, business.tenantId, turn)
  await somebodyBooks(business, start)
  await t.throwsAsync(commit(testApp, business.tenantId, turn, output), { code: 'slot_taken' })
  t.is(await count(business, 'agent_turns'), 0)
  const [effect] = output.decision.effects
  if (!effect) return t.fail()
  const refusals = [{ effect, code: 'slot_taken' }] as const
  const deaf = {
    name: 'deaf',
    understand: async () => {
      throw new Error('asked again')
    }
  }
  const second = await think(testApp, business.tenantId, turn, { understanding: output.understanding, refusals }, deaf)
  t.deepEqual(
    second.decision.statements.slice(-2).map(({ kind }) => kind),
    ['slot_gone', 'times']
  )
  t.is(second.decision.state.refusals, 1)
  t.is(await commit(testApp, business.tenantId, turn, second), 'committed')
  t.is(await count(business, 'bookings'), 1)
})

test('a turn that is no longer the newest commits nothing', async t => {
  const business = await newBusiness(testApp)
  const conversation = await hear(testApp, business.tenantId, newCustomer(), confirm(business, someTime()))
  const turn = await begin(testApp, business.tenantId, conversation)
  const output = await think(testApp, business.tenantId, turn)
  await begin(testApp, business.tenantId, conversation)
  t.is(await commit(testApp, business.tenantId, turn, output), 'stale')
  t.is(await count(business, 'bookings'), 0)
})

test('twenty customers confirm one time at once: one request, nineteen answers with other times', async t => {
  const business = await newBusiness(testApp)
  const start = someTime()
  const turns = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const conversation = await hear(testApp, business.tenantId, newCustomer(), confirm(business, start))
      return await begin(testApp, business.tenantId, conversation)
    })
  )
  const options = { understander: guidedUnderstander, anyInbound: false }
  const results = await Promise.all(
    turns.map(turn => takeTurn({ ...testApp.app, ...quiet }, business.tenantId, turn, options))
  )
  t.true(results.every(result => result === 'committed'))
  t.is(await count(business, 'bookings'), 1)
  t.is(await count(business, 'slot_holds'), 1)
  const said = await testApp.asTenant(business.tenantId, async ({ db, tenantId }) => {
    const { rows } = await db.raw<{ rows: { gone: boolean; n: number }[] }>(
      `select text_content like '%ya no está disponible%' as gone, count(*)::int as n from messages
       where tenant_id = ? and direction = 'outbound' and origin = 'agent' group by 1 order by 1`,
      [tenantId]
    )
    return rows
  })
  t.deepEqual(said, [
    { gone: false, n: 1 },
    { gone: true, n: 19 }
  ])
})

test('requests that compete for one time are all taken, whoever confirms at once', async t => {
  const business = await newBusiness(testApp, { policies: { hold_mode: 'compete' } })
  const start = someTime()
  const turns = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const conversation = await hear(testApp, business.tenantId, newCustomer(), confirm(business, start))
      return await begin(testApp, business.tenantId, conversation)
    })
  )
  const options = { understander: guidedUnderstander, anyInbound: false }
  await Promise.all(turns.map(turn => takeTurn({ ...testApp.app, ...quiet }, business.tenantId, turn, options)))
  t.deepEqual([await count(business, 'bookings'), await count(business, 'slot_holds')], [8, 0])
})
