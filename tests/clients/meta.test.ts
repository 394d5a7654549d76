import test from 'ava'
import nock from 'nock'
import { createMetaClient } from '../../shared/clients/meta.ts'

const client = createMetaClient({ META_GRAPH_URL: 'https://graph.example.com/', META_GRAPH_VERSION: 'v26.0' })
const channel = { phoneNumberId: '106540352242922', accessToken: 'EAA' }
const server = () => nock('https://graph.example.com/v26.0', { reqheaders: { authorization: 'Bearer EAA' } })
const to = '+573001112233'

test.before(() => nock.disableNetConnect())
test.after.always(() => nock.enableNetConnect())

test.serial('texts, templates and media go out as Meta wants them', async t => {
  const sent: unknown[] = []
  const take = () =>
    server()
      .post('/106540352242922/messages', body => sent.push(body) > 0)
      .reply(200, { messages: [{ id: 'wamid.1' }] })
  take()
  t.deepEqual(await client.sendTextMessage(channel, to, 'Hola'), { kind: 'sent', wamid: 'wamid.1' })
  take()
  const components = [{ type: 'body', parameters: [{ type: 'text', parameter_name: 'nombre', text: 'Camila' }] }]
  await client.sendTemplateMessage(channel, to, { name: 'recordatorio', language: 'es_CO', components })
  take()
  await client.sendMediaMessage(channel, to, { type: 'image', link: 'https://x.co/a.png', caption: 'Así quedó' })
  const head = { messaging_product: 'whatsapp', recipient_type: 'individual', to }
  t.deepEqual(sent, [
    { ...head, type: 'text', text: { body: 'Hola' } },
    { ...head, type: 'template', template: { name: 'recordatorio', language: { code: 'es_CO' }, components } },
    { ...head, type: 'image', image: { link: 'https://x.co/a.png', caption: 'Así quedó' } }
  ])
})

test.serial('a refused send carries Meta’s code; a broken answer is unsure', async t => {
  server()
    .post('/106540352242922/messages')
    .reply(400, { error: { code: 131047, message: 'Re-engagement' } })
  t.like(await client.sendTextMessage(channel, to, 'x'), { kind: 'refused', code: 131047 })
  server().post('/106540352242922/messages').reply(200, { nothing: true })
  t.like(await client.sendTextMessage(channel, to, 'x'), { kind: 'unsure' })
  t.like(await client.sendMessage(channel, {}, performance.now() - 1), { kind: 'not_sent', reason: 'claim_expired' })
})

test.serial('a message is marked as read', async t => {
  server()
    .post('/106540352242922/messages', { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.1' })
    .reply(200, { success: true })
  t.deepEqual(await client.markMessageRead(channel, 'wamid.1'), { kind: 'ok', value: true })
})

test.serial('a token is inspected: app, scopes, accounts, expiry', async t => {
  const data = {
    app_id: '123456',
    is_valid: true,
    expires_at: 1_790_000_000,
    scopes: ['whatsapp_business_messaging'],
    granular_scopes: [
      { scope: 'whatsapp_business_messaging', target_ids: ['1', '2'] },
      { scope: 'whatsapp_business_management', target_ids: ['1'] },
      { scope: 'pages_show_list', target_ids: ['9'] }
    ]
  }
  server().get('/debug_token').query({ input_token: 'T' }).reply(200, { data })
  t.deepEqual(await client.debugToken('T', 'EAA'), {
    kind: 'ok',
    value: {
      isValid: true,
      appId: '123456',
      scopes: ['whatsapp_business_messaging'],
      wabaIds: ['1', '2'],
      expiresAt: new Date(1_790_000_000_000)
    }
  })
  server()
    .get('/debug_token')
    .query(true)
    .reply(200, { data: { is_valid: false, expires_at: 0 } })
  t.like(await client.debugToken('T', 'EAA'), { value: { isValid: false, expiresAt: null } as never })
  server().get('/debug_token').query(true).reply(200, {})
  t.like(await client.debugToken('T', 'EAA'), { kind: 'unavailable' })
})

test.serial('a number, its account’s numbers and its profile are read', async t => {
  server()
    .get('/106540352242922')
    .query({ fields: 'id,display_phone_number,verified_name,quality_rating' })
    .reply(200, { id: '106540352242922', display_phone_number: '+57 300 000 0001', verified_name: 'Salón Luna' })
  t.like(await client.getPhoneNumber(channel), {
    value: { displayPhoneNumber: '+57 300 000 0001', verifiedName: 'Salón Luna', qualityRating: null } as never
  })
  server()
    .get('/99/phone_numbers')
    .query(true)
    .reply(200, { data: [{ id: '1' }, { id: '2' }] })
  t.deepEqual(await client.listPhoneNumbers('99', 'EAA'), { kind: 'ok', value: ['1', '2'] })
  server()
    .get('/106540352242922/whatsapp_business_profile')
    .query(true)
    .reply(200, { data: [{ about: 'Hola', websites: ['https://x.co'] }] })
  t.like(await client.getBusinessProfile(channel), { value: { about: 'Hola', websites: ['https://x.co'] } as never })
})

test.serial('webhooks are subscribed plainly or to an own address, and unsubscribed', async t => {
  const bodies: unknown[] = []
  const take = () => server().post('/99/subscribed_apps', body => bodies.push(body) > 0)
  take().reply(200, { success: true })
  t.is((await client.subscribeToWebhooks('99', 'EAA')).kind, 'ok')
  take().reply(200, { success: true })
  await client.subscribeToWebhooks('99', 'EAA', { webhookUrl: 'https://x.co/h', verifyToken: 'v' })
  t.deepEqual(bodies, ['', { override_callback_uri: 'https://x.co/h', verify_token: 'v' }])
  server()
    .delete('/99/subscribed_apps')
    .reply(400, { error: { code: 100, error_subcode: 33, message: 'no' } })
  t.deepEqual(await client.unsubscribeFromWebhooks('99', 'EAA'), {
    kind: 'refused',
    code: 100,
    subcode: 33,
    message: 'no'
  })
})

test.serial('a code becomes a token without any bearer', async t => {
  nock('https://graph.example.com/v26.0')
    .get('/oauth/access_token')
    .query({ client_id: '1', client_secret: 's', code: 'c' })
    .reply(200, { access_token: 'EAA-new' })
  t.deepEqual(await client.exchangeCode({ id: '1', secret: 's' }, 'c'), { kind: 'ok', value: 'EAA-new' })
})

test.serial('Meta’s own troubles and rate limits pass, its refusals do not', async t => {
  const answer = async (status: number, body: string | object) => {
    server().get('/99/phone_numbers').query(true).reply(status, body)
    return (await client.listPhoneNumbers('99', 'EAA')).kind
  }
  t.is(await answer(400, { error: { code: 4, message: 'rate' } }), 'unavailable')
  t.is(await answer(503, { error: { code: 2, message: 'down' } }), 'unavailable')
  t.is(await answer(500, '<html>'), 'unavailable')
  t.is(await answer(200, '<html>'), 'unavailable')
  t.is(await answer(401, { error: { code: 190, message: 'token' } }), 'refused')
  t.is(await answer(403, { error: { code: 200, message: 'permission' } }), 'refused')
  t.true(nock.isDone())
})
