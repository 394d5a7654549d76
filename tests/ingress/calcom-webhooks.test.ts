import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import test from 'ava'
import { isSignedByCalcom } from '../../ingress/signature.ts'
import { encrypt } from '../../shared/crypto.ts'
import { withApp } from '../helpers/app.ts'
import { testSecrets } from '../helpers/config.ts'

const INSTALLATION_SECRET = 'installation-secret-of-calcom'
const CONNECTION_SECRET = 'secret-of-this-connection'
const system = withApp(test, { CALCOM_WEBHOOK_SECRET: INSTALLATION_SECRET })
const fixture = (name: string): string => readFileSync(new URL(`../fixtures/calcom/${name}`, import.meta.url), 'utf8')
const created = fixture('caldocs-webhook-booking-created.json')

const sign = (body: string, secret: string): string => createHmac('sha256', secret).update(body).digest('hex')

const post = (path: string, body: string, signature: string | null): Promise<Response> =>
  fetch(`${system.url}/api/v1/webhooks/calcom${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...(signature !== null && { 'x-cal-signature-256': signature }) }
  })

type Row = { kind: string; tenant_id: string | null; external_id: string | null; fate: string | null }
const ledger = (key: string): Promise<Row[]> =>
  system.asSystem(
    async context => (await context.db.raw('select * from inbound_events where event_key like ?', [`${key}%`])).rows
  )

async function connect(slug: string, userId: number): Promise<{ tenantId: string; connectionId: string }> {
  return await system.asSystem(async context => {
    const { rows } = await context.db.raw(
      `with tenant as (insert into tenants (slug, business_name, email) values (?, ?, ?) returning id)
       insert into calcom_connections (tenant_id, base_url, webhook_secret, calcom_user, webhook_id, status)
       select id, 'https://api.cal.com', ?, ?::jsonb, 'hook', 'connected' from tenant returning id, tenant_id`,
      [
        slug,
        slug,
        `${slug}@example.com`,
        encrypt(CONNECTION_SECRET, testSecrets.ENCRYPTION_KEYS),
        JSON.stringify({ id: userId })
      ]
    )
    return { tenantId: rows[0].tenant_id, connectionId: rows[0].id }
  })
}

test('a delivery signed with the secret of its connection is kept for that business', async t => {
  const { tenantId, connectionId } = await connect('cal-own', 1)
  const answer = await post(`/${connectionId}`, created, sign(created, CONNECTION_SECRET))
  t.is(answer.status, 200)
  const rows = await ledger(`calcom:${connectionId}:`)
  t.is(rows.length, 1)
  t.like(rows[0], { kind: 'calcom', tenant_id: tenantId, fate: null })
  t.is((await post(`/${connectionId}`, created, sign(created, CONNECTION_SECRET))).status, 200)
  t.is((await ledger(`calcom:${connectionId}:`)).length, 1, 'the same delivery again changes nothing')
})

test('a wrong signature, the literal no-secret-provided, an unknown connection: 401, nothing kept', async t => {
  const { connectionId } = await connect('cal-wrong', 2)
  const body = created.replace('BOOKING_CREATED', 'BOOKING_REJECTED')
  for (const signature of [
    null,
    'no-secret-provided',
    sign(body, 'stranger'),
    `sha256=${sign(body, CONNECTION_SECRET)}`
  ])
    t.is((await post(`/${connectionId}`, body, signature)).status, 401)
  t.is((await post('/00000000-0000-4000-8000-000000000000', body, sign(body, CONNECTION_SECRET))).status, 401)
  t.is((await post('/not-an-id', body, sign(body, CONNECTION_SECRET))).status, 401)
  t.is((await ledger(`calcom:${connectionId}:`)).length, 0)
})

test('the address of the whole installation finds the business by the organizer', async t => {
  const { tenantId } = await connect('cal-organizer', 4711)
  const body = JSON.stringify({
    triggerEvent: 'BOOKING_CANCELLED',
    createdAt: new Date(),
    payload: { uid: 'by-organizer', organizer: { id: 4711 } }
  })
  t.is((await post('', body, sign(body, INSTALLATION_SECRET))).status, 200)
  t.like((await ledger('calcom:installation:by-organizer'))[0], { tenant_id: tenantId, external_id: 'by-organizer' })
  t.is((await post('', body, sign(body, CONNECTION_SECRET))).status, 401)
})

test('flat deliveries are understood; what is signed and no delivery is 400', async t => {
  const { connectionId } = await connect('cal-flat', 5)
  const flat = fixture('caldocs-webhook-meeting-ended.json')
  t.is((await post(`/${connectionId}`, flat, sign(flat, CONNECTION_SECRET))).status, 200)
  t.truthy((await ledger(`calcom:${connectionId}:`))[0]?.external_id)
  for (const body of ['{}', 'null', 'text', '{"triggerEvent":5}']) {
    const answer = await post(`/${connectionId}`, body, sign(body, CONNECTION_SECRET))
    t.is(answer.status, 400)
    t.is(((await answer.json()) as { code: string }).code, 'validation_failed')
  }
})

test("Cal.com's signature vector is accepted", t => {
  const vector = JSON.parse(fixture('signature-test-vector.json'))
  t.true(isSignedByCalcom([vector.secret], Buffer.from(vector.rawBody), vector.value))
  t.false(isSignedByCalcom([vector.secret], Buffer.from(vector.rawBody), vector.headerWhenWebhookHasNoSecret))
})

test("Cal.com's signature is the bare lower-case hex over the exact bytes", t => {
  const body = Buffer.from(created)
  t.true(isSignedByCalcom(['a', CONNECTION_SECRET], body, sign(created, CONNECTION_SECRET)))
  t.false(isSignedByCalcom([CONNECTION_SECRET], Buffer.from(`${created} `), sign(created, CONNECTION_SECRET)))
  t.false(isSignedByCalcom([], body, sign(created, '')))
})
