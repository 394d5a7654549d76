import { isValid, toEmail } from './email.ts'
import { invalidField } from './errors.ts'
import { oneLine } from './one-line.ts'

/** How customers pay a deposit. Numbers of wallets are ten digits; `holder` is whose account it is, as her bank shows it. */
export type PaymentMethod =
  | Readonly<{ type: 'nequi'; number: string; holder?: string }>
  | Readonly<{ type: 'daviplata'; number: string; holder?: string }>
  | Readonly<{ type: 'breb'; key_type: BrebKeyType; key: string; holder: string }>
  | Readonly<{ type: 'bancolombia'; account_type: 'savings' | 'checking'; account_number: string; holder: string }>
  | Readonly<{ type: 'cash'; note?: string }>

/** The kinds of Bre-B keys ("llaves") that Banco de la República knows. */
export type BrebKeyType = 'phone' | 'email' | 'id_number' | 'alphanumeric' | 'merchant_code'

/** The specification's value object, and the list that ours adds. The list names each method at most once. */
export type PaymentConfig = Readonly<{
  nequiNumber: string | null
  daviplataNumber: string | null
  methods: readonly PaymentMethod[]
}>

type Wallet = 'nequi' | 'daviplata'
/** As rows hold it: the wallets' numbers stand in columns of their own and nowhere else. */
type Stored = Readonly<{ nequiNumber: string | null; daviviplataNumber: string | null; paymentMethods: unknown }>

/** At least one way to pay. */
export const isValidPaymentConfig = ({ methods }: PaymentConfig): boolean => methods.length > 0

/** `+57 300 123 4567` → `3001234567`; null for what is no Colombian mobile number, which is what wallets are bound to. */
export function walletNumber(text: string): string | null {
  const digits = text.replace(/[\s().-]/g, '').replace(/^(\+|00)?57(?=3\d{9}$)/, '')
  return /^3\d{9}$/.test(digits) ? digits : null
}

/** Reads a tenant's row. A number without an entry in the list has one at its end: the specification knows only numbers. */
export function paymentConfigOf(row: Stored): PaymentConfig {
  const numbers: Record<Wallet, string | null> = { nequi: row.nequiNumber, daviplata: row.daviviplataNumber }
  const stored = Array.isArray(row.paymentMethods) ? (row.paymentMethods as PaymentMethod[]) : []
  const methods = stored.flatMap((method): PaymentMethod[] => {
    if (!isWallet(method)) return [method]
    const number = numbers[method.type]
    return number ? [{ ...method, number }] : []
  })
  for (const type of ['nequi', 'daviplata'] as const) {
    const number = numbers[type]
    if (number && !methods.some(method => method.type === type)) methods.push({ type, number })
  }
  return { nequiNumber: numbers.nequi, daviplataNumber: numbers.daviplata, methods }
}

/** What of a configuration is written to the row. */
export function storedPaymentConfig(config: PaymentConfig): Stored {
  return {
    nequiNumber: config.nequiNumber,
    daviviplataNumber: config.daviplataNumber,
    paymentMethods: config.methods.map(method => (isWallet(method) ? { ...method, number: undefined } : method))
  }
}

/**
 * Applies a change: a new list replaces the list, and with it the wallets' numbers; a number that comes by itself sets or
 * removes (null) that wallet only.
 */
export function changePaymentConfig(
  config: PaymentConfig,
  change: Readonly<{
    methods?: readonly PaymentMethod[] | undefined
    nequiNumber?: string | null | undefined
    daviplataNumber?: string | null | undefined
  }>
): PaymentConfig {
  let methods = change.methods ?? config.methods
  methods = withWallet(methods, 'nequi', change.nequiNumber)
  methods = withWallet(methods, 'daviplata', change.daviplataNumber)
  return { nequiNumber: numberOf(methods, 'nequi'), daviplataNumber: numberOf(methods, 'daviplata'), methods }
}

/** What Banco de la República allows per kind of key, without what people add for reading. */
const brebKeys: Readonly<Record<BrebKeyType, (key: string) => string | null>> = {
  phone: walletNumber,
  email: key => (isValid(toEmail(key)) ? toEmail(key).address : null),
  id_number: key => matching(key.replace(/[\s.-]/g, ''), /^[A-Za-z0-9]{4,15}$/),
  alphanumeric: key => matching(key.replace(/\s/g, ''), /^@?[A-Za-z0-9]{4,20}$/),
  merchant_code: key => matching(key.replace(/[\s.-]/g, ''), /^\d{4,15}$/)
}

const matching = (text: string, pattern: RegExp): string | null => (pattern.test(text) ? text : null)

/** The list as it is stored. Throws `validation_failed` for a number or a key that is none, or a method that stands twice. */
export function normalizeMethods(methods: readonly PaymentMethod[]): PaymentMethod[] {
  return methods.map((method, index) => {
    const at = (field: string) => `/payment_methods/${index}${field}`
    if (methods.findIndex(({ type }) => type === method.type) < index)
      throw invalidField(at('/type'), `${method.type} stands in the list twice`)
    const holder = 'holder' in method && method.holder !== undefined ? { holder: oneLine(method.holder) } : {}
    if (isWallet(method)) return { ...method, ...holder, number: wallet(at('/number'), method.number) }
    if (method.type === 'breb') {
      const key = brebKeys[method.key_type](method.key.trim())
      if (key === null) throw invalidField(at('/key'), `is not a Bre-B key of kind ${method.key_type}`)
      return { ...method, ...holder, key }
    }
    if (method.type !== 'bancolombia') return method
    const account = matching(method.account_number.replace(/[\s-]/g, ''), /^\d{6,16}$/)
    if (account === null) throw invalidField(at('/account_number'), 'is not an account number')
    return { ...method, ...holder, account_number: account }
  })
}

/** A wallet's number. Throws `validation_failed` at `pointer`. */
export function wallet(pointer: string, text: string): string {
  const number = walletNumber(text)
  if (number === null) throw invalidField(pointer, 'must be a Colombian mobile number')
  return number
}

function withWallet(
  methods: readonly PaymentMethod[],
  type: Wallet,
  number: string | null | undefined
): readonly PaymentMethod[] {
  if (number === undefined) return methods
  if (number === null) return methods.filter(method => method.type !== type)
  if (!methods.some(method => method.type === type)) return [...methods, { type, number }]
  return methods.map(method => (method.type === type ? { ...method, number } : method))
}

const isWallet = (method: PaymentMethod): method is Extract<PaymentMethod, { type: Wallet }> =>
  method.type === 'nequi' || method.type === 'daviplata'

export function numberOf(methods: readonly PaymentMethod[], type: Wallet): string | null {
  const method = methods.find(each => each.type === type)
  return method && isWallet(method) ? method.number : null
}
