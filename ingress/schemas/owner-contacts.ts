import { Type } from 'typebox'
import { Id, Instant, nullable } from './common.ts'

const strict = { additionalProperties: false } as const

export const AddOwnerContactBody = Type.Object(
  {
    phone: Type.String({ minLength: 7, maxLength: 30, description: 'Without a country it is Colombian' }),
    name: Type.Optional(nullable(Type.String({ maxLength: 100 })))
  },
  strict
)

const contact = {
  id: Id,
  name: nullable(Type.String()),
  phone: Type.String({ description: 'E.164' }),
  verified: Type.Boolean(),
  verified_at: nullable(Instant),
  created_at: Instant
}

export const OwnerContactSchema = Type.Object(contact, { ...strict, title: 'OwnerContact' })
export const OwnerContactsSchema = Type.Object(
  { items: Type.Array(OwnerContactSchema) },
  { ...strict, title: 'OwnerContacts' }
)

export const OwnerProofSchema = Type.Object(
  {
    ...contact,
    proof: Type.Object(
      {
        text: Type.String({ description: 'What she sends from this phone to the business by WhatsApp' }),
        link: nullable(Type.String({ description: 'Opens WhatsApp with the text; null until WhatsApp is connected' })),
        expires_at: Instant
      },
      strict
    )
  },
  { ...strict, title: 'OwnerContactProof' }
)
