import test from 'ava'
import { graph, messagesOf, NUMBER, startReceiver, startStage, TOKEN, WABA } from './receiver.ts'

test('a phone number shows its default fields, the asked ones, and refuses unknown ones', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  t.deepEqual((await graph(sandbox, 'GET', `/${NUMBER}`)).json, {
    display_phone_number: '+57 300 000 0001',
    verified_name: 'Salón Luna',
    quality_rating: 'GREEN',
    id: NUMBER
  })
  const asked = await graph(sandbox, 'GET', `/${NUMBER}?fields=platform_type,throughput`)
  t.deepEqual(asked.json, { platform_type: 'CLOUD_API', throughput: { level: 'STANDARD' }, id: NUMBER })
  t.is((await graph(sandbox, 'GET', `/${NUMBER}?fields=nope`)).json.error.code, 100)
  const listed = await graph(sandbox, 'GET', `/${WABA}/phone_numbers`)
  t.is(listed.json.data[0].id, NUMBER)
  t.is((await graph(sandbox, 'GET', `/${WABA}`)).json.id, WABA)
  t.is((await graph(sandbox, 'GET', '/424242')).json.error.error_subcode, 33)
})

test('a token sees only its own numbers and accounts', async t => {
  const number = (phoneNumberId: string, wabaId: string, accessToken: string) => ({
    phoneNumberId,
    wabaId,
    accessToken,
    displayPhoneNumber: `57300000${phoneNumberId}`,
    verifiedName: phoneNumberId
  })
  const { sandbox, close } = await startStage({ numbers: [number('1001', '2001', 'A'), number('1002', '2002', 'B')] })
  t.teardown(close)
  const message = { messaging_product: 'whatsapp', to: '+573001112233', type: 'text', text: { body: 'x' } }
  t.is((await graph(sandbox, 'POST', '/1001/messages', message, 'A')).status, 200)
  t.is((await graph(sandbox, 'POST', '/1002/messages', message, 'A')).json.error.error_subcode, 33)
  t.is((await graph(sandbox, 'GET', '/2002/phone_numbers', undefined, 'A')).json.error.code, 100)
  const debug = await graph(sandbox, 'GET', '/debug_token?input_token=A', undefined, 'A')
  t.like(debug.json.data, { is_valid: true, expires_at: 0, type: 'SYSTEM_USER' })
  t.deepEqual(debug.json.data.granular_scopes[0], { scope: 'whatsapp_business_management', target_ids: ['2001'] })
  t.is((await graph(sandbox, 'GET', '/debug_token?input_token=Z', undefined, 'A')).json.data.is_valid, false)
})

test('an override of the callback is taken only after the handshake, and then gets the webhooks', async t => {
  const { sandbox, receiver, close } = await startStage()
  const other = await startReceiver()
  t.teardown(close)
  t.teardown(other.close)
  const override = { override_callback_uri: `${other.url}?tenant=1`, verify_token: 'mine' }
  other.onVerify(() => ({ status: 403, body: 'no' }))
  const refused = await graph(sandbox, 'POST', `/${WABA}/subscribed_apps`, override)
  t.is(refused.status, 400)
  t.is(refused.json.error.code, 2200)
  other.onVerify(() => ({ status: 200, body: '"quoted"' }))
  t.is((await graph(sandbox, 'POST', `/${WABA}/subscribed_apps`, override)).json.error.code, 2200)
  other.onVerify(query => ({ status: 200, body: query.get('hub.challenge') ?? '' }))
  t.deepEqual((await graph(sandbox, 'POST', `/${WABA}/subscribed_apps`, override)).json, { success: true })
  const asked = other.verifications.at(-1)
  t.is(asked?.get('hub.mode'), 'subscribe')
  t.is(asked?.get('hub.verify_token'), 'mine')
  t.is(asked?.get('tenant'), '1')
  const listed = await graph(sandbox, 'GET', `/${WABA}/subscribed_apps`)
  t.is(listed.json.data[0].override_callback_uri, override.override_callback_uri)
  await sandbox.customer('573001112233').text('hola')
  t.is(messagesOf(other.hooks).length, 1)
  await graph(sandbox, 'POST', `/${WABA}/subscribed_apps`)
  await sandbox.customer('573001112233').text('hola')
  t.is(messagesOf(receiver.hooks).length, 1, 'a POST without body takes the override back')
  t.deepEqual((await graph(sandbox, 'DELETE', `/${WABA}/subscribed_apps`)).json, { success: true })
  await sandbox.customer('573001112233').text('¿?')
  t.is(messagesOf(receiver.hooks).length + messagesOf(other.hooks).length, 2)
  t.deepEqual((await graph(sandbox, 'GET', `/${WABA}/subscribed_apps`)).json, { data: [] })
})

test("a number's own callback goes before the account's", async t => {
  const { sandbox, receiver, close } = await startStage()
  const own = await startReceiver()
  t.teardown(close)
  t.teardown(own.close)
  const configuration = { override_callback_uri: own.url, verify_token: 'x' }
  const set = await graph(sandbox, 'POST', `/${NUMBER}`, { webhook_configuration: configuration })
  t.deepEqual(set.json, { success: true })
  await sandbox.customer('573001112233').text('hola')
  t.is(own.hooks.length, 1)
  const read = await graph(sandbox, 'GET', `/${NUMBER}?fields=webhook_configuration`)
  t.deepEqual(read.json.webhook_configuration, { phone_number: own.url, application: receiver.url })
  await graph(sandbox, 'POST', `/${NUMBER}`, { webhook_configuration: { override_callback_uri: '' } })
  await sandbox.customer('573001112233').text('hola')
  t.is(receiver.hooks.length, 1)
})

test("the app's own callback can be verified", async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  await sandbox.verifyWebhook()
  t.is(receiver.verifications[0]?.get('hub.verify_token'), 'verify-me')
  receiver.onVerify(() => ({ status: 401 }))
  await t.throwsAsync(sandbox.verifyWebhook(), { message: /HTTP Status Code = 401/ })
})

test('a number is registered with a pin and deregistered', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  const register = (body: object) => graph(sandbox, 'POST', `/${NUMBER}/register`, body)
  t.is((await register({ messaging_product: 'whatsapp' })).json.error.code, 100)
  t.is((await register({ messaging_product: 'whatsapp', pin: '12' })).json.error.code, 100)
  t.deepEqual((await register({ messaging_product: 'whatsapp', pin: '123456' })).json, { success: true })
  t.is((await register({ messaging_product: 'whatsapp', pin: '654321' })).json.error.code, 133005)
  await graph(sandbox, 'POST', `/${NUMBER}/deregister`)
  const message = { messaging_product: 'whatsapp', to: '+573001112233', type: 'text', text: { body: 'x' } }
  t.is((await graph(sandbox, 'POST', `/${NUMBER}/messages`, message)).json.error.code, 133010)
})

test('the business profile is read and changed', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  const path = `/${NUMBER}/whatsapp_business_profile`
  const changed = await graph(sandbox, 'POST', path, {
    messaging_product: 'whatsapp',
    about: 'Abierto',
    websites: ['https://x.co']
  })
  t.deepEqual(changed.json, { success: true })
  t.deepEqual((await graph(sandbox, 'GET', `${path}?fields=about,websites,email`)).json, {
    data: [{ messaging_product: 'whatsapp', about: 'Abierto', websites: ['https://x.co'] }]
  })
  t.is(
    (await graph(sandbox, 'POST', path, { messaging_product: 'whatsapp', about: 'x'.repeat(140) })).json.error.code,
    100
  )
})

const upload = async (url: string, file: Blob, product = 'whatsapp') => {
  const form = new FormData()
  form.set('messaging_product', product)
  form.set('file', file, 'recibo.png')
  const response = await fetch(`${url}/v26.0/${NUMBER}/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: form
  })
  return { status: response.status, json: JSON.parse(await response.text()) }
}

test('media goes up, is described, comes down with the token for five minutes, and is deleted', async t => {
  let now = new Date('2026-11-20T15:00:00Z')
  const { sandbox, close } = await startStage({ now: () => now })
  t.teardown(close)
  const { json } = await upload(sandbox.url, new Blob(['bytes'], { type: 'image/png' }))
  const described = (await graph(sandbox, 'GET', `/${json.id}`)).json
  t.like(described, { messaging_product: 'whatsapp', mime_type: 'image/png', file_size: 5, id: json.id })
  t.is(described.sha256, '277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9')
  const download = (token: string) => fetch(described.url, { headers: { authorization: `Bearer ${token}` } })
  const down = await download(TOKEN)
  t.is(down.headers.get('content-type'), 'image/png')
  t.is(await down.text(), 'bytes')
  t.is((await download('wrong')).status, 401)
  t.is((await fetch(described.url)).status, 401)
  now = new Date('2026-11-20T15:05:01Z')
  t.is((await download(TOKEN)).status, 404)
  t.is((await graph(sandbox, 'GET', `/${json.id}?phone_number_id=1`)).json.error.code, 100)
  t.deepEqual((await graph(sandbox, 'DELETE', `/${json.id}`)).json, { success: true })
  t.is((await graph(sandbox, 'GET', `/${json.id}`)).json.error.error_subcode, 33)
})

test('an uploaded file can be sent, by its kind', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  const { json } = await upload(sandbox.url, new Blob(['bytes'], { type: 'application/pdf' }))
  const message = (type: string) => ({
    messaging_product: 'whatsapp',
    to: '+573001112233',
    type,
    [type]: { id: json.id }
  })
  t.is((await graph(sandbox, 'POST', `/${NUMBER}/messages`, message('document'))).status, 200)
  t.is((await graph(sandbox, 'POST', `/${NUMBER}/messages`, message('image'))).json.error.code, 131053)
  t.is(sandbox.talk('573001112233')[0]?.mimeType, 'application/pdf')
})

test('uploads that Meta would not take are refused', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  const gif = await upload(sandbox.url, new Blob(['GIF'], { type: 'image/gif' }))
  t.is(gif.status, 400)
  t.regex(gif.json.error.message, /Received file of type 'image\/gif'/)
  t.regex((await upload(sandbox.url, new Blob(['x']))).json.error.message, /application\/octet-stream/)
  t.is((await upload(sandbox.url, new Blob([Buffer.alloc(5 * 1024 * 1024 + 1)], { type: 'image/png' }))).status, 400)
  t.is((await upload(sandbox.url, new Blob(['x'], { type: 'image/png' }), 'messenger')).json.error.code, 100)
  t.is((await graph(sandbox, 'POST', `/${NUMBER}/media`, {})).json.error.code, 100)
})

test("a customer's picture is fetched through its id and through the webhook's address, for seven days", async t => {
  let now = new Date('2026-11-20T15:00:00Z')
  const { sandbox, receiver, close } = await startStage({ now: () => now })
  t.teardown(close)
  await sandbox.customer('573001112233').image(Buffer.from('jpeg'))
  const { image } = messagesOf(receiver.hooks)[0]
  const direct = await fetch(image.url, { headers: { authorization: `Bearer ${TOKEN}` } })
  t.is(await direct.text(), 'jpeg')
  const described = (await graph(sandbox, 'GET', `/${image.id}`)).json
  t.is(Buffer.from(image.sha256, 'base64').toString('hex'), described.sha256)
  now = new Date('2026-11-27T15:00:01Z')
  t.is((await graph(sandbox, 'GET', `/${image.id}`)).json.error.code, 100)
})
