import test from 'ava'
import { signBody } from '../../sandbox/webhooks/sign-body.ts'
import { changesOf, SECRET, send, startStage, statusesOf, textMessage } from './receiver.ts'

const names = (statuses: readonly { status: string }[]): string[] => statuses.map(({ status }) => status)

test('a send is followed by sent and delivered, signed, with our opaque data', async t => {
  const { sandbox, receiver, close } = await startStage({ now: () => new Date('2026-11-20T15:00:00Z') })
  t.teardown(close)
  await sandbox.customer({ waId: '573001112233', name: 'Ana', userId: 'CO.104' }).text('hola')
  await send(sandbox, { ...textMessage('x'), biz_opaque_callback_data: 'msg-1.1' })
  await sandbox.until(() => statusesOf(receiver.hooks).length === 2)
  const pricing = { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' }
  const common = {
    id: sandbox.sent[0]?.wamid,
    timestamp: '1795186800',
    recipient_id: '573001112233',
    recipient_user_id: 'CO.104',
    biz_opaque_callback_data: 'msg-1.1',
    pricing
  }
  t.deepEqual(statusesOf(receiver.hooks), [
    { ...common, status: 'sent' },
    { ...common, status: 'delivered' }
  ])
  const [, hook] = receiver.hooks
  t.is(hook?.headers['x-hub-signature-256'], signBody(hook?.raw ?? '', SECRET))
  const [{ value }] = changesOf(hook)
  t.deepEqual(value.contacts, [{ profile: { name: 'Ana' }, wa_id: '573001112233', user_id: 'CO.104' }])
})

test('it is read when she looks, once, and not before it was delivered', async t => {
  const { sandbox, receiver, close } = await startStage({ statusDelayMs: 5 })
  t.teardown(close)
  const ana = sandbox.customer('573001112233')
  await send(sandbox, textMessage('uno'))
  await send(sandbox, textMessage('dos'))
  await Promise.all([ana.read(), ana.read()])
  await ana.read()
  const [first, second] = sandbox.sent.map(({ wamid }) =>
    names(statusesOf(receiver.hooks).filter(status => status.id === wamid))
  )
  t.deepEqual(first, ['sent', 'delivered', 'read'])
  t.deepEqual(second, ['sent', 'delivered', 'read'])
  const read = statusesOf(receiver.hooks).find(({ status }) => status === 'read')
  t.is(read.pricing, undefined)
})

test('with autoRead everything is read', async t => {
  const { sandbox, receiver, close } = await startStage({ autoRead: true })
  t.teardown(close)
  await send(sandbox, textMessage('x'))
  await sandbox.until(() => statusesOf(receiver.hooks).length === 3)
  t.deepEqual(names(statusesOf(receiver.hooks)), ['sent', 'delivered', 'read'])
})

test('a reaction only yields sent; a template is priced as utility', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  await send(sandbox, { type: 'reaction', reaction: { message_id: 'wamid.X', emoji: '👍' } })
  await sandbox.until(() => statusesOf(receiver.hooks).length === 1)
  await send(sandbox, { type: 'template', template: { name: 'a', language: { code: 'es_CO' } } })
  await sandbox.until(() => statusesOf(receiver.hooks).length === 3)
  t.deepEqual(names(statusesOf(receiver.hooks)), ['sent', 'sent', 'delivered'])
  t.like(statusesOf(receiver.hooks)[1].pricing, { category: 'utility', billable: true })
})

const fault = async (status: 'duplicate' | 'reorder' | 'none' | 'early' | { failed: number }) => {
  const stage = await startStage({ autoRead: true })
  stage.sandbox.misbehave({ times: 1, action: { status } })
  await send(stage.sandbox, textMessage('x'))
  return stage
}

test('statuses come twice', async t => {
  const { sandbox, receiver, close } = await fault('duplicate')
  t.teardown(close)
  await sandbox.until(() => statusesOf(receiver.hooks).length === 6)
  t.deepEqual(names(statusesOf(receiver.hooks)), ['sent', 'sent', 'delivered', 'delivered', 'read', 'read'])
})

test('statuses come the wrong way round', async t => {
  const { sandbox, receiver, close } = await fault('reorder')
  t.teardown(close)
  await sandbox.until(() => statusesOf(receiver.hooks).length === 3)
  t.deepEqual(names(statusesOf(receiver.hooks)), ['read', 'delivered', 'sent'])
})

test('sent can arrive before the answer', async t => {
  const { sandbox, receiver, close } = await fault('early')
  t.teardown(close)
  t.is(statusesOf(receiver.hooks)[0]?.status, 'sent')
  await sandbox.until(() => statusesOf(receiver.hooks).length === 3)
  t.deepEqual(names(statusesOf(receiver.hooks)), ['sent', 'delivered', 'read'])
})

test('a message fails later with any code, without contacts', async t => {
  const { sandbox, receiver, close } = await fault({ failed: 131047 })
  t.teardown(close)
  await sandbox.until(() => statusesOf(receiver.hooks).length === 1)
  const [{ value }] = changesOf(receiver.hooks[0])
  t.false('contacts' in value)
  t.like(value.statuses[0], { status: 'failed', recipient_id: '573001112233' })
  t.like(value.statuses[0].errors[0], { code: 131047, title: 'Re-engagement message' })
  t.is(sandbox.talk('573001112233')[0]?.error?.code, 131047)
})

test('statuses can stay away, the read one too', async t => {
  const { sandbox, receiver, close } = await fault('none')
  t.teardown(close)
  await sandbox.customer('573001112233').read()
  await send(sandbox, textMessage('the next one'))
  await sandbox.until(() => statusesOf(receiver.hooks).length === 3)
  t.deepEqual([...new Set(statusesOf(receiver.hooks).map(({ id }) => id))], [sandbox.sent[1]?.wamid])
})
