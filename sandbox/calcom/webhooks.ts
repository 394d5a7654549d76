import { randomUUID } from 'node:crypto'
import type { Json, JsonObject } from '../types.ts'
import { type CalcomError, type FieldProblem, httpError, validationError } from './errors.ts'
import { type CalcomState, success } from './state.ts'
import type { CalcomSandboxUser, CalcomSandboxWebhook } from './types.ts'

export type Answer = { readonly status: number; readonly body: Json }

/** The enum of Cal.com's document of API v2; its example lists others, which the server refuses. */
const TRIGGERS: ReadonlySet<unknown> = new Set(
  `BOOKING_CREATED BOOKING_PAYMENT_INITIATED BOOKING_PAID BOOKING_RESCHEDULED BOOKING_REQUESTED BOOKING_CANCELLED
   BOOKING_REJECTED BOOKING_NO_SHOW_UPDATED FORM_SUBMITTED MEETING_ENDED MEETING_STARTED RECORDING_READY INSTANT_MEETING
   RECORDING_TRANSCRIPTION_GENERATED OOO_CREATED AFTER_HOSTS_CAL_VIDEO_NO_SHOW AFTER_GUESTS_CAL_VIDEO_NO_SHOW
   FORM_SUBMITTED_NO_EVENT ROUTING_FORM_FALLBACK_HIT DELEGATION_CREDENTIAL_ERROR WRONG_ASSIGNMENT_REPORT`.split(/\s+/)
)

type Check = (value: unknown) => boolean
const FIELDS: Readonly<Record<string, readonly [check: Check, constraint: string, message: string]>> = {
  active: [value => typeof value === 'boolean', 'isBoolean', 'active must be a boolean value'],
  subscriberUrl: [value => typeof value === 'string', 'isString', 'subscriberUrl must be a string'],
  triggers: [
    value => Array.isArray(value) && value.every(trigger => TRIGGERS.has(trigger)),
    'isEnum',
    'each value in triggers must be one of the following values'
  ],
  secret: [value => typeof value === 'string', 'isString', 'secret must be a string'],
  payloadTemplate: [value => typeof value === 'string', 'isString', 'payloadTemplate must be a string'],
  version: [value => value === '2021-10-20', 'isEnum', 'version must be one of the following values: 2021-10-20']
}
const REQUIRED = ['active', 'subscriberUrl', 'triggers']

const problemsOf = (body: JsonObject, required: readonly string[]): FieldProblem[] => {
  const unknown = Object.keys(body).filter(name => !Object.hasOwn(FIELDS, name))
  const wrong = Object.entries(FIELDS).filter(([name, [check]]) => {
    const value = body[name]
    return value === undefined ? required.includes(name) : !check(value)
  })
  return [
    ...unknown.map(property => ({
      property,
      constraints: { whitelistValidation: `property ${property} should not exist` }
    })),
    ...wrong.map(([property, [, constraint, message]]) => ({ property, constraints: { [constraint]: message } }))
  ]
}

const view = (webhook: CalcomSandboxWebhook): Json => ({
  id: webhook.id,
  userId: webhook.userId,
  subscriberUrl: webhook.subscriberUrl,
  triggers: webhook.triggers,
  active: webhook.active,
  payloadTemplate: webhook.payloadTemplate,
  secret: webhook.secret
})

/** POST /v2/webhooks: one per user and address. */
export const createWebhook = (state: CalcomState, user: CalcomSandboxUser, body: JsonObject): Answer | CalcomError => {
  const path = '/v2/webhooks'
  const problems = problemsOf(body, REQUIRED)
  if (problems.length > 0) return validationError(problems, path, state.now())
  const subscriberUrl = String(body.subscriberUrl)
  const same = [...state.webhooks.values()].find(
    each => each.userId === user.id && each.subscriberUrl === subscriberUrl
  )
  if (same !== undefined) {
    return httpError(409, 'Webhook with this subscriberUrl already exists for this user', path, state.now())
  }
  const webhook = changed(
    {
      id: randomUUID(),
      userId: user.id,
      subscriberUrl,
      triggers: [],
      active: true,
      secret: undefined,
      payloadTemplate: null
    },
    body
  )
  state.webhooks.set(webhook.id, webhook)
  return { status: 201, body: success(view(webhook)) }
}

const changed = (webhook: CalcomSandboxWebhook, body: JsonObject): CalcomSandboxWebhook => ({
  ...webhook,
  ...(typeof body.subscriberUrl === 'string' && { subscriberUrl: body.subscriberUrl }),
  ...(typeof body.active === 'boolean' && { active: body.active }),
  ...(typeof body.secret === 'string' && { secret: body.secret }),
  ...(typeof body.payloadTemplate === 'string' && { payloadTemplate: body.payloadTemplate }),
  ...(Array.isArray(body.triggers) && { triggers: body.triggers.map(String) })
})

/** GET /v2/webhooks: without a pagination block. */
export const listWebhooks = (
  state: CalcomState,
  user: CalcomSandboxUser,
  { take, skip }: { readonly take: number; readonly skip: number }
): Answer => {
  const own = [...state.webhooks.values()].filter(each => each.userId === user.id)
  return { status: 200, body: success(own.slice(skip, skip + take).map(view)) }
}

/** GET, PATCH and DELETE of one webhook: 404 for none, 403 for somebody else's. */
export const oneWebhook = (
  state: CalcomState,
  user: CalcomSandboxUser,
  id: string,
  change: JsonObject | 'delete' | undefined
): Answer | CalcomError => {
  const path = `/v2/webhooks/${id}`
  const webhook = state.webhooks.get(id)
  if (webhook === undefined) return httpError(404, `Webhook (${id}) not found`, path, state.now())
  if (webhook.userId !== user.id) {
    return httpError(403, 'User is not the owner of the webhook', path, state.now())
  }
  if (change === 'delete') {
    state.webhooks.delete(id)
    return { status: 200, body: success(view(webhook)) }
  }
  if (change === undefined) return { status: 200, body: success(view(webhook)) }
  const problems = problemsOf(change, [])
  if (problems.length > 0) return validationError(problems, path, state.now())
  const after = changed(webhook, change)
  state.webhooks.set(id, after)
  return { status: 200, body: success(view(after)) }
}
