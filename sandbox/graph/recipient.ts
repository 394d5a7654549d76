import { knowCustomer } from '../customers/people.ts'
import type { Customer, Json, JsonObject } from '../types.ts'
import { digitsOf } from './ids.ts'
import type { NumberState, State } from './state.ts'

/** Digits of a national number: what a display number holds besides its country code. */
const NATIONAL_DIGITS = 10

/**
 * `to` as Meta reads it: with a plus as it stands; without one, a national number gets the country code of the
 * business (docs: messages/send-messages).
 */
export const waIdOf = (to: string, businessDigits: string): string => {
  const digits = digitsOf(to)
  if (to.trim().startsWith('+') || digits.length > NATIONAL_DIGITS) return digits
  return `${businessDigits.slice(0, -NATIONAL_DIGITS)}${digits}`
}

export type Recipient = {
  readonly customer: Customer
  readonly waId: string | undefined
  readonly userId: string | undefined
  /** `contacts` of the answer. */
  readonly contacts: readonly Json[]
}

/** Who gets the message. A phone wins over a user id; with both, Meta answers with both. */
export const recipientOf = (state: State, number: NumberState, { to, recipient }: JsonObject): Recipient => {
  const waId = typeof to === 'string' ? waIdOf(to, number.digits) : undefined
  const userId = typeof recipient === 'string' ? recipient : undefined
  const customer = knowCustomer(state, { waId, userId })
  const contact = { input: waId === undefined ? recipient : to, wa_id: waId, user_id: userId }
  return { customer, waId, userId, contacts: [contact] }
}
