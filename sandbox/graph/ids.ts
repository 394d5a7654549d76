import { randomBytes } from 'node:crypto'

/** Only the digits of a phone number as a person writes it. */
export const digitsOf = (text: string): string => text.replace(/\D/g, '')

/**
 * A wamid built like the real ones (base64 of the peer's digits, a direction byte and a random key), so that
 * nothing can come to depend on a shape that Meta does not use. Random, because a restarted sandbox may face a
 * database which remembers the old ones.
 */
export const newWamid = (peer: string, direction: 'in' | 'out'): string => {
  const digits = Buffer.from(digitsOf(peer) || '0')
  const key = Buffer.from(randomBytes(10).toString('hex').toUpperCase())
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, digits.length]),
    digits,
    Buffer.from([0x15, 0x02, 0x00, direction === 'out' ? 0x11 : 0x12, 0x18, key.length]),
    key,
    Buffer.from([0x00])
  ])
  return `wamid.${bytes.toString('base64')}`
}

/** Fifteen digits, like the ids of media and other Graph nodes. */
export const newNumericId = (): string => {
  const tail = (randomBytes(6).readUIntBE(0, 6) % 100_000_000_000_000).toString().padStart(14, '0')
  return `1${tail}`
}

export const newTraceId = (): string => `A${randomBytes(11).toString('base64url')}`
