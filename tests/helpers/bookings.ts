import { randomUUID } from 'node:crypto'
import { signAccessToken } from '../../shared/access-token.ts'
import type { Policies } from '../../shared/domain/policies.ts'
import { BusinessHoursModel } from '../../shared/models/business-hours-model.ts'
import { ServiceModel } from '../../shared/models/service-model.ts'
import type { TestApp } from './app.ts'
import { newOwner, type TestOwner } from './owner.ts'
import { type ApiAnswer, request } from './request.ts'

/** A business that takes bookings: open around the clock, with one service of an hour for $ 50.000. */
export type TestBusiness = TestOwner & Readonly<{ serviceId: string }>

type Options = Readonly<{
  policies?: Partial<Policies>
  service?: Partial<ServiceModel>
  hours?: readonly (readonly [weekday: number, opens: string, closes: string])[]
  /** Further columns of the tenant's row. */
  tenant?: Readonly<Record<string, unknown>>
}>

const everyDay = [0, 1, 2, 3, 4, 5, 6].map(weekday => [weekday, '00:00', '24:00'] as const)

export async function newBusiness(testApp: TestApp, options: Options = {}): Promise<TestBusiness> {
  const owner = await newOwner(testApp, { active: true })
  const serviceId = randomUUID()
  await testApp.asTenant(owner.tenantId, async context => {
    const { db, tenantId } = context
    const policies = { minimum_notice_minutes: 0, open_on_holidays: true, ...options.policies }
    await db.raw('update tenants set policies = ?::jsonb where id = ?', [JSON.stringify(policies), tenantId])
    for (const [column, value] of Object.entries(options.tenant ?? {}))
      await db.raw('update tenants set ?? = ? where id = ?', [column, value as string, tenantId])
    await BusinessHoursModel.query(db).where({ tenantId }).delete()
    for (const [weekday, opens, closes] of options.hours ?? everyDay)
      await BusinessHoursModel.query(db).insert({ id: randomUUID(), tenantId, weekday, opens, closes })
    await ServiceModel.query(db).insert({
      id: serviceId,
      tenantId,
      name: 'Corte',
      durationMinutes: 60,
      priceAmount: '50000.00',
      ...options.service
    })
  })
  return { ...owner, serviceId }
}

/** Another access token, for when the test's clock has moved on. */
export const freshToken = (testApp: TestApp, owner: TestOwner): Promise<string> =>
  signAccessToken(
    testApp.app.config.JWT_SECRET,
    { id: owner.userId, tenantId: owner.tenantId, role: 'owner' },
    testApp.clock.now(),
    randomUUID()
  )

let people = 0

/** A person whom no other test knows. */
export function newPerson(firstName = 'Camila') {
  people += 1
  return {
    first_name: firstName,
    last_name: 'Ruiz',
    phone: `+57300${String(1_000_000 + people * 7 + (Date.now() % 1000) * 1000).slice(0, 7)}`
  }
}

/** What a landing page sends. */
export const publicBody = (business: TestBusiness, start: string, more: Readonly<Record<string, unknown>> = {}) => ({
  tenant_slug: business.slug,
  service_id: business.serviceId,
  start_time: start,
  customer: newPerson(),
  consent: { text_version: '2026-11', accepted: true },
  ...more
})

export type Receipt = Readonly<{
  id: string
  status: string
  start_time: string
  end_time: string
  customer_id: string | null
  upload_token: string
  wa_link: string | null
  code?: string
}>

export type Details = Receipt &
  Readonly<{
    version: number
    internal_notes: string | null
    payment_verified: boolean
    payment_screenshot_url: string | null
    cancelled_by: string | null
    cancellation_reason: string | null
    customer: { id: string; phone: string; first_name: string; last_name: string | null }
    payment: {
      due: number
      received: number
      refunded: number
      deadline: string | null
      proofs: { id: string; url: string | null; status: string; evidence: string[]; content_type: string }[]
    }
    approvals: { id: string; status: string; requested_action: string; ai_suggested_data: Record<string, unknown> }[]
    errors?: { pointer: string }[]
  }>

/** Books from the landing page. */
export async function book(
  testApp: TestApp,
  business: TestBusiness,
  start: string,
  more: Readonly<Record<string, unknown>> = {}
): Promise<ApiAnswer<Receipt>> {
  return await request<Receipt>(testApp, 'POST', '/bookings', { body: publicBody(business, start, more) })
}

/** Does something to a booking as the owner. */
export async function act(
  testApp: TestApp,
  business: TestBusiness,
  path: string,
  body: unknown = {}
): Promise<ApiAnswer<Details>> {
  const token = await freshToken(testApp, business)
  return await request<Details>(testApp, 'POST', path, { token, body })
}

export async function see<T = Details>(testApp: TestApp, business: TestBusiness, path: string): Promise<T> {
  const token = await freshToken(testApp, business)
  return (await request<T>(testApp, 'GET', path, { token })).body
}

/** The domain events of a booking, oldest first. */
export async function eventsOf(testApp: TestApp, bookingId: string) {
  return await testApp.asSystem(async ({ db }) => {
    const { rows } = await db.raw<{ rows: { type: string; actor: string; payload: Record<string, unknown> }[] }>(
      'select type, actor, payload from audit_log where entity_id = ? order by id',
      [bookingId]
    )
    return rows
  })
}

/** The time that a booking holds. */
export async function holdsOf(testApp: TestApp, bookingId: string) {
  return await testApp.asSystem(async ({ db }) => {
    const { rows } = await db.raw<{
      rows: { starts_at: Date; ends_at: Date; lane: number; expires_at: Date | null }[]
    }>('select starts_at, ends_at, lane, expires_at from slot_holds where booking_id = ? order by starts_at', [
      bookingId
    ])
    return rows
  })
}
