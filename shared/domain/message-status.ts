/** The life of a message row. Inbound: `received`. Outbound moves up this list only; `failed` and `suppressed` are ends. */
export const outboundStatuses = ['queued', 'sending', 'ambiguous', 'sent', 'delivered', 'read'] as const
export type OutboundStatus = (typeof outboundStatuses)[number] | 'failed' | 'suppressed'
export type MessageStatus = OutboundStatus | 'received'

const rank = (status: string): number => (outboundStatuses as readonly string[]).indexOf(status)

/** Meta's word for a status in ours; null for a word that we do not know. `played` is the first play of a voice note. */
export function fromMeta(status: unknown): 'sent' | 'delivered' | 'read' | 'failed' | null {
  if (status === 'played') return 'read'
  return status === 'sent' || status === 'delivered' || status === 'read' || status === 'failed' ? status : null
}

/**
 * Where a status of Meta moves a message; null when it moves nothing: statuses come late, doubled and out of order.
 * `ofCurrentAttempt` is false for a status of an earlier try, whose failure says nothing about the later one.
 */
export function moveStatus(
  current: string,
  incoming: 'sent' | 'delivered' | 'read' | 'failed',
  ofCurrentAttempt: boolean
): OutboundStatus | null {
  if (current === 'failed' || current === 'suppressed' || current === 'received') return null
  if (incoming === 'failed') return ofCurrentAttempt && rank(current) < rank('delivered') ? 'failed' : null
  return rank(incoming) > rank(current) ? incoming : null
}

/** What we put into `biz_opaque_callback_data`: it comes back with every status of that attempt (RULINGS 10). */
export const opaqueOf = (messageId: string, attempt: number): string => `${messageId}.${attempt}`

/** Reads it back; null when it is not ours. */
export function readOpaque(value: unknown): { messageId: string; attempt: number } | null {
  const match = typeof value === 'string' ? /^([0-9a-f-]{36})\.(\d{1,6})$/.exec(value) : null
  return match?.[1] && match[2] ? { messageId: match[1], attempt: Number(match[2]) } : null
}
