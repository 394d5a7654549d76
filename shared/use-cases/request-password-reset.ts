import { randomInt } from 'node:crypto'
import type { Context } from '../context.ts'
import { encrypt, hmacHex } from '../crypto.ts'
import { recordEventOf } from '../repositories/audit-log.ts'
import { findUserByEmail, lockUser } from '../repositories/auth-users.ts'
import { findVerifiedContact, insertPasswordReset } from '../repositories/password-resets.ts'

/** A code that is to be handed over to an owner contact. */
export type WaitingCode = Readonly<{ tenantId: string; contactId: string }>

/** A code may be used for this long. */
const CODE_MS = 15 * 60_000

/**
 * Makes a one-time code for the owner with this email and leaves it, sealed, for her WhatsApp (RULINGS 34). Does nothing,
 * and says nothing, when nobody has the email or the business has no verified contact. Returns for whom a code waits.
 * System scope.
 */
export async function requestPasswordReset(context: Context, email: string): Promise<WaitingCode | null> {
  const found = await findUserByEmail(context, email)
  if (found?.role !== 'owner') return null
  const user = await lockUser(context, found.tenantId, found.id)
  const contactId = await findVerifiedContact(context, found.tenantId)
  if (!user?.isActive || contactId === undefined) return null
  const id = context.newId()
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  await insertPasswordReset(context, user, {
    id,
    ownerContactId: contactId,
    codeHash: hashResetCode(context, id, code),
    sealedCode: encrypt(code, context.config.ENCRYPTION_KEYS),
    expiresAt: new Date(context.now().getTime() + CODE_MS)
  })
  const entity = { type: 'password_reset', id }
  await recordEventOf(context, user.tenantId, 'password_reset_requested', entity, 'owner', { user_id: user.id })
  return { tenantId: user.tenantId, contactId }
}

/** What is stored of a code. It is short, so that only a key keeps it from being guessed from its hash. */
export const hashResetCode = (context: Context, resetId: string, code: string): string =>
  hmacHex(context.config.JWT_SECRET, Buffer.from(`password-reset:${resetId}:${code}`))
