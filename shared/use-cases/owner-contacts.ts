import { randomInt } from 'node:crypto'
import type { Context } from '../context.ts'
import { equalInConstantTime, hmacHex } from '../crypto.ts'
import { DomainError, invalidField } from '../domain/errors.ts'
import type { OwnerContactModel } from '../models/owner-contact-model.ts'
import { parsePhone } from '../phone.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import {
  addContact,
  countWrongCode,
  getContact,
  removeContact,
  setCode,
  setVerified
} from '../repositories/owner-contacts.ts'
import { lockOwnerConversation, suppressQueued } from '../repositories/owner-conversations.ts'
import { requireTenant } from './lock-booking.ts'
import { endOwnerLine } from './owner-line.ts'

const CODE_MS = 10 * 60_000
const MOST_TRIES = 5

/** A contact whose phone is to be proved: she sends the code from it to the business's number. */
export type OwnerProof = Readonly<{ contact: OwnerContactModel; code: string; businessPhone: string | null }>

const entityOf = (id: string) => ({ type: 'owner_contact', id })

/**
 * Adds a phone from which the owner may decide, and makes the code that proves it. Throws `validation_failed` for a number
 * that is none, is the business's own (nobody can write to herself), or is there already.
 */
export async function addOwnerContact(
  context: Context,
  input: Readonly<{ phone: string; name: string | null; userId: string }>
): Promise<OwnerProof> {
  const phone = parsePhone(input.phone)
  if (!phone) throw invalidField('/phone', 'is not a telephone number')
  const tenant = await requireTenant(context)
  if (phone.number === tenant.whatsappPhoneNumber)
    throw invalidField('/phone', 'is the number of the business itself: it cannot write to itself')
  const contact = await addContact(context, { phone: phone.number, name: input.name?.trim() || null })
  if (!contact) throw invalidField('/phone', 'is a contact already')
  await recordEvent(context, 'owner_contact_added', entityOf(contact.id), 'owner', { by: input.userId })
  return await makeCode(context, contact)
}

/** A new code for a contact, proved or not: until she sends it, what she was stands. Throws `owner_contact_not_found`. */
export async function renewOwnerCode(context: Context, contactId: string): Promise<OwnerProof> {
  const contact = await getContact(context, contactId)
  if (!contact) throw new DomainError('owner_contact_not_found', 'This business has no such contact')
  return await makeCode(context, contact)
}

async function makeCode(context: Context, contact: OwnerContactModel): Promise<OwnerProof> {
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const expiresAt = new Date(context.now().getTime() + CODE_MS)
  await setCode(context, contact.id, hashOf(context, contact.id, code), expiresAt)
  const { whatsappPhoneNumber } = await requireTenant(context)
  return {
    contact: { ...contact, codeExpiresAt: expiresAt } as OwnerContactModel,
    code,
    businessPhone: whatsappPhoneNumber
  }
}

/** A code came from the contact's own phone. Five wrong ones end it. True when the phone is proved now. */
export async function proveOwnerContact(
  context: Context,
  contact: OwnerContactModel,
  code: string,
  bsuid: string | null
): Promise<boolean> {
  const isOpen = contact.codeExpiresAt && contact.codeExpiresAt > context.now() && contact.codeTries < MOST_TRIES
  const right = contact.codeHash !== null && equalInConstantTime(contact.codeHash, hashOf(context, contact.id, code))
  if (!isOpen || !right) {
    await countWrongCode(context, contact.id)
    await recordEvent(context, 'owner_contact_code_refused', entityOf(contact.id), 'owner')
    return false
  }
  await setVerified(context, contact.id, bsuid)
  await recordEvent(context, 'owner_contact_verified', entityOf(contact.id), 'owner')
  return true
}

/** Nothing goes to this phone any more, and what it sends is a customer's. Throws `owner_contact_not_found`. */
export async function removeOwnerContact(context: Context, contactId: string, userId: string): Promise<void> {
  const line = await lockOwnerConversation(context, contactId)
  if (!(await removeContact(context, contactId)))
    throw new DomainError('owner_contact_not_found', 'This business has no such contact')
  if (line) {
    await suppressQueued(context, line.id, 'contact_removed')
    await endOwnerLine(context, line.id)
  }
  await recordEvent(context, 'owner_contact_removed', entityOf(contactId), 'owner', { by: userId })
}

/** Six digits are soon guessed from a plain hash: only a key keeps them. */
const hashOf = (context: Context, contactId: string, code: string): string =>
  hmacHex(context.config.JWT_SECRET, Buffer.from(`owner-contact:${contactId}:${code}`))
