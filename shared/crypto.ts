import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Seals a secret with AES-256-GCM under the first key of `keys` (`id:base64key[,older…]`).
 * The result is `v1.<key id>.<iv>.<tag>.<ciphertext>` in base64url, so that keys can be rotated one value at a time.
 */
export function encrypt(plain: string, keys: string): string {
  const [id, key] = firstKey(keys)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return ['v1', id, ...[iv, cipher.getAuthTag(), sealed].map(part => part.toString('base64url'))].join('.')
}

/** Opens what `encrypt` sealed. Throws when the key id is unknown or the value was changed. */
export function decrypt(value: string, keys: string): string {
  const [version, id, iv, tag, sealed] = value.split('.')
  const key = parseKeys(keys).get(id ?? '')
  if (version !== 'v1' || !key || !iv || !tag || sealed === undefined)
    throw new Error('not a value sealed with a known key')
  // without the length Node takes a shortened tag, which is easier to forge
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
  decipher.setAuthTag(Buffer.from(tag, 'base64url'))
  return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString('utf8')
}

/** The id of the key that sealed a value: what `rotate-keys` looks at. */
export function keyIdOf(value: string): string {
  return value.split('.')[1] ?? ''
}

/** Compares two secrets in a time that does not depend on where they differ, nor on their lengths. */
export function equalInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b))
}

/** HMAC-SHA256 over the exact bytes, lower-case hex. */
export function hmacHex(secret: string, bytes: Buffer): string {
  return createHmac('sha256', secret).update(bytes).digest('hex')
}

/** SHA-256 of a text as a buffer. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function parseKeys(keys: string): Map<string, Buffer> {
  return new Map(
    keys.split(',').map(entry => {
      const [id = '', encoded = ''] = entry.split(':')
      return [id, Buffer.from(encoded, 'base64')]
    })
  )
}

function firstKey(keys: string): [string, Buffer] {
  for (const entry of parseKeys(keys)) return entry
  throw new Error('ENCRYPTION_KEYS is empty')
}
