import test from 'ava'
import fc from 'fast-check'
import {
  addMoney,
  compareMoney,
  fromCents,
  moneyFromJson,
  moneyToJson,
  percentOf,
  subtractMoney,
  toCents
} from '../../shared/domain/money.ts'
import * as price from '../../shared/domain/price.ts'

const cents = fc.bigInt({ min: 0n, max: 999_999_999_999n })

test('sums are exact, however large', t => {
  t.is(addMoney('0.10', '0.20'), '0.30')
  t.is(subtractMoney('9999999999.99', '0.01'), '9999999999.98')
  t.is(subtractMoney('1.00', '1.50'), '-0.50')
  t.true(compareMoney('100.00', '20.00') > 0)
  t.is(compareMoney('5', '5.00'), 0)
  fc.assert(fc.property(cents, cents, (a, b) => toCents(addMoney(fromCents(a), fromCents(b))) === a + b))
})

test('what is no sum is never guessed', t => {
  for (const text of ['', 'abc', '1e5', '1.234', '1,50', ' 1', 'NaN'])
    t.throws(() => toCents(text), { instanceOf: RangeError })
})

test('a percentage is whole pesos, rounded half up', t => {
  t.is(percentOf('50000.00', '30'), '15000.00')
  t.is(percentOf('33333.00', '50.00'), '16667.00')
  t.is(percentOf('99.00', '0.50'), '0.00')
  t.is(percentOf('100.00', '0.50'), '1.00')
  t.is(percentOf('9999999999.99', '100'), '10000000000.00')
})

test('every sum survives the way through JSON', t => {
  fc.assert(
    fc.property(cents, value => {
      const text = fromCents(value)
      return moneyFromJson(JSON.parse(JSON.stringify(moneyToJson(text)))) === text
    })
  )
  for (const value of [-1, 0.001, 1.005, 1e11, Number.NaN, Number.POSITIVE_INFINITY, 1e-7])
    t.is(moneyFromJson(value), null)
  t.is(moneyFromJson(50_000), '50000.00')
})

test('a price is not negative and shows as it is written in Colombia', t => {
  t.true(price.isValid({ amount: '50000.00', currency: 'COP' }))
  t.true(price.isValid({ amount: '0', currency: 'COP' }))
  t.false(price.isValid({ amount: '-1.00', currency: 'COP' }))
  t.false(price.isValid({ amount: '1.00', currency: 'pesos' }))
  t.is(price.formatDisplay({ amount: '50000.00', currency: 'COP' }), '$ 50.000')
})
