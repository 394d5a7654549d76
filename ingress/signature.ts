import { equalInConstantTime, hmacHex } from '../shared/crypto.ts'

/**
 * Whether `header` (`X-Hub-Signature-256`) is `sha256=` and the HMAC-SHA256 of exactly these bytes under one of the app
 * secrets; several are valid at once while a secret is rotated. Meta signs the bytes on the wire, in which non-ASCII is
 * escaped: nothing may be parsed and written again before this check.
 * Source: Meta, "Create a webhook endpoint".
 */
export function isSignedByMeta(secrets: readonly string[], body: Buffer, header: string | undefined): boolean {
  if (!header || !/^sha256=[0-9a-f]{64}$/i.test(header)) return false
  const given = header.slice('sha256='.length).toLowerCase()
  // every secret is tried, so that the time says nothing about which one matched
  return secrets.map(secret => equalInConstantTime(hmacHex(secret, body), given)).includes(true)
}

/** The secrets in `META_APP_SECRET`: comma-separated, the current one first. */
export const splitSecrets = (value: string): string[] =>
  value
    .split(',')
    .map(secret => secret.trim())
    .filter(Boolean)

/**
 * Whether `header` (`X-Cal-Signature-256`) is the lower-case hex HMAC-SHA256 of exactly these bytes, without a prefix.
 * Cal.com sends `no-secret-provided` for webhooks without a secret: that is no signature. Source: Cal.com, webhooks.
 */
export function isSignedByCalcom(secrets: readonly string[], body: Buffer, header: string | undefined): boolean {
  if (!header || !/^[0-9a-f]{64}$/.test(header)) return false
  return secrets.map(secret => equalInConstantTime(hmacHex(secret, body), header)).includes(true)
}
