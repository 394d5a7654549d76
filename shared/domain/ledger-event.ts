/** What an event of the ledger is about. `unknown` is kept for a person and never worked on. */
export type LedgerEventKind =
  | 'message'
  | 'status'
  | 'echo'
  | 'identity'
  | 'preference'
  | 'account'
  | 'call'
  | 'history'
  | 'calcom'
  | 'unknown'

/** One event of a webhook, ready for the ledger. */
export type LedgerEvent = Readonly<{
  /** `kind:number or account:id:sha256`: equal only for byte-equal redeliveries (RULINGS 5). */
  eventKey: string
  kind: LedgerEventKind
  /** Events of one mailbox are worked on one at a time, in order (RULINGS 13). */
  mailboxKey: string
  phoneNumberId: string | null
  /** Set where the address of the webhook already says whose it is; else the worker finds the tenant by the number. */
  tenantId?: string | null
  wabaId: string | null
  /** The wamid, where the event has one. */
  externalId: string | null
  /** Meta's own time, or null when it gave none that can be believed. */
  occurredAt: Date | null
  /** The event's own slice of the request, as JSON text. */
  payload: string
}>

/** How an event ended. None yet: it is open. */
export type Fate =
  | 'processed'
  | 'duplicate'
  | 'ignored'
  | 'waiting'
  | 'orphan'
  | 'unknown_tenant'
  | 'unknown'
  | 'failed'
