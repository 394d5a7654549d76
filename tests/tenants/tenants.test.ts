import test from 'ava'
import { encrypt } from '../../shared/crypto.ts'
import { withApp } from '../helpers/app.ts'
import { eventsOf } from '../helpers/bookings.ts'
import { newOwner, type TestOwner } from '../helpers/owner.ts'
import { request } from '../helpers/request.ts'

const api = withApp(test)

type Json = Record<string, unknown>
type Problem = { code: string; missing?: string[]; errors?: { pointer: string }[] }

const caller =
  ({ token }: TestOwner) =>
  <Body = Json & Problem>(method: string, path: string, body?: unknown) =>
    request<Body>(api, method, path, { token, ...(body !== undefined && { body }) })

const addService = (call: ReturnType<typeof caller>, name = 'Manicure') =>
  call('POST', '/services', { name, duration_minutes: 60, price_amount: 28000 })

const setStatus = (owner: TestOwner, status: string) =>
  api.asTenant(owner.tenantId, context =>
    context.db.raw('update tenants set status = ? where id = ?', [status, owner.tenantId])
  )

test('a fresh business has default brand settings and policies, and shows no secret', async t => {
  const owner = await newOwner(api)
  await api.asTenant(owner.tenantId, context =>
    context.db.raw(
      `update tenants set whatsapp_access_token = ?, whatsapp_app_secret = ?, calcom_api_key = ?,
         whatsapp_webhook_verify_token = 'VERIFY-ME' where id = ?`,
      [
        ...['TOKEN', 'SECRET', 'KEY'].map(each => encrypt(each, context.config.ENCRYPTION_KEYS)),
        owner.tenantId
      ] as never
    )
  )
  const { status, body } = await caller(owner)('GET', '/tenants/me')
  t.is(status, 200)
  t.like(body, { slug: owner.slug, status: 'inactive', onboarding_completed: false, timezone: 'America/Bogota' })
  t.like(body.brand_settings as Json, { primary_color: '#0f766e' })
  t.like(body.policies as Json, { hold_minutes: 120, cancel_needs_owner: true })
  t.like(body.calcom as Json, { connected: true })
  t.notRegex(JSON.stringify(body), /v1\.k1|VERIFY-ME|token"|secret|api_key/i)
})

test('a business is changed field by field', async t => {
  const owner = await newOwner(api)
  const call = caller(owner)
  const changed = await call('PATCH', '/tenants/me', {
    business_name: ' María  Terapia ',
    description: 'Terapia de pareja.',
    phone: '300 123 4567',
    address: 'Calle 72 # 10-07',
    timezone: 'america/lima',
    brand_settings: { primary_color: '#FF0000', logo_url: 'https://x.co/l.png' },
    policies: { hold_minutes: 30, deposit: { kind: 'percent', amount: 50, applies_to: 'new' } }
  })
  t.is(changed.status, 200)
  t.like(changed.body, {
    business_name: 'María Terapia',
    phone: '+573001234567',
    timezone: 'America/Lima',
    address: 'Calle 72 # 10-07'
  })
  const second = await call('PATCH', '/tenants/me', {
    description: null,
    brand_settings: { logo_url: null },
    policies: { treatment: 'tu' }
  })
  t.is(second.body.description, null)
  t.deepEqual(second.body.brand_settings, {
    primary_color: '#FF0000',
    logo_url: null,
    cover_image_url: null,
    font_family: 'Inter'
  })
  t.like(second.body.policies as Json, {
    hold_minutes: 30,
    treatment: 'tu',
    deposit: { kind: 'percent', amount: 50, applies_to: 'new' }
  })
  t.deepEqual((await call('GET', '/tenants/me')).body, second.body)
  const events = (await eventsOf(api, owner.tenantId)).filter(({ type }) => type === 'tenant_updated')
  t.deepEqual(events[1]?.payload, { fields: ['description', 'brandSettings', 'policies'] })
})

test('payment methods come as the list or as the numbers of the specification, in both spellings', async t => {
  const call = caller(await newOwner(api))
  const pay = async (body: object) => (await call('PATCH', '/tenants/me', body)).body
  t.like(await pay({ nequi_number: '+57 300 123 4567', daviviplata_number: '3019998877' }), {
    nequi_number: '3001234567',
    daviplata_number: '3019998877'
  })
  const listed = await pay({
    payment_methods: [
      { type: 'nequi', number: '300 555 4433', holder: 'María Pérez' },
      { type: 'breb', key_type: 'alphanumeric', key: '@mariap', holder: 'María Pérez' },
      { type: 'cash' }
    ]
  })
  t.like(listed, { nequi_number: '3005554433', daviplata_number: null })
  t.is((listed.payment_methods as Json[]).length, 3)
  const again = await call('PATCH', '/tenants/me', {
    nequi_number: listed.nequi_number,
    daviplata_number: listed.daviplata_number,
    payment_methods: listed.payment_methods
  })
  t.is(again.status, 200, 'what was read can be written back')
  t.deepEqual(again.body.payment_methods, listed.payment_methods)
  t.deepEqual((await pay({ nequi_number: null })).payment_methods, [
    { type: 'breb', key_type: 'alphanumeric', key: '@mariap', holder: 'María Pérez' },
    { type: 'cash' }
  ])
})

test('what a business may not say is refused with a pointer', async t => {
  const call = caller(await newOwner(api))
  const cases: [object, string][] = [
    [{ business_name: '  ' }, '/business_name'],
    [{ phone: '12345678' }, '/phone'],
    [{ timezone: 'Bogota' }, '/timezone'],
    [{ brand_settings: { primary_color: 'red' } }, '/brand_settings/primary_color'],
    [{ brand_settings: { logo_url: 'javascript:alert(1)' } }, '/brand_settings/logo_url'],
    [{ nequi_number: '6015550100' }, '/nequi_number'],
    [{ daviplata_number: '3001234567', daviviplata_number: '3009998877' }, '/daviviplata_number'],
    [{ payment_methods: [{ type: 'cash' }], nequi_number: '3001234567' }, '/nequi_number'],
    [{ payment_methods: [{ type: 'bitcoin' }] }, '/payment_methods/0/type'],
    [{ payment_methods: [{ type: 'cash' }, { type: 'cash' }] }, '/payment_methods/1/type'],
    [{ policies: { hold_minutes: 0 } }, '/policies/hold_minutes'],
    [{ policies: { deposit: { kind: 'percent', amount: 150, applies_to: 'new' } } }, '/policies/deposit/amount'],
    [{ policies: { deposit: { kind: 'fixed', amount: 0.001, applies_to: 'new' } } }, '/policies/deposit/amount'],
    [{ policies: { be_nice: true } }, '/policies/be_nice'],
    [{ slug: 'otro' }, '/slug'],
    [{ status: 'active' }, '/status']
  ]
  for (const [body, pointer] of cases) {
    const { status, body: problem } = await call('PATCH', '/tenants/me', body)
    t.is(status, 400, pointer)
    t.is(problem.errors?.[0]?.pointer, pointer)
  }
  t.is((await call('PATCH', '/tenants/me', {})).status, 400)
  t.is((await request(api, 'PATCH', '/tenants/me', { body: { business_name: 'x' } })).status, 401)
})

test('onboarding needs a service and hours, opens the business once, and is on the record', async t => {
  const owner = await newOwner(api)
  const call = caller(owner)
  await call('PUT', '/tenants/me/hours', { hours: [] })
  const early = await call('POST', '/tenants/me/complete-onboarding')
  t.is(early.status, 400)
  t.like(early.body, { code: 'onboarding_incomplete', missing: ['active_service', 'opening_hours'] })
  await addService(call)
  t.deepEqual((await call('POST', '/tenants/me/complete-onboarding')).body.missing, ['opening_hours'])
  await call('PUT', '/tenants/me/hours', { hours: [{ weekday: 1, opens: '09:00', closes: '18:00' }] })
  t.is((await request(api, 'GET', `/tenants/by-slug/${owner.slug}`)).status, 404)
  for (let time = 0; time < 2; time += 1) {
    const done = await call('POST', '/tenants/me/complete-onboarding')
    t.is(done.status, 200)
    t.like(done.body, { status: 'active', onboarding_completed: true })
  }
  t.is((await eventsOf(api, owner.tenantId)).filter(({ type }) => type === 'onboarding_completed').length, 1)
  await setStatus(owner, 'suspended')
  const suspended = await call('POST', '/tenants/me/complete-onboarding')
  t.is(suspended.status, 403, 'only the operator ends a suspension')
})

test('the landing page sees an open business with its active services and hours, and nothing private', async t => {
  const owner = await newOwner(api, { active: true })
  const call = caller(owner)
  await addService(call, 'Manicure')
  const hidden = (await addService(call, 'Pedicure')).body
  await call('PATCH', `/services/${hidden.id}`, { is_active: false })
  await call('PATCH', '/tenants/me', {
    nequi_number: '3001234567',
    policies: { privacy_url: 'https://x.co/privacidad' }
  })
  const { status, body } = await request<Json & { services: Json[]; hours: Json[] }>(
    api,
    'GET',
    `/tenants/by-slug/${owner.slug.toUpperCase()}`
  )
  t.is(status, 200)
  t.deepEqual(
    body.services.map(({ name }) => name),
    ['Manicure']
  )
  t.deepEqual(body.hours[0], { weekday: 1, opens: '09:00', closes: '18:00' })
  t.like(body, { slug: owner.slug, privacy_url: 'https://x.co/privacidad', whatsapp_phone_number: null })
  t.notRegex(JSON.stringify(body), /3001234567|example\.com|policies|tenant_id/, 'no e-mail, no account numbers')
})

test('a business that is not open, or is not there, is not found by its slug', async t => {
  const owner = await newOwner(api, { active: true })
  t.is((await request(api, 'GET', `/tenants/by-slug/${owner.slug}`)).status, 200)
  for (const status of ['inactive', 'suspended']) {
    await setStatus(owner, status)
    const answer = await request<Problem>(api, 'GET', `/tenants/by-slug/${owner.slug}`)
    t.is(answer.status, 404)
    t.is(answer.body.code, 'tenant_not_found')
  }
  for (const slug of ['no-such', '%27%20or%201=1', 'a%00b', 'ñandú', 'x'.repeat(100)])
    t.true([400, 404].includes((await request(api, 'GET', `/tenants/by-slug/${slug}`)).status), slug)
})

test('staff may look at the business but not change it', async t => {
  const owner = await newOwner(api, { active: true })
  await api.asTenant(owner.tenantId, context =>
    context.db.raw(`update auth_users set role = 'staff' where id = ?`, [owner.userId])
  )
  const call = caller(owner)
  t.is((await call('GET', '/tenants/me')).status, 200)
  const refused = await call('PATCH', '/tenants/me', { business_name: 'Otro' })
  t.is(refused.status, 403)
  t.is(refused.body.code, 'forbidden')
  t.is((await call('POST', '/tenants/me/whatsapp/disconnect')).status, 403)
  t.is((await call('POST', '/tenants/me/calcom/disconnect')).status, 403)
})
