import { Type } from 'typebox'
import { oneOf } from './common.ts'

const strict = { additionalProperties: false }
const Holder = Type.String({ minLength: 1, maxLength: 120, pattern: '\\S', description: 'As her bank shows the name' })
/** Ten digits; what people write around them is removed. */
export const WalletNumber = Type.String({ minLength: 7, maxLength: 30, examples: ['3001234567'] })

/** How customers pay a deposit; each method at most once. */
export const PaymentMethodSchema = Type.Union(
  [
    Type.Object({ type: Type.Literal('nequi'), number: WalletNumber, holder: Type.Optional(Holder) }, strict),
    Type.Object({ type: Type.Literal('daviplata'), number: WalletNumber, holder: Type.Optional(Holder) }, strict),
    Type.Object(
      {
        type: Type.Literal('breb'),
        key_type: oneOf(['phone', 'email', 'id_number', 'alphanumeric', 'merchant_code']),
        key: Type.String({ minLength: 3, maxLength: 254, examples: ['@saloncito'] }),
        holder: Holder
      },
      strict
    ),
    Type.Object(
      {
        type: Type.Literal('bancolombia'),
        account_type: oneOf(['savings', 'checking']),
        account_number: Type.String({ minLength: 6, maxLength: 30 }),
        holder: Holder
      },
      strict
    ),
    Type.Object({ type: Type.Literal('cash'), note: Type.Optional(Type.String({ maxLength: 200 })) }, strict)
  ],
  { title: 'PaymentMethod' }
)

export const PaymentMethodsSchema = Type.Array(PaymentMethodSchema, { maxItems: 5 })
