import { asObject, cleanText } from '../domain/inbound-message.ts'
import type { MetaApp } from '../domain/meta-app.ts'
import type { Channel } from './meta.ts'
import { callGraph, type GraphConfig, type GraphResult } from './meta-graph.ts'
import { createMetaTemplateClient, type MetaTemplateClient } from './meta-templates.ts'

/** What a token is good for. */
export type TokenFacts = Readonly<{
  isValid: boolean
  /** Of the app that it was made with. */
  appId: string | null
  scopes: readonly string[]
  /** The accounts it may see; empty when Meta does not narrow it down. */
  wabaIds: readonly string[]
  /** Null: never. */
  expiresAt: Date | null
}>

export type PhoneNumberFacts = Readonly<{
  id: string
  /** As people write it: `+57 300 000 0000`. */
  displayPhoneNumber: string
  verifiedName: string | null
  qualityRating: string | null
}>

/** How the business introduces itself in WhatsApp. */
export type BusinessProfile = Readonly<{
  about: string | null
  address: string | null
  description: string | null
  email: string | null
  vertical: string | null
  websites: readonly string[]
}>

export type MetaAccountClient = Readonly<{
  /** `GET /debug_token`. `as` is an app's token or the token itself. */
  debugToken: (token: string, as: string) => Promise<GraphResult<TokenFacts>>
  /** The code of Embedded Signup, valid for 30 seconds, becomes the business's token. */
  exchangeCode: (app: MetaApp, code: string) => Promise<GraphResult<string>>
  getPhoneNumber: (channel: Channel) => Promise<GraphResult<PhoneNumberFacts>>
  /** The ids of an account's numbers, the first hundred. */
  listPhoneNumbers: (wabaId: string, accessToken: string) => Promise<GraphResult<readonly string[]>>
  getBusinessProfile: (channel: Channel) => Promise<GraphResult<BusinessProfile>>
  /** Webhooks of the account begin. `override` sends those about messages to an address of its own, which Meta verifies first. */
  subscribeToWebhooks: (
    wabaId: string,
    accessToken: string,
    override?: Readonly<{ webhookUrl: string; verifyToken: string }>
  ) => Promise<GraphResult<true>>
  unsubscribeFromWebhooks: (wabaId: string, accessToken: string) => Promise<GraphResult<true>>
}> &
  MetaTemplateClient

/** The calls about a business's own account, for connecting and disconnecting it. */
export function createMetaAccountClient(config: GraphConfig): MetaAccountClient {
  const get = <T>(path: string, token: string | null, query: Record<string, string>, read: Read<T>) =>
    callGraph(config, { method: 'GET', path, query, ...(token !== null && { token }) }, read)
  return {
    ...createMetaTemplateClient(config),
    debugToken: (token, as) => get('/debug_token', as, { input_token: token }, readToken),
    exchangeCode: (app, code) =>
      get('/oauth/access_token', null, { client_id: app.id, client_secret: app.secret, code }, answer =>
        cleanText(answer.access_token, 4000)
      ),
    getPhoneNumber: ({ phoneNumberId, accessToken }) =>
      get(
        `/${phoneNumberId}`,
        accessToken,
        { fields: 'id,display_phone_number,verified_name,quality_rating' },
        readNumber
      ),
    listPhoneNumbers: (wabaId, accessToken) =>
      get(`/${wabaId}/phone_numbers`, accessToken, { fields: 'id', limit: '100' }, readIds),
    getBusinessProfile: ({ phoneNumberId, accessToken }) =>
      get(`/${phoneNumberId}/whatsapp_business_profile`, accessToken, { fields: PROFILE }, readProfile),
    subscribeToWebhooks: (wabaId, token, override) =>
      callGraph(config, { ...subscription(wabaId, token), method: 'POST', ...overrideBody(override) }, readSuccess),
    unsubscribeFromWebhooks: (wabaId, token) =>
      callGraph(config, { ...subscription(wabaId, token), method: 'DELETE' }, readSuccess)
  }
}

type Read<T> = (answer: Record<string, unknown>) => T | null

const PROFILE = 'about,address,description,email,vertical,websites'

const subscription = (wabaId: string, token: string) => ({ path: `/${wabaId}/subscribed_apps`, token })

const overrideBody = (override?: Readonly<{ webhookUrl: string; verifyToken: string }>) =>
  override ? { body: { override_callback_uri: override.webhookUrl, verify_token: override.verifyToken } } : {}

const readSuccess: Read<true> = answer => (answer.success === true ? true : null)

const readToken: Read<TokenFacts> = answer => {
  const data = asObject(answer.data)
  if (typeof data.is_valid !== 'boolean') return null
  const granular = list(data.granular_scopes).map(asObject)
  const ids = granular
    .filter(({ scope }) => typeof scope === 'string' && scope.startsWith('whatsapp_'))
    .flatMap(({ target_ids }) => texts(target_ids))
  const expires = Number(data.expires_at ?? 0)
  return {
    isValid: data.is_valid,
    appId: data.app_id === undefined ? null : String(data.app_id),
    scopes: texts(data.scopes),
    wabaIds: [...new Set(ids)],
    expiresAt: expires > 0 ? new Date(expires * 1000) : null
  }
}

const readNumber: Read<PhoneNumberFacts> = answer => {
  const displayPhoneNumber = cleanText(answer.display_phone_number, 40)
  if (typeof answer.id !== 'string' || !displayPhoneNumber) return null
  return {
    id: answer.id,
    displayPhoneNumber,
    verifiedName: cleanText(answer.verified_name, 200),
    qualityRating: cleanText(answer.quality_rating, 40)
  }
}

const readIds: Read<readonly string[]> = answer =>
  Array.isArray(answer.data) ? answer.data.map(item => String(asObject(item).id)) : null

const readProfile: Read<BusinessProfile> = answer => {
  if (!Array.isArray(answer.data)) return null
  const profile = asObject(answer.data[0])
  return {
    about: cleanText(profile.about, 500),
    address: cleanText(profile.address, 500),
    description: cleanText(profile.description, 1000),
    email: cleanText(profile.email, 254),
    vertical: cleanText(profile.vertical, 80),
    websites: texts(profile.websites)
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const texts = (value: unknown): string[] => list(value).filter((item): item is string => typeof item === 'string')
