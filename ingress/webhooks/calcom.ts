import { createHash } from 'node:crypto'
import { asObject, cleanText } from '../../shared/domain/inbound-message.ts'
import type { LedgerEvent } from '../../shared/domain/ledger-event.ts'

/** A webhook of Cal.com as an event of the ledger, and the organizer by whom its tenant may be found. */
export type CalcomDelivery = Readonly<{ event: Omit<LedgerEvent, 'tenantId'>; organizerId: number | null }>

/**
 * Reads one delivery; null for what is none (the specification answers 400). There is no delivery id, so the key is the
 * hash of the exact bytes. Some triggers are flat, without `payload`. Source: Cal.com, webhooks.
 */
export function readCalcomDelivery(body: Buffer, source: string): CalcomDelivery | null {
  const text = body.toString('utf8')
  const delivery = asObject(parse(text))
  if (typeof delivery.triggerEvent !== 'string') return null
  const payload = asObject(delivery.payload ?? delivery)
  const uid = cleanText(payload.uid ?? payload.bookingUid, 200)
  const { id } = asObject(payload.organizer)
  const createdAt = new Date(String(delivery.createdAt))
  return {
    event: {
      eventKey: `calcom:${source}:${uid ?? ''}:${createHash('sha256').update(body).digest('hex')}`,
      kind: 'calcom',
      mailboxKey: `c:${source}:${uid ?? 'none'}`,
      phoneNumberId: null,
      wabaId: null,
      externalId: uid,
      occurredAt: Number.isNaN(createdAt.getTime()) ? null : createdAt,
      payload: text
    },
    organizerId: typeof id === 'number' ? id : null
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
