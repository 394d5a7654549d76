import type { Static } from 'typebox'
import type { App } from '../../shared/context.ts'
import { withTenant } from '../../shared/database.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import { connectCalcom } from '../../shared/use-cases/connect-calcom.ts'
import { connectWhatsApp } from '../../shared/use-cases/connect-whatsapp.ts'
import { disconnectCalcom } from '../../shared/use-cases/disconnect-calcom.ts'
import { disconnectWhatsApp } from '../../shared/use-cases/disconnect-whatsapp.ts'
import { requireTenant } from '../../shared/use-cases/lock-booking.ts'
import type { WhatsAppCredentials } from '../../shared/use-cases/prove-whatsapp.ts'
import { type Endpoint, Nothing, openEndpoint, type Session } from '../endpoint.ts'
import { presentConnectedCalcom, presentTenant } from '../presenters/tenant.ts'
import { ConnectCalcomBody, ConnectedCalcomSchema, ConnectWhatsAppBody, TenantSchema } from '../schemas/tenants.ts'

/** Both providers are asked outside any transaction: the answer is what they say (DESIGN rule 3). */
const common = { access: 'owner_outside', method: 'post', tag: 'tenants', params: Nothing, query: Nothing } as const
const tenantSuccess = { status: 200, schema: TenantSchema } as const

const connectWhatsAppEndpoint = openEndpoint({
  ...common,
  path: '/tenants/me/whatsapp/connect',
  name: 'connectWhatsApp',
  summary: 'Connects a WhatsApp number: by its token, or by the code of Embedded Signup',
  body: ConnectWhatsAppBody,
  success: tenantSuccess,
  errors: ['invalid_whatsapp_config', 'number_in_use', 'meta_api_error', 'tenant_not_found'],
  run: async (app, { session, body }) => {
    const tenantId = tenantIdOf(session)
    await connectWhatsApp(app, tenantId, readCredentials(body))
    return await present(app, tenantId)
  }
})

const disconnectWhatsAppEndpoint = openEndpoint({
  ...common,
  path: '/tenants/me/whatsapp/disconnect',
  name: 'disconnectWhatsApp',
  summary: 'Disconnects the WhatsApp number; conversations stay',
  body: Nothing,
  success: tenantSuccess,
  errors: ['tenant_not_found'],
  run: async (app, { session }) => {
    const tenantId = tenantIdOf(session)
    await disconnectWhatsApp(app, tenantId)
    return await present(app, tenantId)
  }
})

const connectCalcomEndpoint = openEndpoint({
  ...common,
  path: '/tenants/me/calcom/connect',
  name: 'connectCalcom',
  summary: 'Connects Cal.com by an API key and answers with the event types that can be linked to services',
  body: ConnectCalcomBody,
  success: { status: 200, schema: ConnectedCalcomSchema },
  errors: ['invalid_calcom_api_key', 'calcom_api_error', 'tenant_not_found'],
  run: async (app, { session, body }) => {
    const given = { apiKey: body.api_key, username: body.username, baseUrl: body.base_url }
    return presentConnectedCalcom(await connectCalcom(app, tenantIdOf(session), given))
  }
})

const disconnectCalcomEndpoint = openEndpoint({
  ...common,
  path: '/tenants/me/calcom/disconnect',
  name: 'disconnectCalcom',
  summary: 'Disconnects Cal.com; bookings stay as they are',
  body: Nothing,
  success: tenantSuccess,
  errors: ['tenant_not_found'],
  run: async (app, { session }) => {
    const tenantId = tenantIdOf(session)
    await disconnectCalcom(app, tenantId)
    return await present(app, tenantId)
  }
})

function readCredentials(body: Static<typeof ConnectWhatsAppBody>): WhatsAppCredentials {
  return {
    credential: 'code' in body ? { code: body.code } : { token: body.access_token },
    phoneNumberId: body.phone_number_id,
    wabaId: body.waba_id,
    webhookVerifyToken: body.webhook_verify_token,
    ...('code' in body ? {} : { appId: body.app_id, appSecret: body.app_secret })
  }
}

function tenantIdOf(session: Session | null): string {
  if (!session) throw new DomainError('unauthorized', 'Log in first')
  return session.tenantId
}

const present = (app: App, tenantId: string): Promise<Static<typeof TenantSchema>> =>
  withTenant(app, tenantId, async context => presentTenant(await requireTenant(context)))

export const connectionsEndpoints: readonly Endpoint[] = [
  connectWhatsAppEndpoint,
  disconnectWhatsAppEndpoint,
  connectCalcomEndpoint,
  disconnectCalcomEndpoint
]
