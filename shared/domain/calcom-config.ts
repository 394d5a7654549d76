/** A business's connection to Cal.com. The key is sealed wherever it is stored (shared/crypto.ts). */
export type CalComConfig = Readonly<{ apiKey: string | null; username: string | null }>

/** Keys begin with `cal_` (live ones with `cal_live_`); anything else Cal.com would take for an OAuth token. */
export const CALCOM_KEY_PATTERN = '^cal_[A-Za-z0-9_]{8,190}$'

export const isValidCalComConfig = ({ apiKey }: CalComConfig): boolean =>
  apiKey !== null && new RegExp(CALCOM_KEY_PATTERN).test(apiKey)

/**
 * Whether a business may name this as its own Cal.com's address. We call it with her key, so it must be somewhere in
 * public: https, a host name with a dot, no bare address, nothing that names this machine or its network.
 */
export function isPublicAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  if (protocol !== 'https:' || username || password || search || hash) return false
  const name = hostname.toLowerCase().replace(/\.$/, '')
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name) || /^[\d.]+$/.test(name)) return false
  return !/(^|\.)(localhost|local|internal|intranet|lan|home|corp|test|invalid|example|arpa)$/.test(name)
}
