import { createHash } from 'node:crypto'
import type { LedgerEvent, LedgerEventKind } from '../../shared/domain/ledger-event.ts'

type Json = Record<string, unknown>
type Part = Readonly<{
  kind: LedgerEventKind
  id?: unknown
  person?: unknown
  timestamp?: unknown
  slice: unknown
}>
/** A shape that is not known, or cannot be written: where it was found. */
type Unknown = Readonly<{ phoneNumberId: string | null; wabaId: string | null }>

/**
 * Splits a webhook body of Meta into one event per message, status, echo or account update. Pure, and never refuses:
 * whatever shapes it does not know become one `unknown` event that keeps the raw request, once, however many they are.
 * `raw` is the request's text. Source of the shapes: Meta's webhook reference; facts that matter here: nothing may be
 * taken for present, several messages and statuses may share one value, ids may be numbers.
 */
export function splitWhatsApp(body: unknown, raw: string): LedgerEvent[] {
  const entries = isObject(body) && body.object === 'whatsapp_business_account' ? list(body.entry) : []
  const found = entries.flatMap(splitEntry)
  const events = found.filter(item => 'eventKey' in item)
  const unknown = found.find(item => !('eventKey' in item))
  if (!unknown && events.length > 0) return events
  return [...events, unknownEvent(raw, unknown ?? { phoneNumberId: null, wabaId: null })]
}

function splitEntry(entry: unknown): (LedgerEvent | Unknown)[] {
  if (!isObject(entry)) return [{ phoneNumberId: null, wabaId: null }]
  const wabaId = idText(entry.id)
  const changes = list(entry.changes)
  if (changes.length === 0) return [{ phoneNumberId: null, wabaId }]
  return changes.flatMap(change => {
    const value = isObject(change) && isObject(change.value) ? change.value : null
    const number = value && isObject(value.metadata) ? idText(value.metadata.phone_number_id) : null
    const parts = value && isObject(change) ? partsOf(change.field, value) : []
    if (parts.length === 0) return [{ phoneNumberId: number, wabaId }]
    return parts.map(part => toEvent(part, number, wabaId, entry.time))
  })
}

/** The fields to which Meta lets an app subscribe, and what each is to us. */
function partsOf(field: unknown, value: Json): Part[] {
  const name = typeof field === 'string' ? field : ''
  if (name === 'messages') return messageParts(value)
  if (name === 'smb_message_echoes' || name === 'message_echoes') return echoParts(value)
  if (name === 'user_id_update' || name === 'user_preferences') {
    const kind = name === 'user_id_update' ? 'identity' : 'preference'
    return list(value[name]).map(item => ({ kind, ...personOf(item), slice: { ...shared(value), [kind]: item } }))
  }
  if (name === 'calls') return [{ kind: 'call', slice: { field: name, value } }]
  if (name === 'history' || name === 'smb_app_state_sync') return [{ kind: 'history', slice: { field: name, value } }]
  if (
    /^(message_template_|template_|account_|phone_number_|business_|security$|payment_configuration|partner_)/.test(
      name
    )
  )
    return [{ kind: 'account', slice: { field: name, value } }]
  return []
}

function messageParts(value: Json): Part[] {
  const messages = list(value.messages)
  const contacts = contactsByKey(
    value,
    messages.map(asObject).map(({ from, from_user_id }) => from_user_id || from)
  )
  const errors = value.errors === undefined ? {} : { errors: value.errors }
  const parts: Part[] = messages.map(message => {
    const { from, from_user_id, id, timestamp } = asObject(message)
    const contact = contacts(from_user_id, from)
    return {
      kind: 'message',
      id,
      person: from_user_id || from,
      timestamp,
      slice: { ...shared(value), contact, message, ...errors }
    }
  })
  const statuses = list(value.statuses)
  const recipients = contactsByKey(
    value,
    statuses.map(asObject).map(({ recipient_id, recipient_user_id }) => recipient_user_id || recipient_id)
  )
  for (const status of statuses) {
    const { id, timestamp, recipient_id, recipient_user_id } = asObject(status)
    const contact = recipients(recipient_user_id, recipient_id)
    parts.push({ kind: 'status', id, timestamp, slice: { ...shared(value), contact, status } })
  }
  if (parts.length === 0 && value.errors !== undefined)
    parts.push({ kind: 'account', slice: { field: 'errors', value } })
  return parts
}

function echoParts(value: Json): Part[] {
  const echoes = list(value.message_echoes)
  const contacts = contactsByKey(
    value,
    echoes.map(asObject).map(({ to, to_user_id }) => to_user_id || to)
  )
  return echoes.map(echo => {
    const { to, to_user_id, id, timestamp } = asObject(echo)
    const contact = contacts(to_user_id, to)
    return { kind: 'echo', id, person: to_user_id || to, timestamp, slice: { ...shared(value), contact, echo } }
  })
}

function personOf(item: unknown): Pick<Part, 'person' | 'timestamp'> {
  const { user_id, wa_id, timestamp } = asObject(item)
  const current = isObject(user_id) ? user_id.current : user_id
  return { person: current || wa_id, timestamp }
}

/**
 * Finds the contact of a message among those of its value: by user id, by number, or the only one there is (Meta: `wa_id`
 * and `from` may differ). Where several `people` share the value, the only contact is one of theirs and no other's.
 */
function contactsByKey(value: Json, people: readonly unknown[]): (userId: unknown, waId: unknown) => unknown {
  const contacts = list(value.contacts).filter(isObject)
  const index = new Map<unknown, Json>()
  for (const contact of contacts) {
    if (contact.wa_id) index.set(contact.wa_id, contact)
    if (contact.user_id) index.set(contact.user_id, contact)
  }
  const only = contacts.length === 1 && new Set(people).size === 1 ? contacts[0] : undefined
  return (userId, waId) => index.get(userId) ?? index.get(waId) ?? only
}

function toEvent(part: Part, number: string | null, wabaId: string | null, time: unknown): LedgerEvent | Unknown {
  const payload = stringify(part.slice)
  if (payload === null) return { phoneNumberId: number, wabaId }
  const owner = number ?? wabaId ?? 'none'
  const id = idText(part.id)
  return {
    eventKey: `${part.kind}:${owner}:${id ?? ''}:${sha256(payload + String(time ?? ''))}`,
    kind: part.kind,
    mailboxKey: mailboxOf(part, owner, id, wabaId),
    phoneNumberId: number,
    wabaId,
    externalId: id,
    occurredAt: instantOf(part.timestamp ?? time),
    payload
  }
}

function mailboxOf(part: Part, owner: string, id: string | null, wabaId: string | null): string {
  if (part.kind === 'status') return `s:${id ?? owner}`
  if (part.person !== undefined || part.kind === 'message' || part.kind === 'echo')
    return `m:${owner}:${idText(part.person) ?? 'nobody'}`
  return `a:${wabaId ?? owner}`
}

function unknownEvent(raw: string, { phoneNumberId, wabaId }: Unknown): LedgerEvent {
  return {
    eventKey: `unknown:${phoneNumberId ?? wabaId ?? 'none'}::${sha256(raw)}`,
    kind: 'unknown',
    mailboxKey: `a:${wabaId ?? 'none'}`,
    phoneNumberId,
    wabaId,
    externalId: null,
    occurredAt: null,
    payload: JSON.stringify(raw)
  }
}

/** Two of them and a mark make a mailbox key, which a job names: the catalog takes keys of 400. */
const LONGEST_ID = 190

/** An id as text that a text column and an index take: no NUL, no half surrogate, and a hash in place of an absurd length. */
function idText(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string' || value === '') return null
  const clean = value.replaceAll('\0', '').toWellFormed()
  return clean.length <= LONGEST_ID ? clean : `sha256-${sha256(clean)}`
}

/** Unix seconds, as text or number, between 2009 (WhatsApp's first year) and 2100; anything else is no time. */
function instantOf(value: unknown): Date | null {
  const seconds = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value
  if (typeof seconds !== 'number' || !(seconds > 1_230_768_000 && seconds < 4_102_444_800)) return null
  return new Date(seconds * 1000)
}

/** JSON text, or null for what is nested too deep to be written. */
function stringify(value: unknown): string | null {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const shared = (value: Json) => ({ metadata: value.metadata })
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const asObject = (value: unknown): Json => (isObject(value) ? value : {})
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
