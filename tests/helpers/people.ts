import { randomInt, randomUUID } from 'node:crypto'
import { searchText } from '../../shared/domain/search-text.ts'
import { CustomerModel } from '../../shared/models/customer-model.ts'
import type { TestApp } from './app.ts'

/** Rows that the WhatsApp side would have written, for tests of what the owner sees of them. */
export type Talk = Readonly<{ customerId: string; conversationId: string; phone: string; wamid: string }>

type Options = Readonly<{
  name?: string
  /** When the 24 hours end; null: there is no window. */
  windowEndsAt?: Date | null
  status?: 'active' | 'closed' | 'archived'
  messages?: number
}>

export const newPhone = (): string => `+57300${String(randomInt(1e7)).padStart(7, '0')}`

/** A customer by name and number. */
export async function addCustomer(
  testApp: TestApp,
  tenantId: string,
  values: Partial<CustomerModel> = {}
): Promise<string> {
  const id = randomUUID()
  const { firstName = 'Camila', lastName = 'Ruiz', phone = newPhone(), email = null } = values
  await testApp.asTenant(
    tenantId,
    async context =>
      await CustomerModel.query(context.db).insert({
        id,
        tenantId,
        source: 'whatsapp',
        ...values,
        firstName,
        lastName,
        phone,
        email,
        searchText: searchText(firstName, lastName, phone, email)
      })
  )
  return id
}

/** A customer with a conversation: her messages are inbound and unanswered, the newest last. */
export async function addTalk(testApp: TestApp, tenantId: string, options: Options = {}): Promise<Talk> {
  const phone = newPhone()
  const customerId = await addCustomer(testApp, tenantId, { firstName: options.name ?? 'Camila', phone })
  const conversationId = randomUUID()
  const count = options.messages ?? 1
  const wamid = `wamid.${randomUUID()}`
  const now = testApp.clock.now()
  await testApp.asTenant(tenantId, async ({ db }) => {
    await db('customer_identities').insert({
      tenant_id: tenantId,
      customer_id: customerId,
      kind: 'phone',
      value: phone
    })
    await db('conversations').insert({
      id: conversationId,
      tenant_id: tenantId,
      customer_id: customerId,
      customer_phone: phone,
      status: options.status ?? 'active',
      message_seq: count,
      inbound_seq: count,
      langraph_state: JSON.stringify({ version: 1, said: 'algo' }),
      last_message_at: now,
      service_window_expires_at:
        options.windowEndsAt === undefined ? new Date(now.getTime() + 20 * 3_600_000) : options.windowEndsAt
    })
    for (let seq = 1; seq <= count; seq += 1)
      await db('messages').insert({
        id: randomUUID(),
        tenant_id: tenantId,
        conversation_id: conversationId,
        seq,
        message_type: 'text',
        direction: 'inbound',
        origin: 'customer',
        text_content: `Mensaje ${seq}`,
        payload: JSON.stringify({ from: phone.slice(1), text: { body: `Mensaje ${seq}` } }),
        whatsapp_message_id: seq === count ? wamid : `${wamid}.${seq}`,
        status: 'received',
        handled_by: 'bot',
        created_at: new Date(now.getTime() + seq)
      })
  })
  return { customerId, conversationId, phone, wamid }
}
