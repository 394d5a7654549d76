import { compareMoney, formatMoney, type Money } from './money.ts'

/** What a service costs. `currency` is an ISO 4217 code. */
export type Price = Readonly<{ amount: Money; currency: string }>

/** Not negative, and in a currency. */
export const isValid = ({ amount, currency }: Price): boolean =>
  /^\d{1,10}(\.\d{1,2})?$/.test(amount) && compareMoney(amount, '0') >= 0 && /^[A-Z]{3}$/.test(currency)

/** `$ 50.000`, as prices are written in Colombia. */
export const formatDisplay = ({ amount, currency }: Price): string => formatMoney(amount, currency)
