import { asObject, cleanText } from '../domain/inbound-message.ts'
import { type CalcomAccount, type CalcomResult, callCalcom } from './calcom-call.ts'

/** Whose key it is. */
export type CalcomUser = Readonly<{
  id: number
  username: string | null
  email: string
  timeZone: string | null
  organizationId: number | null
}>

export type CalcomEventType = Readonly<{
  id: number
  title: string
  slug: string
  lengthInMinutes: number
  hidden: boolean
  /**
   * Why bookings through us would not work: `recurring`, `seats`, `paid`, `email_verification`, and
   * `required_field:<slug>` for questions that we cannot answer.
   */
  problems: readonly string[]
}>

export type CalcomWebhook = Readonly<{ id: string; subscriberUrl: string; active: boolean }>

export type CalcomWebhookInput = Readonly<{ subscriberUrl: string; secret: string }>

export type CalcomClient = Readonly<{
  /** `GET /v2/me`: the only call that proves a key. 401 when it is wrong or expired. */
  validateApiKey: (account: CalcomAccount) => Promise<CalcomResult<CalcomUser>>
  /** Her own event types, hidden ones included; by username where the server knows no other way. */
  getEventTypes: (account: CalcomAccount, user?: CalcomUser) => Promise<CalcomResult<readonly CalcomEventType[]>>
  listWebhooks: (account: CalcomAccount) => Promise<CalcomResult<readonly CalcomWebhook[]>>
  /** 409 when this user has a webhook to the same address. */
  createWebhook: (account: CalcomAccount, webhook: CalcomWebhookInput) => Promise<CalcomResult<CalcomWebhook>>
  updateWebhook: (
    account: CalcomAccount,
    id: string,
    webhook: CalcomWebhookInput
  ) => Promise<CalcomResult<CalcomWebhook>>
  deleteWebhook: (account: CalcomAccount, id: string) => Promise<CalcomResult<CalcomWebhook>>
}>

/** Exists on every server of the last years: an unknown trigger makes older ones refuse the whole webhook. */
const TRIGGERS = [
  'BOOKING_CREATED',
  'BOOKING_REQUESTED',
  'BOOKING_RESCHEDULED',
  'BOOKING_CANCELLED',
  'BOOKING_REJECTED',
  'BOOKING_NO_SHOW_UPDATED'
]
const WEBHOOKS_PAGE = '250'

/** Cal.com's API v2, account by account. */
export function createCalcomClient(): CalcomClient {
  return {
    validateApiKey: account => callCalcom(account, { method: 'GET', path: '/v2/me' }, readUser),
    getEventTypes,
    listWebhooks: account =>
      callCalcom(account, { method: 'GET', path: '/v2/webhooks', query: { take: WEBHOOKS_PAGE } }, readWebhooks),
    createWebhook: (account, webhook) =>
      callCalcom(account, { method: 'POST', path: '/v2/webhooks', body: webhookBody(webhook) }, readWebhook),
    updateWebhook: (account, id, webhook) =>
      callCalcom(account, { method: 'PATCH', path: webhookPath(id), body: webhookBody(webhook) }, readWebhook),
    deleteWebhook: (account, id) => callCalcom(account, { method: 'DELETE', path: webhookPath(id) }, readWebhook)
  }
}

const webhookPath = (id: string) => `/v2/webhooks/${encodeURIComponent(id)}`

const webhookBody = ({ subscriberUrl, secret }: CalcomWebhookInput) => ({
  active: true,
  subscriberUrl,
  secret,
  triggers: TRIGGERS
})

/** Servers of 2025 answer 404 to the call without parameters when there is nothing, and some know it by username only. */
async function getEventTypes(
  account: CalcomAccount,
  user?: CalcomUser
): Promise<CalcomResult<readonly CalcomEventType[]>> {
  const path = '/v2/event-types'
  const own = await callCalcom(account, { method: 'GET', path }, readEventTypes)
  const nothing = own.kind === 'ok' ? own.value.length === 0 : own.kind === 'refused' && own.status === 404
  if (!nothing) return own
  if (!user?.username) return { kind: 'ok', value: [] }
  const query = {
    username: user.username,
    ...(user.organizationId !== null && { orgId: String(user.organizationId) })
  }
  const byName = await callCalcom(account, { method: 'GET', path, query }, readEventTypes)
  return byName.kind === 'refused' && byName.status === 404 ? { kind: 'ok', value: [] } : byName
}

function readUser(data: unknown): CalcomUser | null {
  const { id, username, email, timeZone, organizationId } = asObject(data)
  const address = cleanText(email, 254)
  if (typeof id !== 'number' || !address) return null
  return {
    id,
    username: cleanText(username, 200),
    email: address,
    timeZone: cleanText(timeZone, 100),
    organizationId: typeof organizationId === 'number' ? organizationId : null
  }
}

function readEventTypes(data: unknown): readonly CalcomEventType[] | null {
  if (!Array.isArray(data)) return null
  const types = data.map(readEventType)
  return types.every(type => type !== null) ? types : null
}

function readEventType(item: unknown): CalcomEventType | null {
  const type = asObject(item)
  const title = cleanText(type.title, 300)
  if (!Number.isInteger(type.id) || !title || typeof type.lengthInMinutes !== 'number') return null
  return {
    id: type.id as number,
    title,
    slug: cleanText(type.slug, 300) ?? '',
    lengthInMinutes: type.lengthInMinutes,
    hidden: type.hidden === true,
    problems: problemsOf(type)
  }
}

/** Booking fields that every booking has, and that we fill. */
const FILLED = new Set(['name', 'email', 'phone', 'location', 'notes', 'guests', 'rescheduleReason', 'title'])

function problemsOf(type: Readonly<Record<string, unknown>>): string[] {
  const { bookingFields, recurrence, seats, seatsPerTimeSlot, price } = type
  const fields = Array.isArray(bookingFields) ? bookingFields.map(asObject) : []
  const seated = (typeof seats === 'object' && seats !== null && asObject(seats).disabled !== true) || seatsPerTimeSlot
  const unknown = fields.filter(
    field => field.required === true && !FILLED.has(String(field.type)) && !FILLED.has(String(field.slug))
  )
  return [
    ...(recurrence && asObject(recurrence).disabled !== true ? ['recurring'] : []),
    ...(seated ? ['seats'] : []),
    ...(typeof price === 'number' && price > 0 ? ['paid'] : []),
    ...(type.requiresBookerEmailVerification === true ? ['email_verification'] : []),
    ...unknown.map(field => `required_field:${String(field.slug ?? field.type).slice(0, 80)}`)
  ]
}

function readWebhooks(data: unknown): readonly CalcomWebhook[] | null {
  if (!Array.isArray(data)) return null
  const webhooks = data.map(readWebhook)
  return webhooks.every(webhook => webhook !== null) ? webhooks : null
}

/** Ids are UUIDs, although Cal.com's document says numbers. */
function readWebhook(data: unknown): CalcomWebhook | null {
  const { id, subscriberUrl, active } = asObject(data)
  if ((typeof id !== 'string' && typeof id !== 'number') || typeof subscriberUrl !== 'string') return null
  return { id: String(id), subscriberUrl, active: active === true }
}
