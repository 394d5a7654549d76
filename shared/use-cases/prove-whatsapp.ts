import type { PhoneNumberFacts, TokenFacts } from '../clients/meta-account.ts'
import type { GraphResult } from '../clients/meta-graph.ts'
import type { App } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import { appToken, type MetaApp } from '../domain/meta-app.ts'
import { isMetaId } from '../domain/whatsapp-config.ts'

/** What an owner brings: a token of hers, or the code of Embedded Signup, which becomes one. */
export type WhatsAppCredentials = Readonly<{
  credential: Readonly<{ token: string } | { code: string }>
  /** With a code both may be missing: they follow from it when it covers one account with one number. */
  phoneNumberId?: string | undefined
  wabaId?: string | undefined
  webhookVerifyToken?: string | undefined
  /** Of a Meta app of her own. The secret verifies her webhooks. */
  appId?: string | undefined
  appSecret?: string | undefined
}>

/** What Meta has confirmed. */
export type ProvedWhatsApp = Readonly<{
  accessToken: string
  appId: string | null
  wabaId: string
  number: PhoneNumberFacts
}>

const NEEDED_SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging']
/** Meta's page size of an account's numbers: a longer list is not searched for the one that is claimed. */
const NUMBERS_PAGE = 100

/** The platform's own app; null where the installation has not named it. */
export function platformApp(app: App): MetaApp | null {
  const { META_APP_ID, META_APP_SECRET } = app.config
  return META_APP_ID ? { id: META_APP_ID, secret: (META_APP_SECRET.split(',')[0] ?? '').trim() } : null
}

/** A code is worth 30 seconds: it is exchanged before anything else. Throws `invalid_whatsapp_config`, `meta_api_error`. */
export async function tokenOf(app: App, { credential }: WhatsAppCredentials): Promise<string> {
  if ('token' in credential) return credential.token
  const platform = platformApp(app)
  if (!platform) throw notAccepted('no_embedded_signup', 'Embedded Signup needs META_APP_ID on this installation')
  return demand('exchange_code', await app.meta.exchangeCode(platform, credential.code))
}

/**
 * Asks Meta whether this token is good, of the right app, and covers this account and number: ids from a browser prove
 * nothing. Reads only. Throws `invalid_whatsapp_config` or `meta_api_error`.
 */
export async function proveWhatsApp(app: App, given: WhatsAppCredentials, token: string): Promise<ProvedWhatsApp> {
  const facts = await checkToken(app, given, token)
  const wabaId = given.wabaId ?? only(facts.wabaIds, 'waba_id')
  if (facts.wabaIds.length > 0 && !facts.wabaIds.includes(wabaId))
    throw notAccepted('other_account', 'The token does not cover this WhatsApp Business Account')
  const numbers = demand('phone_numbers', await app.meta.listPhoneNumbers(wabaId, token))
  const phoneNumberId = given.phoneNumberId ?? only(numbers, 'phone_number_id')
  if (!numbers.includes(phoneNumberId) && numbers.length < NUMBERS_PAGE)
    throw notAccepted('other_number', 'The number does not belong to this WhatsApp Business Account')
  const channel = { phoneNumberId, accessToken: token }
  const number = demand('phone_number', await app.meta.getPhoneNumber(channel))
  if (number.id !== phoneNumberId) throw notAccepted('other_number', 'Meta answers for another number')
  demand('business_profile', await app.meta.getBusinessProfile(channel))
  return { accessToken: token, appId: facts.appId, wabaId, number }
}

async function checkToken(app: App, given: WhatsAppCredentials, token: string): Promise<TokenFacts> {
  const facts = await inspectToken(app, given, token)
  if (!facts.isValid) throw notAccepted('invalid_token', 'Meta says that the token is not valid')
  const missing = NEEDED_SCOPES.filter(scope => facts.scopes.length > 0 && !facts.scopes.includes(scope))
  if (missing.length > 0) throw notAccepted('missing_permission', `The token lacks ${missing.join(', ')}`)
  const wanted = given.appSecret ? given.appId : platformApp(app)?.id
  if (wanted !== undefined && facts.appId !== wanted)
    throw notAccepted('other_app', 'The token was made with another Meta app; bring that app’s own app_secret')
  return facts
}

/** Asks as the app where we can: that proves the app's secret as well. */
async function inspectToken(app: App, given: WhatsAppCredentials, token: string): Promise<TokenFacts> {
  const platform = platformApp(app)
  if (!given.appSecret)
    return demand('debug_token', await app.meta.debugToken(token, platform ? appToken(platform) : token))
  const appId = given.appId ?? demand('debug_token', await app.meta.debugToken(token, token)).appId
  if (!appId || !isMetaId(appId)) throw notAccepted('invalid_token', 'Meta does not say which app the token is of')
  return demand('debug_token', await app.meta.debugToken(token, appToken({ id: appId, secret: given.appSecret })))
}

function only(ids: readonly string[], field: string): string {
  const [id, ...others] = ids
  if (id && others.length === 0 && isMetaId(id)) return id
  throw notAccepted('choose', `Name ${field}: the signup covers ${ids.length}`)
}

/** The value of a good answer. Meta's words stay out of the refusal: they may quote what was sent. */
export function demand<T>(step: string, result: GraphResult<T>): T {
  if (result.kind === 'ok') return result.value
  if (result.kind === 'unavailable')
    throw new DomainError('meta_api_error', `Meta did not answer (${step}): try again later`, {
      meta: { step, reason: result.reason }
    })
  throw new DomainError('invalid_whatsapp_config', `Meta refused ${step} with code ${result.code}`, {
    reason: 'refused',
    meta: { step, code: result.code, ...(result.subcode !== null && { subcode: result.subcode }) }
  })
}

const notAccepted = (reason: string, message: string): DomainError =>
  new DomainError('invalid_whatsapp_config', message, { reason })
