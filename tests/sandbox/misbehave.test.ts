import test from 'ava'
import type { RequestAction } from '../../sandbox/graph/misbehaviour.ts'
import { graph, NUMBER, send, startStage, statusesOf, textMessage } from './receiver.ts'

test('error codes come with their status, as often as asked, one rule after the other', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  sandbox.misbehave({ times: 1, action: { error: { code: 131056 } } })
  sandbox.misbehave({ times: 1, action: { error: { code: 131016, details: 'mine', httpStatus: 503 } } })
  const [first, second] = [await send(sandbox, textMessage('x')), await send(sandbox, textMessage('x'))]
  t.is(first.status, 400)
  t.is(first.json.error.code, 131056)
  t.is(second.status, 503)
  t.is(second.json.error.error_data.details, 'mine')
  t.is((await send(sandbox, textMessage('x'))).status, 200)
})

test('a rule can wait for the nth request', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  sandbox.misbehave({ match: { nth: 2 }, action: { error: { code: 2 } } })
  const answers = [await send(sandbox, textMessage('1')), await send(sandbox, textMessage('2'))]
  t.deepEqual(
    answers.map(({ status }) => status),
    [200, 503]
  )
  t.is((await send(sandbox, textMessage('3'))).status, 200)
})

test('a rule holds for the addressee, type and number it names, until it is undone', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  const undo = sandbox.misbehave({ match: { to: '+573001112233', type: 'text' }, action: { error: { code: 130429 } } })
  t.is((await send(sandbox, textMessage('x'))).json.error.code, 130429)
  t.is((await send(sandbox, { ...textMessage('x'), to: '+573009999999' })).status, 200)
  t.is((await send(sandbox, { type: 'location', location: { latitude: 1, longitude: 1 } })).status, 200)
  undo()
  t.is((await send(sandbox, textMessage('x'))).status, 200)
  sandbox.misbehave({ match: { phoneNumberId: 'other' }, action: { error: { code: 1 } } })
  t.is((await send(sandbox, textMessage('x'))).status, 200)
})

test('read marks are left alone unless a rule names them', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  sandbox.misbehave({ action: { error: { code: 131000 } } })
  const mark = { to: undefined, status: 'read', message_id: 'wamid.X' }
  t.is((await send(sandbox, mark)).status, 200)
  sandbox.misbehave({ match: { type: 'read' }, action: { error: { code: 131000 } } })
  t.is((await send(sandbox, mark)).status, 500)
})

test('the answer is lost after the message was taken: its statuses still come', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  sandbox.misbehave({ times: 1, action: { loseAnswer: 'after-accept' } })
  await t.throwsAsync(send(sandbox, { ...textMessage('x'), biz_opaque_callback_data: 'm.1' }))
  await sandbox.until(() => statusesOf(receiver.hooks).length === 2)
  t.is(statusesOf(receiver.hooks)[0].biz_opaque_callback_data, 'm.1')
  t.is(sandbox.sent.length, 1)
  t.like(sandbox.requests[0], { status: undefined, wamid: sandbox.sent[0]?.wamid })
})

const UNTAKEN: readonly RequestAction[] = [{ loseAnswer: 'before-accept' }, { hang: 20 }]
for (const action of UNTAKEN) {
  test(`nothing is taken with ${JSON.stringify(action)}`, async t => {
    const { sandbox, close } = await startStage()
    t.teardown(close)
    sandbox.misbehave({ times: 1, action })
    await t.throwsAsync(send(sandbox, textMessage('x')))
    t.is(sandbox.sent.length, 0)
    t.is((await send(sandbox, textMessage('x'))).status, 200)
  })
}

test('a slow answer comes after the statuses', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  sandbox.misbehave({ times: 1, action: { delayMs: 60_000 } })
  const asking = send(sandbox, textMessage('x'))
  await sandbox.until(() => statusesOf(receiver.hooks).length === 2)
  t.is(sandbox.requests[0]?.status, 200)
  await Promise.all([t.throwsAsync(asking), sandbox.close()])
})

test('a 500 can be an HTML page', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  sandbox.misbehave({ times: 1, action: { http500Html: true } })
  const { status, json } = await send(sandbox, textMessage('x'))
  t.is(status, 500)
  t.regex(json, /^<!DOCTYPE html>/)
  t.is(sandbox.sent.length, 0)
})

test('other endpoints misbehave when they are named', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  sandbox.misbehave({ match: { endpoint: 'management' }, action: { error: { code: 4 } } })
  t.is((await graph(sandbox, 'GET', `/${NUMBER}`)).json.error.code, 4)
  t.is((await send(sandbox, textMessage('x'))).status, 200)
})

test('rules are set, listed and removed over HTTP', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  const call = async (method: string, path = '', body?: unknown) => {
    const response = await fetch(`${sandbox.url}/sandbox/misbehave${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const text = await response.text()
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
  }
  const made = await call('POST', '', { times: 2, action: { error: { code: 131000 } } })
  t.is(made.status, 201)
  t.is((await send(sandbox, textMessage('x'))).json.error.code, 131000)
  const listed = await call('GET')
  t.like(listed.json.rules[0], { id: made.json.id, used: 1 })
  t.true(listed.json.codes.some(({ code }: { code: number }) => code === 131047))
  t.is((await call('DELETE', `/${made.json.id}`)).status, 204)
  t.is((await call('DELETE', '/99')).status, 404)
  t.is((await send(sandbox, textMessage('x'))).status, 200)
  for (const bad of [
    {},
    { action: {} },
    { action: { toString: 1 } },
    { action: { delayMs: 'x' } },
    { times: 0, action: { hang: 1 } }
  ]) {
    const refused = await call('POST', '', bad)
    t.is(refused.status, 400)
    t.is(typeof refused.json.error, 'string')
  }
  await call('POST', '', { action: { http500Html: true } })
  t.is((await call('DELETE')).status, 204)
  t.deepEqual(sandbox.misbehaviours(), [])
})
