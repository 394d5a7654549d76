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
