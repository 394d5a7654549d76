import test from 'ava'
import { eventually } from '../helpers/eventually.ts'
import { forEachBackend, newCustomer } from '../helpers/system.ts'
import { answers, bodyOf, sentTo } from '../helpers/talk.ts'

const each = forEachBackend(test)

each('"hola" is answered with a greeting by name and the list of services with prices', async (t, system) => {
  const customer = newCustomer('Camila Ruiz')
  await system.sandbox.receive({ from: customer, type: 'text', body: 'Hola!' })
  const [answer] = await answers(system, customer.waId)
  t.regex(bodyOf(answer), /¡Hola, Camila! Soy el asistente de \*Salón Luna\*/)
  t.regex(bodyOf(answer), /"title":"Corte de cabello","description":"\$ 35\.000 · 45 min"/)
  t.is(answer?.body.type, 'interactive')
})

each('a tapped service is answered with its price, and the greeting is not repeated', async (t, system) => {
  const customer = newCustomer()
  await system.sandbox.receive({ from: customer, type: 'text', body: 'buenas' })
  const [list] = await answers(system, customer.waId)
  const row = /"id":"(service:[^"]+)","title":"Manicure"/.exec(bodyOf(list))?.[1] ?? ''
  await system.sandbox.receive({ from: customer, type: 'list_reply', id: row })
  const [, answer] = await answers(system, customer.waId, 2)
  t.regex(bodyOf(answer), /\*Manicure\*: \$ 28\.000, 1 hora/)
  t.notRegex(bodyOf(answer), /¡Hola/)
})

each('hours and address are answered from the rows of the business', async (t, system) => {
  const customer = newCustomer()
  await system.sandbox.receive({ from: customer, type: 'text', body: 'a qué hora abren?' })
  const [hours] = await answers(system, customer.waId)
  t.regex(bodyOf(hours), /lunes a viernes: 9:00 a\. m\. a 6:00 p\. m\.\\nsábado: 9:00 a\. m\. a 2:00 p\. m\./)
  await system.sandbox.receive({ from: customer, type: 'text', body: 'y dónde quedan?' })
  const [, address] = await answers(system, customer.waId, 2)
  t.regex(bodyOf(address), /Estamos en Carrera 13 # 54-21/)
})

each('a burst of fragments is one turn with one answer', async (t, system) => {
  const customer = newCustomer()
  for (const body of ['hola', 'qué', 'servicios', 'tienen?'])
    await system.sandbox.receive({ from: customer, type: 'text', body })
  await answers(system, customer.waId)
  const turns = await system.rows<{ count: number }>(
    `select count(*)::int from agent_turns t join conversations c on c.id = t.conversation_id where c.customer_phone = ?`,
    [`+${customer.waId}`]
  )
  const left = await system.rows(
    'select 1 from messages where handled_by = ? and turn_id is null and text_content = ?',
    ['bot', 'tienen?']
  )
  t.is(left.length, 0)
  t.true((turns[0]?.count ?? 0) <= 2, 'four fragments within the quiet time are one turn, two when the machine is slow')
})

each('the same webhook a hundred times at once is one message, one turn and one answer', async (t, system) => {
  const customer = newCustomer()
  const id = `wamid.HUNDRED-${customer.waId}`
  const body = {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '576015550100', phone_number_id: '106540352242922' },
              contacts: [{ profile: { name: customer.name }, wa_id: customer.waId }],
              messages: [
                {
                  from: customer.waId,
                  id,
                  timestamp: String(Math.floor(Date.now() / 1000)),
                  type: 'text',
                  text: { body: 'hola' }
                }
              ]
            }
          }
        ]
      }
    ]
  }
  const posts = await Promise.all(Array.from({ length: 100 }, () => system.sandbox.postWebhook(body)))
  t.true(posts.every(({ status }) => status === 200))
  await answers(system, customer.waId)
  const messages = await system.rows('select 1 from messages where whatsapp_message_id = ?', [id])
  const turns = await system.rows(
    'select 1 from agent_turns t join conversations c on c.id = t.conversation_id where c.customer_phone = ?',
    [`+${customer.waId}`]
  )
  t.deepEqual([messages.length, turns.length, sentTo(system, customer.waId).length], [1, 1, 1])
})

each('asking for a person hands over, and the bot keeps silent until the mute time is over', async (t, system) => {
  const customer = newCustomer()
  await system.sandbox.receive({ from: customer, type: 'text', body: 'quiero hablar con una persona' })
  const [handOff] = await answers(system, customer.waId)
  t.regex(bodyOf(handOff), /le paso su mensaje a una persona del equipo/)
  const { wamid } = await system.sandbox.receive({ from: customer, type: 'text', body: 'hola?' })
  const row = await eventually(async () => {
    const rows = await system.rows<{ handled_by: string }>(
      'select handled_by from messages where whatsapp_message_id = ?',
      [wamid]
    )
    return rows[0]
  })
  t.is(row.handled_by, 'human')
  t.is(sentTo(system, customer.waId).length, 1)
  await system.rows(`update customers set bot_paused_until = now() - interval '1 minute' where phone = ? returning 1`, [
    `+${customer.waId}`
  ])
  await system.sandbox.receive({ from: customer, type: 'text', body: 'qué servicios hay' })
  const [, back] = await answers(system, customer.waId, 2)
  t.regex(bodyOf(back), /servicios/)
})

each('when the owner answers from her phone her words are kept and the bot is muted', async (t, system) => {
  const customer = newCustomer()
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  await answers(system, customer.waId)
  const { wamid } = await system.sandbox.ownerWrites({
    to: customer,
    type: 'text',
    body: 'Hola mi amor, ¿para cuándo?'
  })
  const echo = await eventually(async () => {
    const rows = await system.rows<{ origin: string; direction: string; status: string }>(
      'select origin, direction, status from messages where whatsapp_message_id = ?',
      [wamid]
    )
    return rows[0]
  })
  t.deepEqual(echo, { origin: 'owner_phone', direction: 'outbound', status: 'sent' })
  await system.sandbox.receive({ from: customer, type: 'text', body: 'para mañana' })
  await eventually(async () => {
    const rows = await system.rows(
      `select 1 from messages m join conversations c on c.id = m.conversation_id
      where c.customer_phone = ? and m.handled_by = 'human' and m.text_content = 'para mañana'`,
      [`+${customer.waId}`]
    )
    return rows.length === 1
  })
  t.is(sentTo(system, customer.waId).length, 1)
})

each('statuses move the message up only, whatever their order', async (t, system) => {
  const customer = newCustomer()
  const undo = system.sandbox.misbehave({ match: { to: customer.waId }, action: { status: 'reorder' } })
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  const [answer] = await answers(system, customer.waId)
  await eventually(async () => {
    const rows = await system.rows<{ status: string }>(
      `select m.status from messages m where m.whatsapp_message_id = ?`,
      [answer?.wamid]
    )
    return rows[0]?.status === 'read' || rows[0]?.status === 'delivered'
  }, 'delivered or read')
  undo()
  await system.sandbox.customer(customer).read()
  await eventually(async () => {
    const rows = await system.rows<{ status: string }>('select status from messages where whatsapp_message_id = ?', [
      answer?.wamid
    ])
    return rows[0]?.status === 'read'
  }, 'read')
  const rows = await system.rows<{ whatsapp_message_id: string }>(
    `select whatsapp_message_id from messages where whatsapp_message_id = ? and status = 'read'`,
    [answer?.wamid]
  )
  t.is(rows.length, 1)
})

each('statuses that come before the answer of the send are kept and applied', async (t, system) => {
  const customer = newCustomer()
  system.sandbox.misbehave({ match: { to: customer.waId }, times: 1, action: { status: 'early' } })
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  const [answer] = await answers(system, customer.waId)
  const row = await eventually(async () => {
    const rows = await system.rows<{ status: string; attempt: number }>(
      'select status, attempt from messages where whatsapp_message_id = ?',
      [answer?.wamid]
    )
    return rows[0]?.status === 'delivered' ? rows[0] : null
  }, 'delivered')
  t.is(row.attempt, 1)
})

each('a person without a number is answered by her user id', async (t, system) => {
  const userId = `CO.${Date.now()}${Math.floor(Math.random() * 1e6)}`
  await system.sandbox.receive({ from: { userId, name: 'Ana' }, type: 'text', body: 'hola' })
  const answer = await eventually(() => system.sandbox.sent.find(({ recipient }) => recipient === userId))
  t.is(answer.to, undefined)
  t.regex(bodyOf(answer), /¡Hola, Ana!/)
})

each('a new number keeps the customer and her conversation, in whatever order Meta tells', async (t, system) => {
  const customer = newCustomer('Luisa Gómez')
  const newWaId = newCustomer().waId
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  await answers(system, customer.waId)
  await system.sandbox.receive({ from: { waId: newWaId, name: 'Luisa Gómez' }, type: 'text', body: 'hola, soy yo' })
  await answers(system, newWaId)
  await system.sandbox.customer(customer).changeNumber(newWaId)
  const merged = await eventually(async () => {
    const rows = await system.rows<{ id: string; phone: string; active: number }>(
      `select c.id, c.phone, (select count(*)::int from conversations v where v.customer_id = c.id and v.status = 'active') as active
       from customers c where c.phone in (?, ?) and c.merged_into_id is null`,
      [`+${customer.waId}`, `+${newWaId}`]
    )
    return rows.length === 1 && rows[0]?.phone === `+${newWaId}` ? rows[0] : null
  }, 'one customer with the new number')
  t.is(merged.active, 1)
})
