import { Type } from 'typebox'
import { COLOR_PATTERN } from '../../shared/domain/brand-settings.ts'
import { CALCOM_KEY_PATTERN } from '../../shared/domain/calcom-config.ts'
import { META_ID_PATTERN } from '../../shared/domain/whatsapp-config.ts'
import { Id, Instant, nullable, oneOf } from './common.ts'
import { HoursSchema } from './hours.ts'
import { PaymentMethodsSchema, WalletNumber } from './payment-methods.ts'
import { PoliciesBody, PoliciesSchema } from './policies.ts'
import { PublicServiceSchema } from './services.ts'

const strict = { additionalProperties: false }
/** Shown to visitors of a page: nothing but an address on the web. */
const WebAddress = Type.String({ format: 'uri', pattern: '^https?://', maxLength: 500 })

/** Any text: what is no slug belongs to no business and is answered 404. */
export const SlugParams = Type.Object({ slug: Type.String({ minLength: 1, maxLength: 200 }) }, strict)

const BrandSettingsBody = Type.Object(
  {
    primary_color: Type.Optional(nullable(Type.String({ pattern: COLOR_PATTERN, examples: ['#0f766e'] }))),
    logo_url: Type.Optional(nullable(WebAddress)),
    cover_image_url: Type.Optional(nullable(WebAddress)),
    font_family: Type.Optional(nullable(Type.String({ pattern: '^[A-Za-z0-9 -]{1,60}$' })))
  },
  {
    additionalProperties: false,
    title: 'BrandSettingsChange',
    description: 'Null brings a setting back to its default'
  }
)

export const UpdateTenantBody = Type.Object(
  {
    business_name: Type.Optional(Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' })),
    description: Type.Optional(nullable(Type.String({ maxLength: 2000 }))),
    phone: Type.Optional(nullable(Type.String({ minLength: 7, maxLength: 30, examples: ['+573001234567'] }))),
    address: Type.Optional(nullable(Type.String({ maxLength: 300 }))),
    timezone: Type.Optional(Type.String({ minLength: 1, maxLength: 60, examples: ['America/Bogota'] })),
    brand_settings: Type.Optional(BrandSettingsBody),
    nequi_number: Type.Optional(nullable(WalletNumber)),
    daviplata_number: Type.Optional(nullable(WalletNumber)),
    daviviplata_number: Type.Optional(nullable(WalletNumber)),
    payment_methods: Type.Optional(PaymentMethodsSchema),
    policies: Type.Optional(PoliciesBody)
  },
  { additionalProperties: false, minProperties: 1, title: 'TenantChange' }
)

export const BrandSettingsSchema = Type.Object(
  {
    primary_color: Type.String(),
    logo_url: nullable(Type.String()),
    cover_image_url: nullable(Type.String()),
    font_family: Type.String()
  },
  { additionalProperties: false, title: 'BrandSettings' }
)

const WhatsAppSchema = Type.Object(
  {
    status: oneOf(['not_connected', 'connecting', 'connected', 'token_dead', 'blocked']),
    status_reason: nullable(Type.String()),
    phone_number: nullable(Type.String()),
    phone_number_id: nullable(Type.String()),
    waba_id: nullable(Type.String()),
    own_app_id: nullable(Type.String({ description: 'Of the Meta app that the business brought itself' }))
  },
  { additionalProperties: false, title: 'WhatsAppConnection' }
)

const CalcomSchema = Type.Object(
  { connected: Type.Boolean(), username: nullable(Type.String()), base_url: nullable(Type.String()) },
  { additionalProperties: false, title: 'CalcomConnection' }
)

/** The business as its owner sees it. Tokens, keys and secrets are never part of it. */
export const TenantSchema = Type.Object(
  {
    id: Id,
    slug: Type.String(),
    business_name: Type.String(),
    description: nullable(Type.String()),
    email: Type.String(),
    phone: nullable(Type.String()),
    address: nullable(Type.String()),
    timezone: Type.String(),
    brand_settings: BrandSettingsSchema,
    nequi_number: nullable(Type.String()),
    daviplata_number: nullable(Type.String()),
    payment_methods: PaymentMethodsSchema,
    policies: PoliciesSchema,
    whatsapp: WhatsAppSchema,
    calcom: CalcomSchema,
    status: oneOf(['active', 'suspended', 'inactive']),
    onboarding_completed: Type.Boolean(),
    created_at: Instant,
    updated_at: Instant
  },
  { additionalProperties: false, title: 'Tenant' }
)

export const PublicTenantSchema = Type.Object(
  {
    slug: Type.String(),
    business_name: Type.String(),
    description: nullable(Type.String()),
    phone: nullable(Type.String()),
    address: nullable(Type.String()),
    timezone: Type.String(),
    whatsapp_phone_number: nullable(Type.String()),
    brand_settings: BrandSettingsSchema,
    privacy_url: nullable(Type.String()),
    services: Type.Array(PublicServiceSchema),
    hours: HoursSchema.properties.hours
  },
  { additionalProperties: false, title: 'PublicTenant' }
)

const MetaId = Type.String({ pattern: META_ID_PATTERN, examples: ['106540352242922'] })
const VerifyToken = Type.String({ minLength: 1, maxLength: 200 })

export const ConnectWhatsAppBody = Type.Union(
  [
    Type.Object(
      {
        phone_number_id: MetaId,
        access_token: Type.String({ pattern: '^[\\x21-\\x7e]{1,2000}$' }),
        waba_id: MetaId,
        webhook_verify_token: Type.Optional(VerifyToken),
        app_id: Type.Optional(MetaId),
        app_secret: Type.Optional(Type.String({ pattern: '^[\\x21-\\x7e]{8,200}$' }))
      },
      { additionalProperties: false, title: 'WhatsAppToken' }
    ),
    Type.Object(
      {
        code: Type.String({ pattern: '^[\\x21-\\x7e]{1,2000}$', description: 'Of Embedded Signup' }),
        phone_number_id: Type.Optional(MetaId),
        waba_id: Type.Optional(MetaId),
        webhook_verify_token: Type.Optional(VerifyToken)
      },
      { additionalProperties: false, title: 'WhatsAppSignup' }
    )
  ],
  { title: 'ConnectWhatsApp' }
)

export const ConnectCalcomBody = Type.Object(
  {
    api_key: Type.String({ pattern: CALCOM_KEY_PATTERN, examples: ['cal_live_0123456789abcdef'] }),
    username: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    base_url: Type.Optional(
      Type.String({
        maxLength: 200,
        description:
          'Where her Cal.com is, when not at api.cal.com: the European cloud (api.cal.eu) or a server of her own'
      })
    )
  },
  { additionalProperties: false, title: 'ConnectCalcom' }
)

export const ConnectedCalcomSchema = Type.Object(
  {
    connected: Type.Literal(true),
    username: nullable(Type.String()),
    event_types: Type.Array(
      Type.Object(
        {
          id: Type.Integer(),
          title: Type.String(),
          slug: Type.String(),
          length_in_minutes: Type.Number(),
          hidden: Type.Boolean(),
          problems: Type.Array(Type.String(), {
            description: 'Why bookings through us would not work; empty when they do'
          })
        },
        strict
      )
    )
  },
  { additionalProperties: false, title: 'CalcomConnected' }
)
