import type { LedgerEvent } from '../../shared/domain/ledger-event.ts'

type Owner = Readonly<{ phoneNumberId: string | null; wabaId: string | null }>

/**
 * What a business's own Meta app may say: it signs with a secret that the business knows, so it speaks for that business's
 * number and account only. Events about anybody else's are kept as `unknown`, under keys of their own, for a person to
 * look at: they neither reach the other business nor keep its real events out.
 */
export function keepOwnEvents(events: readonly LedgerEvent[], owner: Owner, connectionId: string): LedgerEvent[] {
  return events.map(event => (isOwn(event, owner) ? event : toForeign(event, connectionId)))
}

const isOwn = (event: LedgerEvent, { phoneNumberId, wabaId }: Owner): boolean =>
  event.kind === 'unknown'
    ? false
    : event.phoneNumberId === null
      ? event.wabaId !== null && event.wabaId === wabaId
      : event.phoneNumberId === phoneNumberId

const toForeign = (event: LedgerEvent, connectionId: string): LedgerEvent => ({
  ...event,
  kind: 'unknown',
  eventKey: `own-app:${connectionId}:${event.eventKey}`,
  mailboxKey: `own-app:${connectionId}`
})
