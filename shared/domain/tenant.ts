import { type BrandSettings, brandSettingsOf } from './brand-settings.ts'
import { DomainError } from './errors.ts'
import { oneLine } from './one-line.ts'

export type TenantStatus = 'active' | 'suspended' | 'inactive'
/** `connecting`: Meta is being asked. `token_dead`, `blocked`: nothing goes out until the owner acts. */
export type WhatsAppStatus = 'not_connected' | 'connecting' | 'connected' | 'token_dead' | 'blocked'

type Life = Readonly<{ status: TenantStatus; onboardingCompleted: boolean }>

export const isWhatsAppConnected = (tenant: Readonly<{ whatsappStatus: WhatsAppStatus }>): boolean =>
  tenant.whatsappStatus === 'connected'

export const isCalComConnected = (tenant: Readonly<{ calcomApiKey: string | null }>): boolean =>
  tenant.calcomApiKey !== null

/** What a business has set up so far. */
export type SetUp = Readonly<{ activeServices: number; openingHours: number }>

/** What is missing before customers can book: nothing can be offered without a service and a time (RULINGS 31). */
export function missingForOnboarding({ activeServices, openingHours }: SetUp): ('active_service' | 'opening_hours')[] {
  return [
    ...(activeServices > 0 ? [] : (['active_service'] as const)),
    ...(openingHours > 0 ? [] : (['opening_hours'] as const))
  ]
}

/** Ends the set-up and opens the business. Throws `onboarding_incomplete`, or `forbidden` while the operator suspends it. */
export function completeOnboarding(tenant: Life, has: SetUp): Life {
  const missing = missingForOnboarding(has)
  if (missing.length > 0)
    throw new DomainError('onboarding_incomplete', `Still missing: ${missing.join(', ')}`, { missing })
  return activate({ ...tenant, onboardingCompleted: true })
}

/** Opens a business whose set-up is complete. Throws `forbidden` for a suspended one: that is the operator's to end. */
export function activate(tenant: Life): Life {
  if (!tenant.onboardingCompleted) throw new DomainError('onboarding_incomplete', 'The set-up is not complete')
  if (tenant.status === 'suspended') throw new DomainError('forbidden', 'The operator has suspended this business')
  return { ...tenant, status: 'active' }
}

export const suspend = (tenant: Life): Life => ({ ...tenant, status: 'suspended' })

/** A connection to WhatsApp as it stands in a tenant's row; secrets are sealed. */
export type WhatsAppColumns = Readonly<{
  whatsappPhoneNumber: string | null
  whatsappPhoneNumberId: string | null
  whatsappAccessToken: string | null
  whatsappWabaId: string | null
  whatsappWebhookVerifyToken: string | null
  whatsappAppId: string | null
  whatsappAppSecret: string | null
  whatsappStatus: WhatsAppStatus
  whatsappStatusReason: string | null
  whatsappPausedUntil: Date | null
}>

/** A proved connection: what held messages back before is over. */
export const connectWhatsApp = (
  proved: Omit<WhatsAppColumns, 'whatsappStatus' | 'whatsappStatusReason' | 'whatsappPausedUntil'>
): WhatsAppColumns => ({
  ...proved,
  whatsappStatus: 'connected',
  whatsappStatusReason: null,
  whatsappPausedUntil: null
})

export const disconnectWhatsApp = (): WhatsAppColumns => ({
  whatsappPhoneNumber: null,
  whatsappPhoneNumberId: null,
  whatsappAccessToken: null,
  whatsappWabaId: null,
  whatsappWebhookVerifyToken: null,
  whatsappAppId: null,
  whatsappAppSecret: null,
  whatsappStatus: 'not_connected',
  whatsappStatusReason: null,
  whatsappPausedUntil: null
})

/** A connection to Cal.com as it stands in a tenant's row; the key is sealed. */
export type CalComColumns = Readonly<{
  calcomApiKey: string | null
  calcomUsername: string | null
  /** Null: the installation's default. */
  calcomBaseUrl: string | null
  calcomUser: Record<string, unknown> | null
}>

export const disconnectCalCom = (): CalComColumns => ({
  calcomApiKey: null,
  calcomUsername: null,
  calcomBaseUrl: null,
  calcomUser: null
})

/** What the owner says about her business; an empty text takes a field away. */
export type BusinessInfo = Readonly<{
  businessName?: string | undefined
  description?: string | null | undefined
  phone?: string | null | undefined
  address?: string | null | undefined
}>

/** The given fields without surrounding blanks, ready for the row. */
export function updateBusinessInfo(info: BusinessInfo): BusinessInfo {
  return {
    ...(info.businessName !== undefined && { businessName: oneLine(info.businessName) }),
    ...(info.description !== undefined && { description: info.description?.trim() || null }),
    ...(info.phone !== undefined && { phone: info.phone }),
    ...(info.address !== undefined && { address: info.address === null ? null : oneLine(info.address) || null })
  }
}

/** A change of some settings; null brings a setting back to its default. */
export type BrandChange = Readonly<{ [Key in keyof BrandSettings]?: BrandSettings[Key] | null | undefined }>

/** What is stored: only what differs from nothing, so that a new default reaches everybody who has not chosen. */
export function updateBrandSettings(stored: unknown, change: BrandChange): Record<string, unknown> {
  const before = typeof stored === 'object' && stored !== null ? stored : {}
  const given = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(given.filter(([key]) => Object.hasOwn(brandSettingsOf(null), key)))
}

/** A zone of the IANA database: `america/bogota` → `America/Bogota`. Null for anything else, offsets among them. */
export function toTimezone(text: string): string | null {
  if (!/^[A-Za-z]+([/_+-][A-Za-z0-9]+)*$/.test(text)) return null
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
    // zones with a newer name are known to Intl by their old one: only the letter case is corrected
    return known.toLowerCase() === text.toLowerCase() ? known : text
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
