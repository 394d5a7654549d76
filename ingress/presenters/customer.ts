import type { Static } from 'typebox'
import { fullName } from '../../shared/domain/customer.ts'
import { moneyToJson } from '../../shared/domain/money.ts'
import type { ExportedBooking, ExportedMessage } from '../../shared/repositories/customer-export.ts'
import type { CustomerWithStats } from '../../shared/repositories/customer-lists.ts'
import type { CustomerExport } from '../../shared/use-cases/export-customer.ts'
import type { CustomerExportSchema, CustomerSchema } from '../schemas/customers.ts'

const instant = (date: Date | null): string | null => date?.toISOString() ?? null

export const presentCustomer = (customer: CustomerWithStats): Static<typeof CustomerSchema> => ({
  id: customer.id,
  first_name: customer.firstName,
  last_name: customer.lastName,
  full_name: fullName(customer),
  email: customer.email,
  phone: customer.phone,
  whatsapp_optin: customer.whatsappOptin,
  whatsapp_optin_date: instant(customer.whatsappOptinDate),
  source: customer.source,
  notes: customer.notes,
  handler: customer.handler,
  bot_paused_until: instant(customer.botPausedUntil),
  booking_stats: {
    total: customer.bookingsTotal,
    completed: customer.bookingsCompleted,
    no_show: customer.bookingsNoShow,
    last_booking_at: instant(customer.lastBookingAt),
    next_booking_at: instant(customer.nextBookingAt)
  },
  created_at: customer.createdAt.toISOString(),
  updated_at: customer.updatedAt.toISOString()
})

export function presentCustomerExport(found: CustomerExport): Static<typeof CustomerExportSchema> {
  const { identities, consents, bookings, conversations, messages, turns } = found.data
  const turnsOf = Map.groupBy(turns, turn => turn.conversation_id)
  const byConversation = Map.groupBy(messages, message => message.conversation_id)
  return {
    exported_at: found.exportedAt.toISOString(),
    customer: presentCustomer(found.customer),
    identities: identities.map(({ kind, value, created_at }) => ({
      kind,
      value,
      created_at: created_at.toISOString()
    })),
    consents: consents.map(({ text_version, channel, created_at }) => ({
      text_version,
      channel,
      created_at: created_at.toISOString()
    })),
    bookings: bookings.map(presentExportedBooking),
    conversations: conversations.map(conversation => ({
      id: conversation.id,
      status: conversation.status,
      created_at: conversation.created_at.toISOString(),
      closed_at: instant(conversation.closed_at),
      remembered: conversation.langraph_state,
      messages: (byConversation.get(conversation.id) ?? []).map(presentExportedMessage),
      turns: (turnsOf.get(conversation.id) ?? []).map(({ created_at, understood, decided }) => ({
        created_at: created_at.toISOString(),
        understood,
        decided
      }))
    }))
  }
}

const presentExportedBooking = (booking: ExportedBooking) => ({
  id: booking.id,
  service: booking.service_name,
  start_time: booking.start_time.toISOString(),
  end_time: booking.end_time.toISOString(),
  status: booking.status,
  source: booking.source,
  customer_notes: booking.customer_notes,
  internal_notes: booking.internal_notes,
  cancellation_reason: booking.cancellation_reason,
  rejection_reason: booking.rejection_reason,
  created_at: booking.created_at.toISOString(),
  payments: booking.payments.map(({ kind, amount, currency, method, created_at }) => ({
    kind,
    amount: moneyToJson(amount),
    currency,
    method,
    created_at: new Date(created_at).toISOString()
  })),
  proofs: booking.proofs.map(({ status, file_type, created_at }) => ({
    status,
    file_type,
    created_at: new Date(created_at).toISOString()
  }))
})

const presentExportedMessage = (message: ExportedMessage) => ({
  id: message.id,
  direction: message.direction,
  origin: message.origin,
  type: message.message_type,
  text: message.text_content,
  media_mime_type: message.media_mime_type,
  status: message.status,
  created_at: message.created_at.toISOString(),
  content: message.payload
})
