import { digitsOf } from '../graph/ids.ts'
import type { State } from '../graph/state.ts'
import type { Customer } from '../types.ts'
import { keyOf } from './talks.ts'

/** Country code and up to 128 letters or digits (source: Meta's page on business-scoped user ids). */
export const isUserId = (text: string): boolean => /^[A-Z]{2}\.[A-Za-z0-9.]{1,132}$/.test(text)

const defined = (customer: Customer): Customer =>
  Object.fromEntries(Object.entries(customer).filter(([, value]) => value !== undefined))

/** The known person behind digits, a user id or a description; what is new about her is remembered. */
export const knowCustomer = (state: State, given: string | Customer): Customer => {
  const described: Customer =
    typeof given === 'string' ? (isUserId(given) ? { userId: given } : { waId: digitsOf(given) }) : defined(given)
  const known = findCustomer(state, described.waId) ?? findCustomer(state, described.userId)
  const customer: Customer = { ...known, ...described }
  if (keyOf(customer) === '') throw new Error('a customer needs a waId or a userId')
  if (known !== undefined && keyOf(known) !== keyOf(customer)) {
    forgetCustomer(state, known)
    state.talks.rename(known, customer)
  }
  if (customer.waId !== undefined) state.customers.set(customer.waId, customer)
  if (customer.userId !== undefined) state.customers.set(customer.userId, customer)
  if (JSON.stringify(known) !== JSON.stringify(customer)) state.publish({ kind: 'customer', customer })
  return customer
}

export const findCustomer = (state: State, id: string | undefined): Customer | undefined =>
  id === undefined ? undefined : state.customers.get(id)

export const forgetCustomer = (state: State, customer: Customer): void => {
  if (customer.waId !== undefined) state.customers.delete(customer.waId)
  if (customer.userId !== undefined) state.customers.delete(customer.userId)
}
