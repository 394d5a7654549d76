import * as duration from './duration.ts'
import { invalidField } from './errors.ts'
import { compareMoney, type Money, moneyFromJson } from './money.ts'
import { oneLine } from './one-line.ts'
import * as price from './price.ts'

/** What can be booked, as the owner describes it. Money is decimal text, times are minutes. */
export type ServiceValues = Readonly<{
  name: string
  description: string | null
  durationMinutes: number
  bufferBeforeMinutes: number
  bufferAfterMinutes: number
  priceAmount: Money
  priceCurrency: string
  /** Its own deposit, before the business's; null: the business's. */
  depositKind: 'percent' | 'fixed' | null
  depositAmount: Money | null
  calcomEventTypeId: number | null
  isActive: boolean
}>

/** What a request says: sums as JSON numbers, absent fields unchanged. */
export type ServiceChange = Readonly<{
  [Key in Exclude<keyof ServiceValues, 'priceAmount' | 'depositAmount'>]?: ServiceValues[Key] | undefined
}> &
  Readonly<{ priceAmount?: number | undefined; depositAmount?: number | null | undefined }>

export const newService: Omit<ServiceValues, 'name' | 'durationMinutes' | 'priceAmount'> = {
  description: null,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  priceCurrency: 'COP',
  depositKind: null,
  depositAmount: null,
  calcomEventTypeId: null,
  isActive: true
}

export const activate = <T extends Pick<ServiceValues, 'isActive'>>(service: T): T => ({ ...service, isActive: true })
export const deactivate = <T extends Pick<ServiceValues, 'isActive'>>(service: T): T => ({
  ...service,
  isActive: false
})

/**
 * The service after a change, with every rule of the specification checked. Throws `validation_failed` that points to the
 * field. Whether the name is free only the database can say.
 */
export function changeService(before: ServiceValues, change: ServiceChange): ServiceValues {
  const { priceAmount, depositAmount, name, description, ...rest } = change
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const after: ServiceValues = {
    ...before,
    ...given,
    ...(name !== undefined && { name: oneLine(name) }),
    ...(description !== undefined && { description: description?.trim() || null }),
    ...(priceAmount !== undefined && { priceAmount: readSum('/price_amount', priceAmount) }),
    ...(depositAmount !== undefined && {
      depositAmount: depositAmount === null ? null : readSum('/deposit_amount', depositAmount)
    })
  }
  checkService(after)
  return after
}

function checkService(service: ServiceValues): void {
  if (service.name === '') throw invalidField('/name', 'must not be blank')
  if (!duration.isValid({ minutes: service.durationMinutes }))
    throw invalidField(
      '/duration_minutes',
      `must be whole minutes from ${duration.SHORTEST_MINUTES} to ${duration.LONGEST_MINUTES}`
    )
  if (!price.isValid({ amount: service.priceAmount, currency: service.priceCurrency }))
    throw invalidField('/price_amount', 'must be a sum from 0 in a currency of three letters')
  checkDeposit(service)
}

function checkDeposit({ depositKind, depositAmount, priceAmount }: ServiceValues): void {
  if ((depositKind === null) !== (depositAmount === null))
    throw invalidField(
      depositKind === null ? '/deposit_kind' : '/deposit_amount',
      'deposit_kind and deposit_amount go together'
    )
  if (depositKind === 'percent' && depositAmount !== null && compareMoney(depositAmount, '100') > 0)
    throw invalidField('/deposit_amount', 'must be at most 100 percent')
  if (depositKind === 'fixed' && depositAmount !== null && compareMoney(depositAmount, priceAmount) > 0)
    throw invalidField('/deposit_amount', 'must not be more than the price')
}

function readSum(pointer: string, value: number): Money {
  const sum = moneyFromJson(value)
  if (sum === null) throw invalidField(pointer, 'must have at most two decimals and ten digits before them')
  return sum
}
