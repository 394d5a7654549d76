import test from 'ava'
import { settlePublishing } from '../../shared/outbox/publish.ts'
import { withApp } from '../helpers/app.ts'
import { eventsOf } from '../helpers/bookings.ts'
import { newOwner, type TestOwner } from '../helpers/owner.ts'
import { addTalk } from '../helpers/people.ts'
import { request } from '../helpers/request.ts'

const api = withApp(test)

type Message = { id: string; text: string; status: string; direction: string; origin: string }
type Conversation = {
  id: string
  status: string
  handler: string
  service_window_open: boolean
  customer: { id: string; full_name: string; phone: string }
  last_message: Message | null
  messages: { items: Message[]; total: number; page: number }
  code: string
}
type List = { items: Conversation[]; total: number }

const connected = async (): Promise<TestOwner> => {
  const owner = await newOwner(api, { active: true })
  await api.asTenant(owner.tenantId, ({ db }) => db.raw(`update tenants set whatsapp_status = 'connected'`))
  return owner
}

const caller =
  ({ token }: TestOwner) =>
  <Body = Conversation>(method: string, path: string, body?: unknown) =>
    request<Body>(api, method, `/conversations${path}`, { token, ...(body !== undefined && { body }) })

const rows = <T>(sql: string, bindings: readonly string[]): Promise<T[]> =>
  api.asSystem(async ({ db }) => (await db.raw(sql, bindings as never)).rows)

const messagesOf = (id: string) =>
  rows<{ status: string; origin: string; handled_by: string; payload: unknown; seq: number }>(
    'select status, origin, handled_by, payload, seq from messages where conversation_id = ? order by seq',
    [id]
  )

const queueReply = (owner: TestOwner, conversationId: string) =>
  api.asTenant(owner.tenantId, ({ db }) =>
    db('messages').insert({
      tenant_id: owner.tenantId,
      conversation_id: conversationId,
      seq: 50,
      message_type: 'text',
      direction: 'outbound',
      origin: 'agent',
      status: 'queued'
    })
  )

test('conversations are listed by their newest message, with customer, handler and window', async t => {
  const owner = await connected()
  const call = caller(owner)
  const old = await addTalk(api, owner.tenantId, { name: 'Vieja', windowEndsAt: new Date(Date.now() - 1000) })
  await api.asTenant(owner.tenantId, ({ db }) =>
    db('conversations')
      .where({ id: old.conversationId })
      .update({ last_message_at: new Date(0), status: 'closed' })
  )
  const fresh = await addTalk(api, owner.tenantId, { name: 'Nueva', messages: 3 })
  const { body } = await call<List>('GET', '')
  t.is(body.total, 2)
  t.deepEqual(
    body.items.map(({ id }) => id),
    [fresh.conversationId, old.conversationId]
  )
  t.like(body.items[0], { status: 'active', handler: 'bot', service_window_open: true })
  t.like(body.items[0]?.customer, { id: fresh.customerId, full_name: 'Nueva Ruiz', phone: fresh.phone })
  t.like(body.items[0]?.last_message, { text: 'Mensaje 3', direction: 'inbound', status: 'received' })
  t.false(body.items[1]?.service_window_open)
  const closed = await call<List>('GET', '?status=closed')
  t.deepEqual(
    closed.body.items.map(({ id }) => id),
    [old.conversationId]
  )
  t.is((await call('GET', '?status=open')).status, 400)
})

test('a conversation shows its messages page by page, the newest first', async t => {
  const owner = await connected()
  const call = caller(owner)
  const { conversationId } = await addTalk(api, owner.tenantId, { messages: 5 })
  const texts = async (query: string) =>
    (await call('GET', `/${conversationId}${query}`)).body.messages.items.map(({ text }) => text)
  t.deepEqual(await texts('?page_size=2'), ['Mensaje 5', 'Mensaje 4'])
  t.deepEqual(await texts('?page_size=2&page=3'), ['Mensaje 1'])
  t.is((await call('GET', `/${conversationId}`)).body.messages.total, 5)
})

test('the owner’s words join the line, and the customer is hers', async t => {
  const owner = await connected()
  const call = caller(owner)
  const { conversationId, customerId } = await addTalk(api, owner.tenantId)
  await queueReply(owner, conversationId)
  const sent = await call<Message>('POST', `/${conversationId}/messages`, { text: '  Con gusto, ¿a qué hora? ' })
  t.is(sent.status, 202)
  t.like(sent.body, { text: 'Con gusto, ¿a qué hora?', status: 'queued', origin: 'owner_app', direction: 'outbound' })
  const messages = await messagesOf(conversationId)
  t.is(messages[0]?.handled_by, 'human', 'what the bot had not answered is hers')
  t.like(
    messages.find(({ origin }) => origin === 'owner_app'),
    { status: 'queued', payload: { type: 'text', text: { body: 'Con gusto, ¿a qué hora?' } } }
  )
  t.is(messages.find(({ origin }) => origin === 'agent')?.status, 'suppressed')
  t.is((await call('GET', `/${conversationId}`)).body.handler, 'human')
  await settlePublishing(api.app)
  const jobs = await api.app.producer.queue('outbound').getJobs()
  t.true(jobs.some(job => job.data.conversation_id === conversationId))
  const events = await eventsOf(api, conversationId)
  t.like(
    events.find(({ type }) => type === 'conversation_taken_over'),
    { payload: { reason: 'owner_message' } }
  )
  t.is(
    (await rows<{ handler: string }>('select handler from customers where id = ?', [customerId]))[0]?.handler,
    'human'
  )
})

test('without WhatsApp, or once the window is closed, the owner cannot write', async t => {
  const owner = await connected()
  const call = caller(owner)
  const shut = await addTalk(api, owner.tenantId, { windowEndsAt: new Date(Date.now() - 1000) })
  const never = await addTalk(api, owner.tenantId, { windowEndsAt: null })
  const open = await addTalk(api, owner.tenantId)
  for (const { conversationId } of [shut, never]) {
    const refused = await call('POST', `/${conversationId}/messages`, { text: 'Hola' })
    t.is(refused.status, 409)
    t.is(refused.body.code, 'window_closed')
    t.is((await messagesOf(conversationId))[0]?.handled_by, 'bot', 'a refusal takes nobody over')
  }
  for (const status of ['not_connected', 'token_dead', 'blocked']) {
    await api.asTenant(owner.tenantId, ({ db }) => db.raw('update tenants set whatsapp_status = ?', [status]))
    const refused = await call('POST', `/${open.conversationId}/messages`, { text: 'Hola' })
    t.is(refused.status, 409, status)
    t.is(refused.body.code, 'whatsapp_not_connected')
  }
  for (const text of ['', ' \n ', 'x'.repeat(4097)])
    t.is((await call('POST', `/${open.conversationId}/messages`, { text })).status, 400)
})

test('taken over and released: the bot answers only what comes next', async t => {
  const owner = await connected()
  const call = caller(owner)
  const { conversationId } = await addTalk(api, owner.tenantId, { messages: 2 })
  await queueReply(owner, conversationId)
  const taken = await call('POST', `/${conversationId}/takeover`)
  t.is(taken.status, 200)
  t.is(taken.body.handler, 'human')
  t.deepEqual(
    (await messagesOf(conversationId)).map(({ handled_by, status }) => handled_by ?? status),
    ['human', 'human', 'suppressed']
  )
  for (let time = 0; time < 2; time += 1) {
    const released = await call('POST', `/${conversationId}/release`)
    t.is(released.body.handler, 'bot')
  }
  t.is((await messagesOf(conversationId))[0]?.handled_by, 'human', 'what came meanwhile stays the owner’s')
  const types = (await eventsOf(api, conversationId)).map(({ type }) => type)
  t.deepEqual(types, ['conversation_taken_over', 'conversation_released', 'conversation_released'])
})

test('a mute time that is over shows the bot as the one who answers', async t => {
  const owner = await connected()
  const { conversationId, customerId } = await addTalk(api, owner.tenantId)
  await api.asTenant(owner.tenantId, ({ db }) =>
    db('customers')
      .where({ id: customerId })
      .update({ handler: 'human', bot_paused_until: new Date(Date.now() - 1000) })
  )
  t.is((await caller(owner)('GET', `/${conversationId}`)).body.handler, 'bot')
})

test('an archived conversation owes no answer, and the owner may open it again by writing', async t => {
  const owner = await connected()
  const call = caller(owner)
  const { conversationId, customerId, phone } = await addTalk(api, owner.tenantId)
  for (let time = 0; time < 2; time += 1)
    t.is((await call('POST', `/${conversationId}/archive`)).body.status, 'archived')
  t.is((await messagesOf(conversationId))[0]?.handled_by, 'human')
  t.is((await call<Message>('POST', `/${conversationId}/messages`, { text: 'Una cosa más' })).status, 202)
  t.is((await call('GET', `/${conversationId}`)).body.status, 'active')
  await call('POST', `/${conversationId}/archive`)
  const next = crypto.randomUUID()
  await api.asTenant(owner.tenantId, ({ db }) =>
    db('conversations').insert({ id: next, tenant_id: owner.tenantId, customer_id: customerId, customer_phone: phone })
  )
  const refused = await call('POST', `/${conversationId}/messages`, { text: 'Hola' })
  t.is(refused.status, 409)
  t.is(refused.body.code, 'window_closed')
  const taken = await call('POST', `/${conversationId}/takeover`)
  t.is(taken.body.handler, 'human', 'the customer is taken over in the conversation that she has now')
  t.is((await eventsOf(api, next))[0]?.type, 'conversation_taken_over')
})

test('two messages at once stand in the line one after the other', async t => {
  const owner = await connected()
  const call = caller(owner)
  const { conversationId } = await addTalk(api, owner.tenantId)
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => call('POST', `/${conversationId}/messages`, { text: `${index}` }))
  )
  t.true(answers.every(({ status }) => status === 202))
  const seqs = (await messagesOf(conversationId)).map(({ seq }) => seq)
  t.deepEqual(seqs, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
})

test('conversations of another business, and those with owners, do not exist here', async t => {
  const [mine, other] = [await connected(), await connected()]
  const { conversationId } = await addTalk(api, other.tenantId)
  const call = caller(mine)
  const ownersOwn = crypto.randomUUID()
  await api.asTenant(mine.tenantId, async ({ db }) => {
    const contact = crypto.randomUUID()
    await db('owner_contacts').insert({ id: contact, tenant_id: mine.tenantId, phone: '+573001112233' })
    await db('conversations').insert({
      id: ownersOwn,
      tenant_id: mine.tenantId,
      kind: 'owner',
      owner_contact_id: contact
    })
  })
  for (const id of [conversationId, ownersOwn])
    for (const [method, path, body] of [
      ['GET', ''],
      ['POST', '/messages', { text: 'x' }],
      ['POST', '/takeover'],
      ['POST', '/release'],
      ['POST', '/archive']
    ] as const) {
      const answer = await call(method, `/${id}${path}`, body)
      t.is(answer.status, 404, `${method} ${path}`)
      t.is(answer.body.code, 'conversation_not_found')
    }
  t.is((await call<List>('GET', '')).body.total, 0)
  t.is((await caller(other)('GET', `/${conversationId}`)).body.handler, 'bot')
})
