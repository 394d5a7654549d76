import test from 'ava'
import { formatMoney } from '../../../shared/domain/money.ts'

const pesos: readonly (readonly [amount: string, shown: string])[] = [
  ['0', '$ 0'],
  ['0.00', '$ 0'],
  ['5.00', '$ 5'],
  ['999.00', '$ 999'],
  ['1000.00', '$ 1.000'],
  ['50000.00', '$ 50.000'],
  ['50000', '$ 50.000'],
  ['1234567.00', '$ 1.234.567'],
  ['9999999999.99', '$ 9.999.999.999,99'],
  ['1234.50', '$ 1.234,50'],
  ['1234.5', '$ 1.234,50'],
  ['0.05', '$ 0,05'],
  ['-35000.00', '$ -35.000']
]

for (const [amount, shown] of pesos)
  test(`${amount} pesos are shown as ${shown}`, t => {
    t.is(formatMoney(amount), shown)
    t.is(formatMoney(amount, 'COP'), shown)
  })

test('another currency carries its code instead of the sign', t => {
  t.is(formatMoney('1234.50', 'USD'), '1.234,50 USD')
  t.is(formatMoney('40.00', 'EUR'), '40 EUR')
})

test('sums beyond what a float can hold keep every digit', t => {
  t.is(formatMoney('90071992547409931.01'), '$ 90.071.992.547.409.931,01')
})
