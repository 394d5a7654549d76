import type { Static } from 'typebox'
import type { CalcomEventType, CalcomUser } from '../../shared/clients/calcom.ts'
import { brandSettingsOf } from '../../shared/domain/brand-settings.ts'
import { type PaymentMethod, paymentConfigOf } from '../../shared/domain/payment-config.ts'
import { defaultPolicies, policiesOf } from '../../shared/domain/policies.ts'
import { isCalComConnected, isWhatsAppConnected } from '../../shared/domain/tenant.ts'
import type { TenantModel } from '../../shared/models/tenant-model.ts'
import type { PublicTenant } from '../../shared/use-cases/get-tenant-by-slug.ts'
import type { PoliciesSchema } from '../schemas/policies.ts'
import type { ConnectedCalcomSchema, PublicTenantSchema, TenantSchema } from '../schemas/tenants.ts'
import { presentPublicService } from './service.ts'

export function presentTenant(tenant: TenantModel): Static<typeof TenantSchema> {
  const payments = paymentConfigOf(tenant)
  return {
    id: tenant.id,
    slug: tenant.slug,
    business_name: tenant.businessName,
    description: tenant.description,
    email: tenant.email,
    phone: tenant.phone,
    address: tenant.address,
    timezone: tenant.timezone,
    brand_settings: brandSettingsOf(tenant.brandSettings),
    nequi_number: payments.nequiNumber,
    daviplata_number: payments.daviplataNumber,
    payment_methods: payments.methods.map(presentMethod),
    policies: presentPolicies(tenant.policies),
    whatsapp: {
      status: tenant.whatsappStatus,
      status_reason: tenant.whatsappStatusReason,
      phone_number: tenant.whatsappPhoneNumber,
      phone_number_id: tenant.whatsappPhoneNumberId,
      waba_id: tenant.whatsappWabaId,
      own_app_id: tenant.whatsappAppSecret ? tenant.whatsappAppId : null
    },
    calcom: {
      connected: isCalComConnected(tenant),
      username: tenant.calcomUsername,
      base_url: tenant.calcomBaseUrl
    },
    status: tenant.status,
    onboarding_completed: tenant.onboardingCompleted,
    created_at: tenant.createdAt.toISOString(),
    updated_at: tenant.updatedAt.toISOString()
  }
}

export const presentPublicTenant = ({ tenant, services, hours }: PublicTenant): Static<typeof PublicTenantSchema> => ({
  slug: tenant.slug,
  business_name: tenant.businessName,
  description: tenant.description,
  phone: tenant.phone,
  address: tenant.address,
  timezone: tenant.timezone,
  whatsapp_phone_number: isWhatsAppConnected(tenant) ? tenant.whatsappPhoneNumber : null,
  brand_settings: brandSettingsOf(tenant.brandSettings),
  privacy_url: policiesOf(tenant.policies).privacy_url,
  services: services.map(presentPublicService),
  hours: hours.map(({ weekday, opens, closes }) => ({ weekday, opens, closes }))
})

/** The known policies and no others, whatever an older version stored. */
function presentPolicies(stored: unknown): Static<typeof PoliciesSchema> {
  const policies = policiesOf(stored)
  const known = Object.keys(defaultPolicies) as (keyof typeof defaultPolicies)[]
  return Object.fromEntries(known.map(key => [key, policies[key]])) as Static<typeof PoliciesSchema>
}

const presentMethod = (method: PaymentMethod): PaymentMethod => {
  const holder = 'holder' in method && method.holder !== undefined ? { holder: method.holder } : {}
  switch (method.type) {
    case 'nequi':
    case 'daviplata':
      return { type: method.type, number: method.number, ...holder }
    case 'breb':
      return { type: 'breb', key_type: method.key_type, key: method.key, holder: method.holder }
    case 'bancolombia':
      return {
        type: 'bancolombia',
        account_type: method.account_type,
        account_number: method.account_number,
        holder: method.holder
      }
    case 'cash':
      return { type: 'cash', ...(method.note !== undefined && { note: method.note }) }
  }
}

export const presentConnectedCalcom = (
  found: Readonly<{ user: CalcomUser; eventTypes: readonly CalcomEventType[] }>
): Static<typeof ConnectedCalcomSchema> => ({
  connected: true,
  username: found.user.username,
  event_types: found.eventTypes.map(type => ({
    id: type.id,
    title: type.title,
    slug: type.slug,
    length_in_minutes: type.lengthInMinutes,
    hidden: type.hidden,
    problems: [...type.problems]
  }))
})
