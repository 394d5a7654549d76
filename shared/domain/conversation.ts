/** `closed`: its 24 hours are over. `archived`: the owner put it away. The next message opens a new one. */
export type ConversationStatus = 'active' | 'closed' | 'archived'

type Window = Readonly<{ serviceWindowExpiresAt: Date | null }>
type Thread = Readonly<{ status: ConversationStatus; closedAt: Date | null }>

/** Whether free-form messages may be sent now: Meta's 24 hours from the customer's last message. */
export const isServiceWindowOpen = ({ serviceWindowExpiresAt }: Window, now: Date): boolean =>
  serviceWindowExpiresAt !== null && serviceWindowExpiresAt > now

/** Closed and archived conversations take no new messages. */
export const takesMessages = ({ status }: Pick<Thread, 'status'>): boolean => status === 'active'

export const close = (now: Date): Thread => ({ status: 'closed', closedAt: now })

/** Puts a conversation away; one that was closed before keeps its end. */
export const archive = ({ closedAt }: Pick<Thread, 'closedAt'>, now: Date): Thread => ({
  status: 'archived',
  closedAt: closedAt ?? now
})

export const reopen = (): Thread => ({ status: 'active', closedAt: null })

type Message = Readonly<{ direction: 'inbound' | 'outbound'; mediaUrl: string | null; mediaMimeType: string | null }>

export const isInbound = ({ direction }: Pick<Message, 'direction'>): boolean => direction === 'inbound'
export const isOutbound = ({ direction }: Pick<Message, 'direction'>): boolean => direction === 'outbound'
export const hasMedia = ({ mediaUrl, mediaMimeType }: Pick<Message, 'mediaUrl' | 'mediaMimeType'>): boolean =>
  mediaUrl !== null || mediaMimeType !== null
