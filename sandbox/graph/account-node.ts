import type { JsonObject } from '../types.ts'
import { type Answer, ok, refuse } from './answer.ts'
import { missingParameter } from './graph-error.ts'
import { numberItem, pick } from './number-node.ts'
import type { Caller } from './request.ts'
import type { State, WabaState } from './state.ts'
import { verifyCallback } from './verify-callback.ts'

const numbersOf = (state: State, waba: WabaState) =>
  [...state.numbers.values()].filter(number => number.config.wabaId === waba.id)

/** GET /{waba_id}?fields= */
export const getAccount = (state: State, waba: WabaState, fields: unknown): Answer => {
  const node = {
    id: waba.id,
    name: numbersOf(state, waba)[0]?.config.verifiedName,
    currency: 'COP',
    timezone_id: '45',
    country: 'CO',
    account_review_status: 'APPROVED',
    business_verification_status: 'verified',
    message_template_namespace: 'sandbox_namespace'
  }
  return pick(node, fields, ['name', 'timezone_id', 'message_template_namespace'], 'WhatsAppBusinessAccount')
}

/** GET /{waba_id}/phone_numbers */
export const listNumbers = (state: State, waba: WabaState): Answer => {
  const data = numbersOf(state, waba).map(number => numberItem(state, number))
  const cursor = Buffer.from(waba.id).toString('base64')
  return ok({ data, paging: { cursors: { before: cursor, after: cursor } } })
}

/** GET /{waba_id}/subscribed_apps */
export const listSubscribedApps = (state: State, waba: WabaState): Answer => {
  const app = {
    whatsapp_business_api_data: {
      link: `https://www.facebook.com/games/?app_id=${state.appId}`,
      name: 'Sandbox',
      id: state.appId
    },
    override_callback_uri: waba.callback.uri
  }
  return ok({ data: waba.subscribed ? [app] : [] })
}

/** POST /{waba_id}/subscribed_apps: webhooks start; without a body an override is taken back (docs: webhooks/override). */
export const subscribeApp = async (state: State, waba: WabaState, body: JsonObject): Promise<Answer> => {
  const { override_callback_uri: uri, verify_token: token } = body
  if (typeof uri === 'string' && uri !== '') {
    if (typeof token !== 'string') return refuse(missingParameter('verify_token'))
    const refused = await verifyCallback(state, uri, token)
    if (refused !== undefined) return refuse(refused)
    waba.callback.uri = uri
  } else {
    waba.callback.uri = undefined
  }
  waba.subscribed = true
  return ok({ success: true })
}

/** DELETE /{waba_id}/subscribed_apps: no webhook of this account leaves any more. */
export const unsubscribeApp = (waba: WabaState): Answer => {
  waba.subscribed = false
  waba.callback.uri = undefined
  return ok({ success: true })
}

const SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging'] as const

/** GET /debug_token?input_token=: what a token is good for. An unknown one is `is_valid: false`, not an error. */
export const debugToken = (state: State, caller: Caller, input: unknown): Answer => {
  if (typeof input !== 'string' || input === '') return refuse(missingParameter('input_token'))
  const numbers = state.options.numbers.filter(number => number.accessToken === input)
  const own = input === caller.token || caller.numbers.length === 0
  if (numbers.length === 0 || !own) {
    const error = { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' }
    return ok({ data: { error, is_valid: false, scopes: [] } })
  }
  const targetIds = [...new Set(numbers.map(number => number.wabaId))]
  return ok({
    data: {
      app_id: state.appId,
      type: 'SYSTEM_USER',
      application: 'Sandbox',
      data_access_expires_at: 0,
      expires_at: 0,
      is_valid: true,
      issued_at: Math.floor(state.now().getTime() / 1000),
      scopes: SCOPES,
      granular_scopes: SCOPES.map(scope => ({ scope, target_ids: targetIds })),
      user_id: '122100000000000001'
    }
  })
}
