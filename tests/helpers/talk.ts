import type { SentMessage } from '../../sandbox/types.ts'
import { eventually } from './eventually.ts'
import type { System } from './system.ts'

/** What Meta accepted for this customer, in order. */
export const sentTo = (system: System, waId: string): SentMessage[] =>
  system.sandbox.sent.filter(({ to }) => to === waId)

/** Waits until at least `count` messages to this customer were accepted. */
export const answers = (system: System, waId: string, count = 1): Promise<SentMessage[]> =>
  eventually(() => {
    const sent = sentTo(system, waId)
    return sent.length >= count ? sent : null
  }, `${count} answers to ${waId}`)

export const bodyOf = (message: SentMessage | undefined): string => JSON.stringify(message?.body ?? null)

export type OutboundRow = {
  id: string
  status: string
  attempt: number
  error_code: number | null
  error_message: string | null
  needs_attention: boolean
  whatsapp_message_id: string | null
  replaces_message_id: string | null
}

/** The business's messages to a customer, oldest first. */
export const outboundRows = (system: System, waId: string): Promise<OutboundRow[]> =>
  system.rows<OutboundRow>(
    `select m.* from messages m join conversations c on c.id = m.conversation_id
     where c.customer_phone = ? and m.direction = 'outbound' order by m.seq`,
    [`+${waId}`]
  )

/** Waits until the first of them satisfies `wanted`. */
export const firstRow = (system: System, waId: string, wanted: (row: OutboundRow) => boolean): Promise<OutboundRow> =>
  eventually(async () => {
    const [row] = await outboundRows(system, waId)
    return row && wanted(row) ? row : null
  }, 'the outbound row')
