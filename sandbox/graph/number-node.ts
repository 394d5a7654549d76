import type { Json, JsonObject } from '../types.ts'
import { type Answer, ok, refuse } from './answer.ts'
import { checkProduct } from './check-message.ts'
import { isObject } from './check-tools.ts'
import { graphError, missingParameter } from './graph-error.ts'
import type { NumberState, State } from './state.ts'
import { verifyCallback } from './verify-callback.ts'

const DEFAULT_FIELDS = ['display_phone_number', 'verified_name', 'quality_rating'] as const

/** Every field of a phone number node that the sandbox knows. */
const nodeOf = (state: State, number: NumberState): JsonObject => ({
  id: number.config.phoneNumberId,
  display_phone_number: number.config.displayPhoneNumber,
  verified_name: number.config.verifiedName,
  quality_rating: 'GREEN',
  name_status: 'APPROVED',
  code_verification_status: 'VERIFIED',
  platform_type: number.registered ? 'CLOUD_API' : 'NOT_APPLICABLE',
  status: number.registered ? 'CONNECTED' : 'DISCONNECTED',
  account_mode: 'LIVE',
  throughput: { level: 'STANDARD' },
  is_official_business_account: false,
  is_on_biz_app: true,
  is_pin_enabled: number.pin !== undefined,
  messaging_limit_tier: 'TIER_2K',
  whatsapp_business_manager_messaging_limit: 'TIER_2K',
  webhook_configuration: {
    phone_number: number.callback.uri,
    whatsapp_business_account: state.wabas.get(number.config.wabaId)?.callback.uri,
    application: state.webhookUrl
  }
})

/** Picks `fields=a,b` of a node; unknown ones are an error at Graph. */
export const pick = (node: JsonObject, fields: unknown, defaults: readonly string[], kind: string): Answer => {
  const asked = typeof fields === 'string' && fields !== '' ? fields.split(',').map(field => field.trim()) : defaults
  const unknown = asked.find(field => !Object.hasOwn(node, field))
  if (unknown !== undefined) {
    return refuse(
      graphError(100, { message: `(#100) Tried accessing nonexisting field (${unknown}) on node type (${kind})` })
    )
  }
  const picked: Record<string, Json | undefined> = {}
  for (const field of asked) picked[field] = node[field]
  return ok({ ...picked, id: node.id })
}

/** GET /{phone_number_id}?fields= */
export const getNumber = (state: State, number: NumberState, fields: unknown): Answer =>
  pick(nodeOf(state, number), fields, DEFAULT_FIELDS, 'WhatsAppBusinessPhoneNumber')

/** An item of GET /{waba_id}/phone_numbers. */
export const numberItem = (state: State, number: NumberState): Json => {
  const {
    id,
    display_phone_number,
    verified_name,
    quality_rating,
    code_verification_status,
    platform_type,
    throughput
  } = nodeOf(state, number)
  return {
    verified_name,
    code_verification_status,
    display_phone_number,
    quality_rating,
    platform_type,
    throughput,
    id
  }
}

/** POST /{phone_number_id} with `webhook_configuration`: the number's own callback; an empty address removes it. */
export const setNumberCallback = async (state: State, number: NumberState, body: JsonObject): Promise<Answer> => {
  const configuration = body.webhook_configuration
  if (!isObject(configuration)) return refuse(missingParameter('webhook_configuration'))
  const { override_callback_uri: uri, verify_token: token } = configuration
  if (typeof uri !== 'string') return refuse(missingParameter("webhook_configuration['override_callback_uri']"))
  if (uri !== '') {
    if (typeof token !== 'string') return refuse(missingParameter("webhook_configuration['verify_token']"))
    const refused = await verifyCallback(state, uri, token)
    if (refused !== undefined) return refuse(refused)
  }
  number.callback.uri = uri === '' ? undefined : uri
  return ok({ success: true })
}

/** POST /{phone_number_id}/register: six digits; a number with a pin only takes the same one. */
export const register = (number: NumberState, body: JsonObject): Answer => {
  const refused = checkProduct(body)
  if (refused !== undefined) return refuse(refused)
  if (body.pin === undefined) return refuse(missingParameter('pin'))
  if (typeof body.pin !== 'string' || !/^\d{6}$/.test(body.pin)) {
    return refuse(graphError(100, { message: '(#100) Param pin must be 6 characters long.' }))
  }
  if (number.pin !== undefined && number.pin !== body.pin) return refuse(graphError(133005))
  number.pin = body.pin
  number.registered = true
  return ok({ success: true })
}

/** POST /{phone_number_id}/deregister: sends answer 133010 from here on. */
export const deregister = (number: NumberState): Answer => {
  number.registered = false
  return ok({ success: true })
}

const PROFILE_LIMITS: ReadonlyMap<string, number> = new Map(
  Object.entries({ about: 139, address: 256, description: 512, email: 128, vertical: 64 })
)

/** GET /{phone_number_id}/whatsapp_business_profile?fields= */
export const getProfile = (number: NumberState, fields: unknown): Answer => {
  const asked = typeof fields === 'string' ? fields.split(',').map(field => field.trim()) : []
  const picked: Record<string, Json | undefined> = { messaging_product: 'whatsapp' }
  for (const field of asked) picked[field] = number.profile[field]
  return ok({ data: [picked] })
}

/** POST /{phone_number_id}/whatsapp_business_profile */
export const setProfile = (number: NumberState, body: JsonObject): Answer => {
  const refused = checkProduct(body)
  if (refused !== undefined) return refuse(refused)
  for (const [key, max] of PROFILE_LIMITS) {
    const value = body[key]
    if (value === undefined || (typeof value === 'string' && value.length <= max)) continue
    return refuse(graphError(100, { message: `(#100) Param ${key} must be at most ${max} characters long.` }))
  }
  const websites = body.websites
  if (websites !== undefined && (!Array.isArray(websites) || websites.length > 2)) {
    return refuse(graphError(100, { message: '(#100) Param websites must have at most 2 elements.' }))
  }
  number.profile = { ...number.profile, ...body }
  return ok({ success: true })
}
