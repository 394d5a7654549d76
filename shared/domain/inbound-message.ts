/** Who wrote, as far as Meta says. Any of it may be missing: people with usernames show no number. */
export type Person = Readonly<{
  /** E.164 with +. */
  phone: string | null
  /** Business-scoped user id: `CO.1047…`, stable per person and business portfolio. */
  bsuid: string | null
  parentBsuid: string | null
  name: string | null
}>

/** A message as our rows hold it. */
export type MessageContent = Readonly<{
  wamid: string | null
  type: string
  text: string | null
  /** The wamid to which this message answers, or which it edits or takes back. */
  contextRef: string | null
  mediaMimeType: string | null
  /** Meta's object of this message, kept whole as JSON text. */
  payload: string
}>

type Json = Record<string, unknown>

const LONGEST_TEXT = 8000

/** Types to which the business is expected to answer. The others are stored and shown: nobody waits for an answer to them. */
const ANSWERED = new Set(
  'text button interactive image video audio document location contacts order edit request_welcome'.split(' ')
)
const TAPS = new Set(['button', 'interactive'])

export const wantsAnswer = (content: Pick<MessageContent, 'type' | 'text' | 'payload'>): boolean =>
  ANSWERED.has(content.type) && !(content.type === 'interactive' && content.text === null)

/** A tap is complete in itself: nobody taps in fragments, so its turn does not wait for more. */
export const isTap = (type: string): boolean => TAPS.has(type)

/** Reads one `messages[]` or `message_echoes[]` element of Meta. Never throws: what is missing or odd becomes null. */
export function readContent(message: unknown): MessageContent {
  const source = asObject(message)
  const type = cleanText(source.type, 40) ?? 'unknown'
  const body = asObject(source[type])
  return {
    wamid: cleanText(source.id, 200),
    type,
    text: textOf(type, source, body),
    contextRef: cleanText(body.original_message_id ?? body.message_id ?? asObject(source.context).id, 200),
    mediaMimeType: cleanText(body.mime_type, 200),
    payload: JSON.stringify(message ?? null)
  }
}

function textOf(type: string, source: Json, body: Json): string | null {
  if (type === 'text') return cleanText(body.body)
  if (type === 'button') return cleanText(body.text)
  if (type === 'reaction') return cleanText(body.emoji)
  if (type === 'system') return cleanText(body.body)
  if (type === 'location') return cleanText(body.name ?? body.address)
  if (type === 'order') return cleanText(body.text)
  if (type === 'edit') return editedText(asObject(body.message))
  if (type === 'interactive') {
    const reply = asObject(body.button_reply ?? body.list_reply ?? body.nfm_reply ?? body.call_permission_reply)
    return cleanText(reply.title ?? reply.body ?? reply.response)
  }
  return cleanText(body.caption ?? asObject(source.document).filename)
}

/** The new text of an edited message. Meta edits no edits: one inside another says nothing. */
function editedText(message: Json): string | null {
  const type = cleanText(message.type, 40) ?? 'unknown'
  return type === 'edit' ? null : textOf(type, message, asObject(message[type]))
}

/** The sender of a `messages[]` element, with the contact that Meta put beside it. */
export function readSender(message: unknown, contact: unknown): Person {
  const { from, from_user_id, from_parent_user_id } = asObject(message)
  return readPerson(from, from_user_id, from_parent_user_id, contact)
}

/** The customer to whom the owner wrote from her phone: an echo's `to`. */
export function readRecipient(echo: unknown, contact: unknown): Person {
  const { to, to_user_id, to_parent_user_id } = asObject(echo)
  return readPerson(to, to_user_id, to_parent_user_id, contact)
}

function readPerson(number: unknown, userId: unknown, parentId: unknown, contact: unknown): Person {
  const card = asObject(contact)
  return {
    phone: toPhone(number) ?? toPhone(card.wa_id),
    bsuid: cleanText(userId || card.user_id, 200),
    parentBsuid: cleanText(parentId || card.parent_user_id, 200),
    name: cleanText(asObject(card.profile).name, 200)
  }
}

/** `573001234567` → `+573001234567`; null for what cannot be a number of ITU E.164. */
export function toPhone(value: unknown): string | null {
  const digits = typeof value === 'string' || typeof value === 'number' ? String(value).replace(/^\+/, '') : ''
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null
}

/** Text that Postgres and Meta take: no NUL, no half surrogate, not endless; null when nothing is left. */
export function cleanText(value: unknown, longest = LONGEST_TEXT): string | null {
  if (typeof value !== 'string') return null
  const clean = value.replaceAll('\0', '').toWellFormed().trim()
  return clean === '' ? null : clean.slice(0, longest).toWellFormed()
}

const DAY_MS = 86_400_000
const REDELIVERY_MS = 8 * DAY_MS
const CLOCK_SKEW_MS = 3_600_000

/**
 * The instant at which a message was written: Meta's, unless it cannot be true. Meta delivers again for up to seven days
 * (its webhook overview), so an older stamp, or one from the future, gives way to the time of arrival.
 */
export function believableInstant(stated: Date, received: Date): Date {
  const age = received.getTime() - stated.getTime()
  if (age > REDELIVERY_MS || age < -CLOCK_SKEW_MS) return received
  return age < 0 ? received : stated
}

/** Meta's window for free-form replies: 24 h from the customer's last message. */
export const windowEnd = (instant: Date): Date => new Date(instant.getTime() + DAY_MS)

export const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
