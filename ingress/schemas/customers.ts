import { Type } from 'typebox'
import { customerSources } from '../../shared/domain/customer.ts'
import { BookingSchema } from './bookings.ts'
import { Id, Instant, listOf, Money, nullable, oneOf, pageQuery } from './common.ts'

const strict = { additionalProperties: false }
const Source = oneOf(customerSources)
const Name = nullable(Type.String({ maxLength: 100 }))

export const CustomersQuery = Type.Object(
  {
    search: Type.Optional(
      Type.String({ maxLength: 200, description: 'Words of name, number or e-mail; accents do not matter' })
    ),
    source: Type.Optional(Source),
    ...pageQuery
  },
  strict
)

export const CustomerBookingsQuery = Type.Object(pageQuery, strict)

export const UpdateCustomerBody = Type.Object(
  {
    first_name: Type.Optional(Name),
    last_name: Type.Optional(Name),
    email: Type.Optional(nullable(Type.String({ format: 'email', maxLength: 254 }))),
    notes: Type.Optional(nullable(Type.String({ maxLength: 5000 }))),
    whatsapp_optin: Type.Optional(Type.Boolean({ description: 'Her consent to marketing over WhatsApp' }))
  },
  { additionalProperties: false, minProperties: 1, title: 'CustomerChange' }
)

export const CustomerSchema = Type.Object(
  {
    id: Id,
    first_name: nullable(Type.String()),
    last_name: nullable(Type.String()),
    full_name: Type.String(),
    email: nullable(Type.String()),
    phone: nullable(Type.String({ description: 'E.164; null for people who only show a username' })),
    whatsapp_optin: Type.Boolean(),
    whatsapp_optin_date: nullable(Instant),
    source: Source,
    notes: nullable(Type.String()),
    handler: oneOf(['bot', 'human']),
    bot_paused_until: nullable(Instant),
    booking_stats: Type.Object(
      {
        total: Type.Integer(),
        completed: Type.Integer(),
        no_show: Type.Integer(),
        last_booking_at: nullable(Instant),
        next_booking_at: nullable(Instant)
      },
      strict
    ),
    created_at: Instant,
    updated_at: Instant
  },
  { additionalProperties: false, title: 'Customer' }
)

export const CustomerListSchema = listOf(CustomerSchema, 'CustomerList')
export const CustomerBookingsSchema = listOf(BookingSchema, 'CustomerBookings')

const ExportedBooking = Type.Object(
  {
    id: Id,
    service: Type.String(),
    start_time: Instant,
    end_time: Instant,
    status: Type.String(),
    source: Type.String(),
    customer_notes: nullable(Type.String()),
    internal_notes: nullable(Type.String()),
    cancellation_reason: nullable(Type.String()),
    rejection_reason: nullable(Type.String()),
    created_at: Instant,
    payments: Type.Array(
      Type.Object(
        {
          kind: Type.String(),
          amount: Money,
          currency: Type.String(),
          method: nullable(Type.String()),
          created_at: Instant
        },
        strict
      )
    ),
    proofs: Type.Array(
      Type.Object({ status: Type.String(), file_type: nullable(Type.String()), created_at: Instant }, strict)
    )
  },
  strict
)

const ExportedMessage = Type.Object(
  {
    id: Id,
    direction: oneOf(['inbound', 'outbound']),
    origin: Type.String(),
    type: Type.String(),
    text: nullable(Type.String()),
    media_mime_type: nullable(Type.String()),
    status: Type.String(),
    created_at: Instant,
    content: Type.Unknown({ description: 'As WhatsApp delivered it or took it' })
  },
  strict
)

export const CustomerExportSchema = Type.Object(
  {
    exported_at: Instant,
    customer: CustomerSchema,
    identities: Type.Array(Type.Object({ kind: Type.String(), value: Type.String(), created_at: Instant }, strict)),
    consents: Type.Array(
      Type.Object({ text_version: Type.String(), channel: Type.String(), created_at: Instant }, strict)
    ),
    bookings: Type.Array(ExportedBooking),
    conversations: Type.Array(
      Type.Object(
        {
          id: Id,
          status: Type.String(),
          created_at: Instant,
          closed_at: nullable(Instant),
          remembered: Type.Unknown({ description: 'What the assistant remembers of it' }),
          messages: Type.Array(ExportedMessage),
          turns: Type.Array(
            Type.Object(
              {
                created_at: Instant,
                understood: Type.Unknown({ description: 'What the assistant took her words to mean' }),
                decided: Type.Unknown()
              },
              strict
            )
          )
        },
        strict
      )
    )
  },
  { additionalProperties: false, title: 'CustomerExport' }
)
