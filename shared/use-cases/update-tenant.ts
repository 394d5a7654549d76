import type { Context } from '../context.ts'
import { DomainError, invalidField } from '../domain/errors.ts'
import { moneyFromJson } from '../domain/money.ts'
import {
  changePaymentConfig,
  normalizeMethods,
  numberOf,
  type PaymentConfig,
  type PaymentMethod,
  paymentConfigOf,
  storedPaymentConfig,
  wallet
} from '../domain/payment-config.ts'
import type { Policies } from '../domain/policies.ts'
import {
  type BrandChange,
  type BusinessInfo,
  toTimezone,
  updateBrandSettings,
  updateBusinessInfo
} from '../domain/tenant.ts'
import type { TenantModel } from '../models/tenant-model.ts'
import { parsePhone } from '../phone.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { lockTenant, patchTenant } from '../repositories/tenant-settings.ts'

export type PolicyChange = Readonly<{ [Key in keyof Policies]?: Policies[Key] | undefined }>

export type TenantChange = BusinessInfo &
  Readonly<{
    timezone?: string | undefined
    brandSettings?: BrandChange | undefined
    paymentMethods?: readonly PaymentMethod[] | undefined
    nequiNumber?: string | null | undefined
    daviplataNumber?: string | null | undefined
    policies?: PolicyChange | undefined
  }>

/** Changes what the owner says about her business. Throws `tenant_not_found` or `validation_failed`. */
export async function updateTenant(context: Context, change: TenantChange): Promise<TenantModel> {
  const tenant = await lockTenant(context)
  if (!tenant) throw new DomainError('tenant_not_found', 'There is no such business')
  const { timezone, brandSettings, policies } = change
  const after = await patchTenant(context, {
    ...readInfo(change),
    ...(timezone !== undefined && { timezone: readTimezone(timezone) }),
    ...(brandSettings && { brandSettings: updateBrandSettings(tenant.brandSettings, brandSettings) }),
    ...readPayments(paymentConfigOf(tenant), change),
    ...(policies && { policies: mergePolicies(tenant.policies, policies) })
  })
  const fields = Object.keys(change).filter(key => change[key as keyof TenantChange] !== undefined)
  await recordEvent(context, 'tenant_updated', { type: 'tenant', id: tenant.id }, 'owner', { fields })
  return after
}

function readInfo({ businessName, description, phone, address }: BusinessInfo): BusinessInfo {
  const parsed = phone ? parsePhone(phone) : null
  if (phone && !parsed) throw invalidField('/phone', 'is not a telephone number')
  const info = updateBusinessInfo({
    businessName,
    description,
    address,
    ...(phone !== undefined && { phone: parsed?.number ?? null })
  })
  if (info.businessName === '') throw invalidField('/business_name', 'must not be blank')
  return info
}

function readTimezone(text: string): string {
  const timezone = toTimezone(text)
  if (!timezone) throw invalidField('/timezone', 'must be a zone of the IANA database, such as America/Bogota')
  return timezone
}

/** The list and the two numbers of the specification say the same: where they differ, neither is guessed. */
function readPayments(before: PaymentConfig, { paymentMethods, nequiNumber, daviplataNumber }: TenantChange) {
  if (paymentMethods === undefined && nequiNumber === undefined && daviplataNumber === undefined) return {}
  const methods = paymentMethods && normalizeMethods(paymentMethods)
  const nequi = nequiNumber && wallet('/nequi_number', nequiNumber)
  const daviplata = daviplataNumber && wallet('/daviplata_number', daviplataNumber)
  if (methods && nequi !== undefined && nequi !== numberOf(methods, 'nequi'))
    throw invalidField('/nequi_number', 'differs from payment_methods')
  if (methods && daviplata !== undefined && daviplata !== numberOf(methods, 'daviplata'))
    throw invalidField('/daviplata_number', 'differs from payment_methods')
  const { paymentMethods: list, ...numbers } = storedPaymentConfig(
    changePaymentConfig(before, { methods, nequiNumber: nequi, daviplataNumber: daviplata })
  )
  return { ...numbers, paymentMethods: list as unknown[] }
}

/** Only what the owner has chosen is stored: a better default reaches everybody else. */
function mergePolicies(stored: Record<string, unknown>, change: PolicyChange): Record<string, unknown> {
  const { deposit } = change
  if (deposit && moneyFromJson(deposit.amount) === null)
    throw invalidField('/policies/deposit/amount', 'must have at most two decimals')
  if (deposit?.kind === 'percent' && deposit.amount > 100)
    throw invalidField('/policies/deposit/amount', 'must be at most 100 percent')
  return { ...stored, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) }
}
