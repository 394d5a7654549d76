/** A sum as the database holds it: text with two decimals, never a float. */
export type Money = string

/**
 * `50000.00` → `$ 50.000`; decimals are shown only where there are any: `$ 1.234,50`. Colombian pesos by default; other
 * currencies carry their code instead of the sign.
 */
export function formatMoney(amount: Money, currency = 'COP'): string {
  const [whole = '0', decimals = ''] = amount.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '.')
  const cents = /^0*$/.test(decimals) ? '' : `,${decimals.padEnd(2, '0').slice(0, 2)}`
  return currency === 'COP' ? `$ ${grouped}${cents}` : `${grouped}${cents} ${currency}`
}

/** The largest sum that fits `numeric(12,2)`. */
export const MOST_MONEY: Money = '9999999999.99'

/** Decimal text with two places → hundredths. Throws on anything else: a sum is never guessed. */
export function toCents(amount: Money): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(amount)
  if (!match) throw new RangeError('not a sum of money')
  const [, sign, whole = '0', decimals = ''] = match
  const cents = BigInt(whole) * 100n + BigInt(decimals.padEnd(2, '0'))
  return sign ? -cents : cents
}

export function fromCents(cents: bigint): Money {
  const absolute = cents < 0n ? -cents : cents
  return `${cents < 0n ? '-' : ''}${absolute / 100n}.${String(absolute % 100n).padStart(2, '0')}`
}

export const addMoney = (a: Money, b: Money): Money => fromCents(toCents(a) + toCents(b))
export const subtractMoney = (a: Money, b: Money): Money => fromCents(toCents(a) - toCents(b))

/** Negative, 0 or positive: `a` is less than, as much as or more than `b`. */
export function compareMoney(a: Money, b: Money): number {
  const difference = toCents(a) - toCents(b)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** `percent` (text, two decimals at most) of a sum, rounded half up to whole pesos: nobody transfers cents. */
export function percentOf(amount: Money, percent: string): Money {
  const tenThousandths = toCents(amount) * toCents(percent)
  return fromCents(((tenThousandths + 500_000n) / 1_000_000n) * 100n)
}

/** A sum as JSON carries it: a number with at most two decimals, read from the text (RULINGS 28). */
export const moneyToJson = (amount: Money): number => Number(amount)

/** A JSON number as a sum; null when it is negative, too large or has more than two decimals. */
export function moneyFromJson(value: number): Money | null {
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(String(value))
  return match ? `${match[1]}.${(match[2] ?? '').padEnd(2, '0')}` : null
}
