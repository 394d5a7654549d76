import type { NumberState } from '../graph/state.ts'
import type { Customer, Json, JsonObject } from '../types.ts'
import type { WebhookEvent } from './envelope.ts'

/** `value.contacts[]`: who she is; her number only if the business may see it. */
export const contactOf = (customer: Customer): JsonObject => ({
  profile: { name: customer.name ?? customer.username ?? 'Cliente', username: customer.username },
  wa_id: customer.hidePhone === true ? undefined : customer.waId,
  user_id: customer.userId,
  parent_user_id: customer.parentUserId
})

/** The event for one or more messages or statuses of a number. `customer` undefined: no `contacts`, as for system. */
export const numberEvent = (
  number: NumberState,
  field: 'messages' | 'smb_message_echoes',
  list: 'messages' | 'statuses' | 'message_echoes',
  items: readonly Json[],
  customer: Customer | undefined
): WebhookEvent => ({
  wabaId: number.config.wabaId,
  phoneNumberId: number.config.phoneNumberId,
  field,
  value: {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: number.digits, phone_number_id: number.config.phoneNumberId },
    contacts: customer === undefined ? undefined : [contactOf(customer)],
    [list]: items
  }
})
