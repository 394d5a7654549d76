import type { Static } from 'typebox'
import { DomainError, invalidField } from '../../shared/domain/errors.ts'
import type { PaymentMethod } from '../../shared/domain/payment-config.ts'
import { completeOnboarding } from '../../shared/use-cases/complete-onboarding.ts'
import { getTenantBySlug } from '../../shared/use-cases/get-tenant-by-slug.ts'
import { requireTenant } from '../../shared/use-cases/lock-booking.ts'
import { type TenantChange, updateTenant } from '../../shared/use-cases/update-tenant.ts'
import { type Endpoint, Nothing, openEndpoint, ownerEndpoint } from '../endpoint.ts'
import { presentPublicTenant, presentTenant } from '../presenters/tenant.ts'
import { PublicTenantSchema, SlugParams, TenantSchema, UpdateTenantBody } from '../schemas/tenants.ts'

const tag = 'tenants'

const getBySlug = openEndpoint({
  access: 'public',
  method: 'get',
  path: '/tenants/by-slug/{slug}',
  name: 'getTenantBySlug',
  tag,
  summary: 'A business for its landing page, with what can be booked and its hours',
  params: SlugParams,
  query: Nothing,
  body: Nothing,
  success: { status: 200, schema: PublicTenantSchema },
  errors: ['tenant_not_found'],
  run: async (app, { params }) => {
    const found = await getTenantBySlug(app, params.slug)
    if (!found) throw new DomainError('tenant_not_found', 'There is no open business with this slug')
    return presentPublicTenant(found)
  }
})

const getMe = ownerEndpoint({
  method: 'get',
  path: '/tenants/me',
  name: 'getTenant',
  tag,
  summary: 'The business of whoever is signed in',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  success: { status: 200, schema: TenantSchema },
  errors: ['tenant_not_found'],
  run: async context => presentTenant(await requireTenant(context))
})

const updateMe = ownerEndpoint({
  method: 'patch',
  path: '/tenants/me',
  name: 'updateTenant',
  tag,
  summary: 'Changes what is named; policies and brand settings are merged field by field',
  params: Nothing,
  query: Nothing,
  body: UpdateTenantBody,
  success: { status: 200, schema: TenantSchema },
  errors: ['tenant_not_found'],
  run: async (context, { body }) => presentTenant(await updateTenant(context, readChange(body)))
})

const completeMe = ownerEndpoint({
  method: 'post',
  path: '/tenants/me/complete-onboarding',
  name: 'completeOnboarding',
  tag,
  summary: 'Opens the business: it needs one active service and opening hours',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  success: { status: 200, schema: TenantSchema },
  errors: ['onboarding_incomplete', 'forbidden', 'tenant_not_found'],
  run: async context => presentTenant(await completeOnboarding(context))
})

/** The specification spells Daviplata in its own way: both spellings are taken. */
function readChange(body: Static<typeof UpdateTenantBody>): TenantChange {
  const { daviplata_number: daviplata, daviviplata_number: seedSpelling } = body
  if (daviplata !== undefined && seedSpelling !== undefined && daviplata !== seedSpelling)
    throw invalidField('/daviviplata_number', 'differs from daviplata_number')
  return {
    businessName: body.business_name,
    description: body.description,
    phone: body.phone,
    address: body.address,
    timezone: body.timezone,
    brandSettings: body.brand_settings,
    nequiNumber: body.nequi_number,
    daviplataNumber: daviplata === undefined ? seedSpelling : daviplata,
    paymentMethods: body.payment_methods as PaymentMethod[] | undefined,
    policies: body.policies
  }
}

export const tenantsEndpoints: readonly Endpoint[] = [getBySlug, getMe, updateMe, completeMe]
