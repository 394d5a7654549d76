import test from 'ava'
import nock from 'nock'
import { createCalcomClient } from '../../shared/clients/calcom.ts'
import { messageOf, versionOf } from '../../shared/clients/calcom-call.ts'

const account = { baseUrl: 'https://cal.example.com/', apiKey: 'cal_live_0123456789' }
const client = createCalcomClient()
const server = () => nock('https://cal.example.com', { reqheaders: { authorization: 'Bearer cal_live_0123456789' } })
const user = { id: 7, username: 'maria', email: 'm@example.com', timeZone: null, organizationId: 9 }

test.before(() => nock.disableNetConnect())
test.after.always(() => nock.enableNetConnect())

test('each group of paths has its own version, and most have none', t => {
  t.is(versionOf('/v2/bookings/abc/cancel'), '2024-08-13')
  t.is(versionOf('/v2/slots'), '2024-09-04')
  t.is(versionOf('/v2/event-types/7'), '2024-06-14')
  t.is(versionOf('/v2/schedules'), '2024-06-11')
  t.is(versionOf('/v2/me'), undefined)
  t.is(versionOf('/v2/webhooks'), undefined)
  t.is(versionOf('/v2/bookings-old'), undefined)
})

test('errors are read in all three shapes, never by the name of a class', t => {
  const usual = { status: 'error', error: { code: 'X', message: 'Your api key is not valid', details: {} } }
  t.is(messageOf(usual), 'Your api key is not valid')
  t.is(messageOf({ statusCode: 400, message: 'Cancellation reason is required' }), 'Cancellation reason is required')
  const fields = [{ property: 'a', constraints: { isBoolean: 'active must be a boolean value' } }]
  t.is(
    messageOf({ error: { message: 'Bad Request Exception', details: { errors: fields } } }),
    'Bad Request Exception; active must be a boolean value'
  )
  t.is(messageOf({}), '')
})

test.serial('a key is proved by who it belongs to', async t => {
  server()
    .get('/v2/me')
    .reply(200, { status: 'success', data: { ...user, timeZone: 'America/Bogota' } })
  t.deepEqual(await client.validateApiKey(account), { kind: 'ok', value: { ...user, timeZone: 'America/Bogota' } })
  server()
    .get('/v2/me')
    .reply(401, { error: { message: 'not valid' } })
  t.deepEqual(await client.validateApiKey(account), { kind: 'refused', status: 401, message: 'not valid' })
  t.true(nock.isDone())
})

test.serial('what is no answer is not taken for one', async t => {
  const answers: [status: number, body: string | object, reason: string][] = [
    [200, '<html>', 'http_200_not_understood'],
    [200, { status: 'success', data: { id: 'x' } }, 'http_200_not_understood'],
    [500, { error: {} }, 'http_500'],
    [502, '<html>', 'http_502']
  ]
  for (const [status, body, reason] of answers) {
    server().get('/v2/me').reply(status, body)
    t.like(await client.validateApiKey(account), { kind: 'unavailable', reason })
  }
  server()
    .get('/v2/me')
    .replyWithError(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))
  t.like(await client.validateApiKey(account), { kind: 'unavailable' })
})

test.serial('a rate limit says when to come back, whatever its header is called', async t => {
  const limited = async (headers: Record<string, string>) => {
    server().get('/v2/me').reply(429, {}, headers)
    const result = await client.validateApiKey(account)
    return result.kind === 'unavailable' ? result.retryAfterSeconds : null
  }
  t.is(await limited({ 'X-RateLimit-Reset-Default': '17' }), 17)
  t.is(await limited({ 'X-RateLimit-Reset-Custom': '3' }), 3)
  t.is(await limited({ 'X-RateLimit-Reset-Default': '1790000000' }), 60, 'an instant, not seconds')
  t.is(await limited({}), 60)
})

test.serial('event types are asked by username where the plain call finds none', async t => {
  const type = { id: 1, title: 'Cita', slug: 'cita', lengthInMinutes: 30, hidden: false }
  const types = () => server().matchHeader('cal-api-version', '2024-06-14')
  types()
    .get('/v2/event-types')
    .reply(404, { error: { message: 'Event types not found' } })
  types()
    .get('/v2/event-types')
    .query({ username: 'maria', orgId: '9' })
    .reply(200, { status: 'success', data: [type] })
  t.like(await client.getEventTypes(account, user), { kind: 'ok', value: [{ id: 1, lengthInMinutes: 30 }] as never })
  types().get('/v2/event-types').reply(200, { status: 'success', data: [] })
  types().get('/v2/event-types').query(true).reply(404, {})
  t.deepEqual(await client.getEventTypes(account, user), { kind: 'ok', value: [] })
  types()
    .get('/v2/event-types')
    .reply(200, { status: 'success', data: { eventTypeGroups: [] } })
  t.like(await client.getEventTypes(account, user), { kind: 'unavailable' }, 'the shape of another version')
  t.true(nock.isDone())
})

test.serial('an event type tells what stands against booking through us', async t => {
  const base = { id: 1, title: 'Cita', slug: 'cita', lengthInMinutes: 30 }
  const fields = [
    { type: 'email', slug: 'email', required: true },
    { type: 'text', slug: 'placa-del-carro', required: true },
    { type: 'text', slug: 'color', required: false }
  ]
  const data = [
    { ...base, bookingFields: fields, recurrence: null, seats: { disabled: true }, price: 0 },
    { ...base, recurrence: { frequency: 'weekly' }, seats: { seatsPerTimeSlot: 3 }, price: 1 },
    { ...base, requiresBookerEmailVerification: true, recurrence: { disabled: true } }
  ]
  server().get('/v2/event-types').reply(200, { status: 'success', data })
  const result = await client.getEventTypes(account)
  t.deepEqual(result.kind === 'ok' && result.value.map(({ problems }) => problems), [
    ['required_field:placa-del-carro'],
    ['recurring', 'seats', 'paid'],
    ['email_verification']
  ])
})

test.serial('webhooks are made, listed, changed and deleted under ids of any kind', async t => {
  const webhook = { id: '2bdfc20b-aa4a-4863-a499-932cb1d4e69a', subscriberUrl: 'https://x.co/h', active: true }
  const input = { subscriberUrl: webhook.subscriberUrl, secret: 's' }
  const isBody = (body: Record<string, unknown>) =>
    body.active === true && body.secret === 's' && Array.isArray(body.triggers) && !('payloadTemplate' in body)
  server().post('/v2/webhooks', isBody).reply(201, { status: 'success', data: webhook })
  t.deepEqual(await client.createWebhook(account, input), { kind: 'ok', value: webhook })
  server()
    .get('/v2/webhooks')
    .query({ take: '250' })
    .reply(200, { status: 'success', data: [{ ...webhook, id: 5 }] })
  t.deepEqual(await client.listWebhooks(account), { kind: 'ok', value: [{ ...webhook, id: '5' }] })
  server().patch(`/v2/webhooks/${webhook.id}`, isBody).reply(200, { status: 'success', data: webhook })
  t.is((await client.updateWebhook(account, webhook.id, input)).kind, 'ok')
  server()
    .delete('/v2/webhooks/a%2Fb')
    .reply(404, { error: { message: 'not found' } })
  t.like(await client.deleteWebhook(account, 'a/b'), { kind: 'refused', status: 404 })
  t.true(nock.isDone())
})
