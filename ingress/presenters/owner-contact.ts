import type { Static } from 'typebox'
import type { OwnerContactModel } from '../../shared/models/owner-contact-model.ts'
import { proofText } from '../../shared/texts/owner-notices.ts'
import type { OwnerProof } from '../../shared/use-cases/owner-contacts.ts'
import type { OwnerContactSchema, OwnerProofSchema } from '../schemas/owner-contacts.ts'

export const presentOwnerContact = (contact: OwnerContactModel): Static<typeof OwnerContactSchema> => ({
  id: contact.id,
  name: contact.name,
  phone: contact.phone,
  verified: contact.verifiedAt !== null,
  verified_at: contact.verifiedAt?.toISOString() ?? null,
  created_at: contact.createdAt.toISOString()
})

/** With what proves her phone: shown once, only its hash is kept. */
export function presentOwnerProof({ contact, code, businessPhone }: OwnerProof): Static<typeof OwnerProofSchema> {
  const text = proofText(code)
  const link = businessPhone && `https://wa.me/${businessPhone.replace('+', '')}?text=${encodeURIComponent(text)}`
  const expires_at = (contact.codeExpiresAt ?? new Date(0)).toISOString()
  return { ...presentOwnerContact(contact), proof: { text, link, expires_at } }
}
