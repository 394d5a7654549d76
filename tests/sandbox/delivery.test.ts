import test from 'ava'
import { changesOf, messagesOf, NUMBER, send, startStage, statusesOf, TOKEN, textMessage, WABA } from './receiver.ts'

const bodies = (hooks: Parameters<typeof messagesOf>[0]): string[] =>
  messagesOf(hooks).map(message => message.text.body)

test('a webhook is tried until it is answered 200', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  receiver.answerWith({ status: 503, body: 'later' }, { status: 202 }, { status: 302 })
  const { answers } = await sandbox.customer('573001112233').text('hola')
  t.deepEqual(answers, [{ status: 503, body: 'later' }])
  const entry = await sandbox.until(() => sandbox.webhookLog.find(({ delivered }) => delivered))
  t.deepEqual(
    entry.attempts.map(({ status }) => status),
    [503, 202, 302, 200]
  )
  t.is(new Set(receiver.hooks.map(hook => hook.raw.toString())).size, 1)
})

test('a refused connection is tried again', async t => {
  const { sandbox, receiver, close } = await startStage({ webhookUrl: 'http://127.0.0.1:9/hook' })
  t.teardown(close)
  const { answers } = await sandbox.customer('573001112233').text('hola')
  t.is(answers[0]?.status, undefined)
  t.truthy(answers[0]?.error)
  await sandbox.until(() => (sandbox.webhookLog[0]?.attempts.length ?? 0) >= 5)
  t.is(receiver.hooks.length, 0)
})

test('without an address nothing leaves, and it can be given later', async t => {
  const { sandbox, receiver, close } = await startStage({ webhookUrl: undefined })
  t.teardown(close)
  const { answers } = await sandbox.customer('573001112233').text('hola')
  t.deepEqual(answers, [{ error: 'no webhook address' }])
  sandbox.setWebhookUrl(receiver.url)
  await sandbox.customer('573001112233').text('¿hola?')
  t.deepEqual(bodies(receiver.hooks), ['¿hola?'])
})

test('events are gathered in one body, by number or by time', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  const undo = sandbox.misbehave({ action: { batch: { n: 3, windowMs: 60_000 } } })
  const ana = sandbox.customer('573001112233')
  await Promise.all([ana.text('1'), ana.text('2'), ana.text('3')])
  t.is(receiver.hooks.length, 1)
  t.is(receiver.hooks[0]?.body.entry.length, 1)
  t.is(receiver.hooks[0]?.body.entry[0].changes.length, 3)
  t.deepEqual(bodies(receiver.hooks), ['1', '2', '3'])
  const waiting = ana.text('4')
  undo()
  await waiting
  t.is(receiver.hooks.length, 2)
  sandbox.misbehave({ times: 1, action: { batch: { n: 1000, windowMs: 5 } } })
  await Promise.all([ana.text('5'), ana.text('6')])
  t.is(receiver.hooks.length, 3)
  await ana.text('7')
  t.is(receiver.hooks.length, 4)
})

test('a gathered body can hold several messages and statuses in one value', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  sandbox.misbehave({ times: 1, action: { batch: { n: 4, windowMs: 60_000, shape: 'value' } } })
  const received = Promise.all([sandbox.customer('573001112233').text('1'), sandbox.customer('573004445566').text('2')])
  await send(sandbox, textMessage('x'))
  await send(sandbox, textMessage('y'))
  await received
  const [change, ...others] = changesOf(receiver.hooks[0])
  t.is(others.length, 0)
  t.is(change.value.messages.length, 2)
  t.is(change.value.statuses.length, 2)
  t.is(change.value.contacts.length, 2)
})

test('webhooks are repeated and reordered', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  const ana = sandbox.customer('573001112233')
  sandbox.misbehave({ times: 1, action: { duplicateWebhooks: 2 } })
  t.is((await ana.text('uno')).answers.length, 3)
  t.deepEqual(bodies(receiver.hooks), ['uno', 'uno', 'uno'])
  sandbox.misbehave({ times: 1, action: { reorderWebhooks: true } })
  await Promise.all([ana.text('dos'), ana.text('tres')])
  t.deepEqual(bodies(receiver.hooks).slice(3), ['tres', 'dos'])
  await ana.text('cuatro')
  t.is(bodies(receiver.hooks).at(-1), 'cuatro')
})

test('closing stops retries and waiting statuses', async t => {
  const { sandbox, receiver, close } = await startStage({ retryDelaysMs: [60_000], statusDelayMs: 60_000 })
  t.teardown(close)
  receiver.answerWith({ status: 500 })
  await sandbox.customer('573001112233').text('hola')
  await send(sandbox, textMessage('x'))
  const before = Date.now()
  await sandbox.close()
  t.true(Date.now() - before < 5000)
  t.is(receiver.hooks.length, 1)
  t.is(statusesOf(receiver.hooks).length, 0)
})

test('nothing leaves for an account that no app is subscribed to', async t => {
  const number = { phoneNumberId: NUMBER, displayPhoneNumber: '573000000001', wabaId: WABA, accessToken: TOKEN }
  const { sandbox, receiver, close } = await startStage({
    numbers: [{ ...number, verifiedName: 'Salón Luna', subscribed: false }]
  })
  t.teardown(close)
  const { answers } = await sandbox.customer('573001112233').text('hola')
  t.deepEqual(answers, [])
  t.is(receiver.hooks.length, 0)
})
