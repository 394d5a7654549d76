import test from 'ava'
import { demo } from '../../shared/use-cases/seed-demo.ts'
import { eventually } from '../helpers/eventually.ts'
import { request } from '../helpers/request.ts'
import { forEachBackend, newCustomer } from '../helpers/system.ts'

const each = forEachBackend(test)

each(
  'what the owner writes in her app reaches the customer, and the bot keeps silent until she gives her back',
  async (t, system) => {
    const customer = newCustomer('Camila Ruiz')
    const textsTo = () =>
      system.sandbox.sent.filter(({ to }) => to === customer.waId).map(({ body }) => JSON.stringify(body))
    await system.sandbox.receive({ from: customer, type: 'text', body: 'Hola' })
    await eventually(() => textsTo().length >= 1, 'the bot’s greeting')
    const login = await request<{ access_token: string }>(system, 'POST', '/auth/login', {
      body: { email: demo.email, password: demo.password }
    })
    const token = login.body.access_token
    const listed = await request<{ items: { id: string; customer: { phone: string } }[] }>(
      system,
      'GET',
      '/conversations',
      { token }
    )
    const conversation = listed.body.items.find(item => item.customer.phone === `+${customer.waId}`)
    const path = `/conversations/${conversation?.id}`
    const sent = await request<{ id: string }>(system, 'POST', `${path}/messages`, {
      token,
      body: { text: 'Hola Camila, soy Luna.' },
      key: crypto.randomUUID()
    })
    t.is(sent.status, 202)
    await eventually(() => textsTo().some(text => text.includes('soy Luna')), 'the owner’s words')
    const before = textsTo().length
    await system.sandbox.receive({ from: customer, type: 'text', body: '¿Cuánto vale el corte?' })
    await eventually(async () => {
      const rows = await system.rows(
        'select 1 from messages where conversation_id = ? and handled_by = ? and seq > 2',
        [conversation?.id, 'human']
      )
      return rows.length > 0
    }, 'her question, marked as the owner’s')
    await request(system, 'POST', `${path}/release`, { token })
    await system.sandbox.receive({ from: customer, type: 'text', body: '¿A qué hora abren?' })
    await eventually(() => textsTo().length > before, 'the bot’s answer')
    t.regex(textsTo().at(-1) ?? '', /9:00 a\. m\./)
    t.is(textsTo().length, before + 1, 'what came while she had the customer is not answered by the bot')
    const shown = await eventually(async () => {
      const { body } = await request<{ messages: { items: { id: string; status: string }[] } }>(system, 'GET', path, {
        token
      })
      const message = body.messages.items.find(({ id }) => id === sent.body.id)
      return message && ['delivered', 'read'].includes(message.status) ? message : null
    }, 'the status of her message')
    t.truthy(shown)
  }
)
