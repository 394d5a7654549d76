import test from 'ava'
import { changesOf, messagesOf, NUMBER, send, startStage, textMessage, WABA } from './receiver.ts'

test('a text has the envelope, metadata and contact of a real webhook', async t => {
  const { sandbox, receiver, close } = await startStage({ now: () => new Date('2026-11-20T15:00:00Z') })
  t.teardown(close)
  const { wamid } = await sandbox.customer({ waId: '573001112233', name: 'Ana', userId: 'CO.104' }).text('hola')
  t.deepEqual(receiver.hooks[0]?.body, {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: WABA,
        changes: [
          {
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '573000000001', phone_number_id: NUMBER },
              contacts: [{ profile: { name: 'Ana' }, wa_id: '573001112233', user_id: 'CO.104' }],
              messages: [
                {
                  from: '573001112233',
                  from_user_id: 'CO.104',
                  id: wamid,
                  timestamp: '1795186800',
                  type: 'text',
                  text: { body: 'hola' }
                }
              ]
            },
            field: 'messages'
          }
        ]
      }
    ]
  })
})

test('someone who hides her number is known by user id alone', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  await sandbox.customer({ userId: 'CO.999', username: 'ana.co' }).text('hola')
  const { contacts, messages } = changesOf(receiver.hooks[0])[0].value
  t.deepEqual(contacts, [{ profile: { name: 'ana.co', username: 'ana.co' }, user_id: 'CO.999' }])
  t.false('from' in messages[0])
  t.is(messages[0].from_user_id, 'CO.999')
})

test('a tap carries the title of the button and the message that offered it', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  const ana = sandbox.customer('573001112233')
  const buttons = [{ type: 'reply', reply: { id: 'yes', title: 'Sí, confirmo' } }]
  const sent = await send(sandbox, {
    type: 'interactive',
    interactive: { type: 'button', body: { text: '¿Confirmas?' }, action: { buttons } }
  })
  const sections = [{ rows: [{ id: 'cut', title: 'Corte', description: '$ 50.000' }] }]
  const list = await send(sandbox, {
    type: 'interactive',
    interactive: { type: 'list', body: { text: 'Servicios' }, action: { button: 'Ver', sections } }
  })
  await ana.tapButton('yes')
  await ana.pickRow('cut')
  const [tap, row] = messagesOf(receiver.hooks).filter(message => message.type === 'interactive')
  t.deepEqual(tap.interactive, { type: 'button_reply', button_reply: { id: 'yes', title: 'Sí, confirmo' } })
  t.deepEqual(tap.context, { from: '573000000001', id: sent.json.messages[0].id })
  t.deepEqual(row.interactive.list_reply, { id: 'cut', title: 'Corte', description: '$ 50.000' })
  t.is(row.context.id, list.json.messages[0].id)
})

test('every other kind of message has the shape of the fixtures', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  const ana = sandbox.customer({ waId: '573001112233', name: 'Ana' })
  const bytes = Buffer.from('bytes')
  await ana.image(bytes, 'mi pago')
  await ana.document(bytes, 'recibo año.pdf')
  await ana.voice(bytes)
  await ana.sticker(bytes)
  await ana.location(4.6, -74.08)
  await ana.contact('Camila Ríos', '+57 301 000 0000')
  await ana.react('wamid.X', '👍')
  await ana.react('wamid.X')
  await ana.edit('wamid.X', 'mejor a las 4')
  await ana.revoke('wamid.X')
  await ana.tapTemplateButton('appt:confirm:1', 'Confirmar', 'wamid.T')
  await sandbox.receive({ from: '573001112233', type: 'unsupported', unsupportedType: 'poll' })
  await sandbox.receive({ from: '573001112233', type: 'raw', message: { type: 'brand_new', brand_new: { a: 1 } } })
  const [image, document, voice, sticker, location, contact, reaction, unreaction, edit, revoke, button, poll, raw] =
    messagesOf(receiver.hooks)
  t.is(Buffer.from(image.image.sha256, 'base64').length, 32)
  t.is(image.image.caption, 'mi pago')
  t.is(document.document.filename, 'recibo año.pdf')
  t.like(voice, { type: 'audio', audio: { voice: true, mime_type: 'audio/ogg; codecs=opus' } })
  t.like(sticker, { type: 'sticker', sticker: { animated: false, mime_type: 'image/webp' } })
  t.deepEqual(location.location, { latitude: 4.6, longitude: -74.08 })
  t.is(contact.contacts[0].name.formatted_name, 'Camila Ríos')
  t.deepEqual(reaction.reaction, { message_id: 'wamid.X', emoji: '👍' })
  t.deepEqual(unreaction.reaction, { message_id: 'wamid.X' })
  t.deepEqual(edit.edit.message, { type: 'text', text: { body: 'mejor a las 4' } })
  t.deepEqual(revoke.revoke, { original_message_id: 'wamid.X' })
  t.like(button, {
    type: 'button',
    button: { payload: 'appt:confirm:1', text: 'Confirmar' },
    context: { id: 'wamid.T' }
  })
  t.like(poll, { type: 'unsupported', unsupported: { type: 'poll' }, errors: [{ code: 131051 }] })
  t.like(raw, { type: 'brand_new', brand_new: { a: 1 }, from: '573001112233' })
})

test('a changed number is a system message without contacts, and the talk goes along', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  const ana = sandbox.customer({ waId: '573001112233', name: 'Ana' })
  await ana.text('hola')
  await ana.changeNumber('573009998877')
  await ana.text('soy yo')
  const [{ value }] = changesOf(receiver.hooks[1])
  t.false('contacts' in value)
  t.like(value.messages[0], {
    from: '573001112233',
    type: 'system',
    system: { type: 'user_changed_number', wa_id: '573009998877' }
  })
  t.is(messagesOf(receiver.hooks)[2].from, '573009998877')
  t.deepEqual(
    sandbox.talk('573009998877').map(entry => entry.content),
    [{ body: 'hola' }, { body: 'soy yo' }]
  )
})

test('the owner on her own phone makes an echo', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  const { wamid } = await sandbox.ownerWrites({ to: '573001112233', type: 'text', body: 'Ya te confirmo' })
  const [change] = changesOf(receiver.hooks[0])
  t.is(change.field, 'smb_message_echoes')
  t.like(change.value.message_echoes[0], {
    from: '573000000001',
    to: '573001112233',
    id: wamid,
    type: 'text',
    text: { body: 'Ya te confirmo' }
  })
})

test('a message can be repeated under its wamid and shows once', async t => {
  const { sandbox, receiver, close } = await startStage()
  t.teardown(close)
  const again = { from: '573001112233', type: 'text', body: 'hola', id: 'wamid.SAME' } as const
  await Promise.all(Array.from({ length: 10 }, () => sandbox.receive(again)))
  t.is(receiver.hooks.length, 10)
  t.is(sandbox.talk('573001112233').length, 1)
})

test('marking as read turns the ticks of what she wrote until then', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  const ana = sandbox.customer('573001112233')
  const { wamid } = await ana.text('uno')
  await ana.text('dos')
  const typing: unknown[] = []
  sandbox.events.subscribe(event => {
    if (event.kind === 'typing') typing.push(event.customer.waId)
  })
  const mark = { to: undefined, status: 'read', message_id: wamid, typing_indicator: { type: 'text' } }
  const answer = await send(sandbox, mark)
  t.deepEqual(answer, { status: 200, json: { success: true } })
  t.deepEqual(
    sandbox.talk('573001112233').map(entry => entry.status),
    ['read', 'delivered']
  )
  t.deepEqual(typing, ['573001112233'])
  t.is((await send(sandbox, { ...mark, message_id: 'wamid.of.someone.else' })).status, 200)
  t.is((await send(sandbox, { ...mark, message_id: undefined })).json.error.code, 100)
  t.is((await send(sandbox, { ...mark, typing_indicator: {} })).json.error.code, 100)
})

test('an answer to a known customer shows in her talk', async t => {
  const { sandbox, close } = await startStage()
  t.teardown(close)
  await sandbox.customer('573001112233').text('hola')
  await send(sandbox, textMessage('¡Hola!'))
  const entries = sandbox.talk('573001112233')
  t.deepEqual(
    entries.map(entry => [entry.from, entry.content]),
    [
      ['customer', { body: 'hola' }],
      ['business', { body: '¡Hola!' }]
    ]
  )
})
