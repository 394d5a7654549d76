import { createHmac } from 'node:crypto'
import { equalInConstantTime } from './crypto.ts'

/** What a token is for. Each purpose has a key of its own, so that no token passes for one of another purpose. */
export type TokenPurpose = 'media' | 'upload'

/**
 * Signs `claims` until `expiresAt`: `<claims>.<mac>` in base64url, readable but not forgeable (HMAC-SHA256 under a key
 * derived from `secret` for this purpose). Claims must hold nothing that its bearer may not know.
 */
export function signToken(
  secret: string,
  purpose: TokenPurpose,
  claims: Readonly<Record<string, string>>,
  expiresAt: Date
): string {
  const body = Buffer.from(JSON.stringify({ ...claims, exp: Math.floor(expiresAt.getTime() / 1000) })).toString(
    'base64url'
  )
  return `${body}.${macOf(secret, purpose, body)}`
}

/** Reads the claims back; null when the token is not ours, was changed, is for something else or has expired. */
export function readToken(
  secret: string,
  purpose: TokenPurpose,
  token: string,
  now: Date
): Readonly<Record<string, unknown>> | null {
  const [body, mac, ...rest] = token.split('.')
  if (!body || !mac || rest.length > 0 || !equalInConstantTime(mac, macOf(secret, purpose, body))) return null
  // signed by us, so it is JSON with an expiry
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Record<string, unknown> & {
    exp: number
  }
  return claims.exp * 1000 > now.getTime() ? claims : null
}

function macOf(secret: string, purpose: TokenPurpose, body: string): string {
  const key = createHmac('sha256', secret).update(`cuadra:${purpose}`).digest()
  return createHmac('sha256', key).update(body).digest('base64url')
}
