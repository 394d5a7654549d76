import { Type } from 'typebox'
import { Id, Instant, listOf, Money, nullable, oneOf, pageQuery } from './common.ts'

const Name = Type.String({ minLength: 1, maxLength: 120, pattern: '\\S', examples: ['Corte de cabello'] })
const Description = nullable(Type.String({ maxLength: 2000 }))
const Duration = Type.Integer({ minimum: 15, maximum: 480, examples: [45] })
const Buffer = Type.Integer({ minimum: 0, maximum: 240, description: 'Minutes kept free' })
const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217', examples: ['COP'] })
const DepositKind = nullable(oneOf(['percent', 'fixed']))
const EventType = nullable(Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'Of Cal.com' }))

const optional = {
  description: Type.Optional(Description),
  buffer_before_minutes: Type.Optional(Buffer),
  buffer_after_minutes: Type.Optional(Buffer),
  price_currency: Type.Optional(Currency),
  deposit_kind: Type.Optional(DepositKind),
  deposit_amount: Type.Optional(nullable(Money)),
  calcom_event_type_id: Type.Optional(EventType),
  is_active: Type.Optional(Type.Boolean())
}

export const CreateServiceBody = Type.Object(
  { name: Name, duration_minutes: Duration, price_amount: Money, ...optional },
  { additionalProperties: false, title: 'NewService' }
)

export const UpdateServiceBody = Type.Object(
  {
    name: Type.Optional(Name),
    duration_minutes: Type.Optional(Duration),
    price_amount: Type.Optional(Money),
    ...optional
  },
  { additionalProperties: false, minProperties: 1, title: 'ServiceChange' }
)

export const ReorderBody = Type.Object(
  { service_ids: Type.Array(Id, { maxItems: 1000, description: 'Every active service once, in the wanted order' }) },
  { additionalProperties: false, title: 'ServiceOrder' }
)

export const ServicesQuery = Type.Object(
  { active_only: Type.Optional(Type.Boolean({ default: false })), ...pageQuery },
  { additionalProperties: false }
)

export const ServiceSchema = Type.Object(
  {
    id: Id,
    name: Type.String(),
    description: nullable(Type.String()),
    duration_minutes: Type.Integer(),
    buffer_before_minutes: Type.Integer(),
    buffer_after_minutes: Type.Integer(),
    price_amount: Money,
    price_currency: Type.String(),
    deposit_kind: DepositKind,
    deposit_amount: nullable(Money),
    calcom_event_type_id: nullable(Type.Integer()),
    display_order: Type.Integer(),
    is_active: Type.Boolean(),
    created_at: Instant,
    updated_at: Instant
  },
  { additionalProperties: false, title: 'Service' }
)

export const ServiceListSchema = listOf(ServiceSchema, 'ServiceList')

export const ServiceOrderSchema = Type.Object(
  { items: Type.Array(ServiceSchema) },
  { additionalProperties: false, title: 'ServicesInOrder' }
)

/** The specification answers a deletion with 200. */
export const DeletedSchema = Type.Object(
  { success: Type.Literal(true) },
  { additionalProperties: false, title: 'Deleted' }
)

/** What the landing page shows of a service. */
export const PublicServiceSchema = Type.Object(
  {
    id: Id,
    name: Type.String(),
    description: nullable(Type.String()),
    duration_minutes: Type.Integer(),
    price_amount: Money,
    price_currency: Type.String()
  },
  { additionalProperties: false, title: 'PublicService' }
)
