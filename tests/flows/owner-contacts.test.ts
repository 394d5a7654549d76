import test from 'ava'
import { issueTokens } from '../../shared/use-cases/issue-tokens.ts'
import { eventually } from '../helpers/eventually.ts'
import {
  approvalRow,
  heard,
  newName,
  optionId,
  ownersOf,
  requests,
  settled,
  taps,
  writes
} from '../helpers/owner-phone.ts'
import { request } from '../helpers/request.ts'
import { forEachBackend, newCustomer, type System } from '../helpers/system.ts'
import { sentTo } from '../helpers/talk.ts'

const each = forEachBackend(test, { serial: true })

type Contact = { id: string; phone: string; verified: boolean; proof: { text: string; link: string } }

const tokenOf = (system: System): Promise<string> =>
  system.asTenant(async context => {
    const { rows } = await context.db.raw(
      `select id, tenant_id as "tenantId", role, email from auth_users where tenant_id = ?`,
      [system.tenantId]
    )
    return (await issueTokens(context, rows[0])).accessToken
  })

const add = async (system: System, token: string, waId: string) =>
  await request<Contact>(system, 'POST', '/tenants/me/owner-contacts', {
    token,
    body: { phone: `+${waId}`, name: 'Luna' }
  })

const list = async (system: System, token: string): Promise<Contact[]> =>
  (await request<{ items: Contact[] }>(system, 'GET', '/tenants/me/owner-contacts', { token })).body.items

each('a phone is proved by the code that the app shows, sent from it, and gets what waited', async (t, system) => {
  await ownersOf(system, 0)
  const token = await tokenOf(system)
  const { waId } = newCustomer()
  const { status, body } = await add(system, token, waId)
  t.is(status, 201)
  t.regex(body.proof.text, /^CUADRA \d{6}$/)
  t.is(body.proof.link, `https://wa.me/576015550100?text=${encodeURIComponent(body.proof.text)}`)
  t.false((await list(system, token)).find(({ id }) => id === body.id)?.verified)
  const name = newName()
  const asked = await requests(system, name)
  await eventually(async () => (await approvalRow(system, asked.approvalId)).notice_state === 'no_contact')
  await writes(system, waId, body.proof.text.toLowerCase())
  await heard(system, waId, /Listo: este número queda conectado con \*Salón Luna\*/)
  const question = await heard(system, waId, new RegExp(name))
  t.true((await list(system, token)).find(({ id }) => id === body.id)?.verified)
  await taps(system, waId, optionId(question, 'Aprobar'))
  await settled(system, asked.approvalId)
})

each('a wrong code proves nothing, and five of them end the right one', async (t, system) => {
  const token = await tokenOf(system)
  const { waId } = newCustomer()
  const { body } = await add(system, token, waId)
  const wrong = body.proof.text === 'CUADRA 000000' ? 'CUADRA 000001' : 'CUADRA 000000'
  for (let tries = 1; tries <= 5; tries += 1) {
    await writes(system, waId, wrong)
    await eventually(() => sentTo(system, waId).length === tries)
  }
  await writes(system, waId, body.proof.text)
  await eventually(() => sentTo(system, waId).length === 6)
  t.false((await list(system, token)).find(({ id }) => id === body.id)?.verified)
  const renewed = await request<Contact>(system, 'POST', `/tenants/me/owner-contacts/${body.id}/verify`, {
    token,
    body: {}
  })
  t.is(renewed.status, 200)
  await writes(system, waId, renewed.body.proof.text)
  await heard(system, waId, /queda conectado/)
})

each('a code is good for ten minutes, from its own phone only', async (t, system) => {
  const token = await tokenOf(system)
  const [{ waId }, other] = [newCustomer(), newCustomer()]
  const { body } = await add(system, token, waId)
  await writes(system, other.waId, body.proof.text)
  await eventually(() => sentTo(system, other.waId).length > 0)
  system.clock.shift(11 * 60_000)
  await writes(system, waId, body.proof.text)
  await heard(system, waId, /no es correcto o ya venció/)
  system.clock.shift(0)
  t.false((await list(system, token)).find(({ id }) => id === body.id)?.verified)
})

each('the business’s own number is refused, and so is a number that is there', async (t, system) => {
  const token = await tokenOf(system)
  t.is((await add(system, token, '576015550100')).status, 400)
  const { waId } = newCustomer()
  t.is((await add(system, token, waId)).status, 201)
  t.is((await add(system, token, waId)).status, 400)
})

each('a removed phone is a customer’s again and decides nothing; it can be added anew', async (t, system) => {
  const token = await tokenOf(system)
  const [owner] = await ownersOf(system)
  if (!owner) return t.fail()
  await writes(system, owner.waId)
  const name = newName()
  const asked = await requests(system, name)
  const question = await heard(system, owner.waId, new RegExp(name))
  const removed = await request(system, 'DELETE', `/tenants/me/owner-contacts/${owner.id}`, { token })
  t.is(removed.status, 204)
  await taps(system, owner.waId, optionId(question, 'Aprobar'))
  await heard(system, owner.waId, /Ese botón no es para su número/)
  t.is((await approvalRow(system, asked.approvalId)).status, 'pending')
  t.is((await request(system, 'DELETE', `/tenants/me/owner-contacts/${owner.id}`, { token })).status, 404)
  t.is((await add(system, token, owner.waId)).body.id, owner.id)
})
