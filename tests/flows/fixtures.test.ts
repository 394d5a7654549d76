import test from 'ava'
import { eventually } from '../helpers/eventually.ts'
import { webhookFixtures } from '../helpers/fixtures.ts'
import { forEachBackend } from '../helpers/system.ts'

const each = forEachBackend(test)

each('every real payload is taken, and each of its events ends with a fate that says why', async (t, system) => {
  await system.rows(
    `update tenants set whatsapp_phone_number_id = '1122334455667', whatsapp_waba_id = '1234567890987654321' returning 1`
  )
  const fixtures = webhookFixtures()
  t.is(fixtures.length, 74)
  for (const { name, body } of fixtures) {
    const answer = await system.sandbox.postWebhook(body as never)
    t.is(answer.status, 200, name)
  }
  await eventually(async () => {
    const open = await system.rows('select 1 from inbound_events where fate is null')
    return open.length === 0
  }, 'no open event')
  const fates = await system.rows<{ fate: string; fate_reason: string | null; kind: string; payload: unknown }>(
    'select fate, fate_reason, kind, payload from inbound_events order by id'
  )
  t.is(fates.length, 74, 'one event per fixture: none is lost, none is taken twice')
  t.deepEqual(
    fates.filter(({ fate }) => fate === 'failed'),
    []
  )
  t.deepEqual([...new Set(fates.map(({ kind }) => kind))].sort(), [
    'account',
    'call',
    'echo',
    'message',
    'preference',
    'status'
  ])
  for (const { name, body } of fixtures) t.is((await system.sandbox.postWebhook(body as never)).status, 200, name)
  const again = await system.rows<{ count: number }>('select count(*)::int from inbound_events')
  t.is(again[0]?.count, 74, 'byte-equal redeliveries are dropped by the key')
  const of = (kind: string, fate: string) => fates.filter(row => row.kind === kind && row.fate === fate).length
  t.true(of('message', 'processed') > 0)
  t.true(of('message', 'duplicate') > 0, 'the fixtures share one wamid')
  t.true(of('status', 'waiting') > 0, 'no message of ours has these wamids yet')
  t.true(of('account', 'unknown_tenant') > 0, 'other accounts are none of ours')
})
