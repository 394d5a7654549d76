import { randomBytes } from 'node:crypto'
import bcrypt from 'bcrypt'
import { invalidField } from './domain/errors.ts'

/** bcrypt looks at the first 72 bytes only: a longer password would be cut without a word. */
const LONGEST_BYTES = 72
/** Any well-formed rest of a hash: no password is known for it. */
const UNKNOWN_REST = 'C6UzMDM.H6dfI/f/IKcEeO7ZVyQG4sF0nQ1xq3u0vJ8f1yV3hTn1u'

/** Hashes a new password. Throws `validation_failed` for one that is longer than bcrypt can see. */
export async function hashPassword(password: string, cost: number): Promise<string> {
  if (Buffer.byteLength(password) > LONGEST_BYTES)
    throw invalidField('/password', `must be at most ${LONGEST_BYTES} bytes long`)
  return await bcrypt.hash(password, cost)
}

/** Whether a password is right. Without a hash (nobody has this email) it takes as long and says no. */
export async function isRightPassword(password: string, hash: string | null, cost: number): Promise<boolean> {
  const known = await bcrypt.compare(password, hash ?? `$2b$${cost}$${UNKNOWN_REST}`)
  return known && hash !== null && Buffer.byteLength(password) <= LONGEST_BYTES
}

/** A password for a person to type once: 96 random bits. */
export const randomPassword = (): string => randomBytes(12).toString('base64url')
