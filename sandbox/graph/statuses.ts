import { knowCustomer } from '../customers/people.ts'
import { keyOf } from '../customers/talks.ts'
import type { Customer, Json, JsonObject, SentMessage } from '../types.ts'
import type { Emit } from '../webhooks/delivery.ts'
import { numberEvent } from '../webhooks/values.ts'
import { errorTitle, webhookError } from './graph-error.ts'
import type { StatusFault } from './misbehaviour.ts'
import { numberOf, type SentRecord, type State, unixSeconds } from './state.ts'

export type Status = 'sent' | 'delivered' | 'read' | 'played' | 'failed'

const DEFAULT_DELAY_MS = 30
/** Delivered service messages per number and month that cost nothing (since October 2026). */
const FREE_SERVICE_MESSAGES = 1000

/** `pricing` as of v26: on sent and delivered, per message, no conversation object. One price per message. */
const pricingOf = (state: State, record: SentRecord, status: Status): JsonObject | undefined => {
  if (status !== 'sent' && status !== 'delivered') return undefined
  record.pricing ??= priceOf(state, record.message)
  return record.pricing
}

const priceOf = (state: State, { type, phoneNumberId }: SentMessage): JsonObject => {
  if (type === 'template') return { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' }
  const { serviceMessages } = numberOf(state, phoneNumberId)
  const month = state.now().toISOString().slice(0, 7)
  const used = (serviceMessages.get(month) ?? 0) + 1
  serviceMessages.set(month, used)
  const free = used <= FREE_SERVICE_MESSAGES
  return {
    billable: !free,
    pricing_model: 'PMP',
    type: free ? 'free_customer_service' : 'regular',
    category: 'service'
  }
}

const statusItem = (state: State, record: SentRecord, status: Status, code: number | undefined): Json => {
  const { message, customer } = record
  return {
    id: message.wamid,
    status,
    timestamp: unixSeconds(state.now()),
    recipient_id: customer.hidePhone === true ? undefined : customer.waId,
    recipient_user_id: customer.userId,
    biz_opaque_callback_data: message.body.biz_opaque_callback_data,
    pricing: pricingOf(state, record, status),
    errors: code === undefined ? undefined : [webhookError(code)]
  }
}

/** One status webhook. A failed one carries no contacts, as at Meta. */
export const emitStatus = async (
  state: State,
  emit: Emit,
  record: SentRecord,
  status: Status,
  code?: number
): Promise<void> => {
  const { message, customer } = record
  if (status === 'read') record.read = true
  const error = code === undefined ? undefined : { code, title: errorTitle(code) }
  state.talks.setStatus(message.wamid, status, error)
  const number = numberOf(state, message.phoneNumberId)
  const item = statusItem(state, record, status, code)
  await emit(numberEvent(number, 'messages', 'statuses', [item], status === 'failed' ? undefined : customer))
}

type Step = { readonly status: Status; readonly code?: number | undefined }

/** The statuses that a message will get, in the order in which they leave. */
const stepsOf = (state: State, record: SentRecord, fault: StatusFault | undefined): readonly Step[] => {
  if (fault === 'none') return []
  if (typeof fault === 'object') return [{ status: 'failed', code: fault.failed }]
  const autoRead = state.options.autoRead === true
  // A reaction only yields `sent` (docs: messages/reaction-messages).
  const full: readonly Status[] = autoRead ? ['sent', 'delivered', 'read'] : ['sent', 'delivered']
  const steps = (record.message.type === 'reaction' ? full.slice(0, 1) : full).map(status => ({ status }))
  if (fault === 'reorder') return steps.toReversed()
  if (fault === 'duplicate') return steps.flatMap(step => [step, step])
  return steps
}

const runSteps = async (state: State, emit: Emit, record: SentRecord, steps: readonly Step[]): Promise<void> => {
  for (const { status, code } of steps) {
    if (!(await state.timers.wait(state.options.statusDelayMs ?? DEFAULT_DELAY_MS))) return
    await emitStatus(state, emit, record, status, code)
  }
}

/**
 * Puts the statuses of an accepted message on their way, one after the other. `before` may fail the message first
 * (media that cannot be fetched). With fault `early` it resolves after `sent` was answered; else at once.
 */
export const startStatuses = async (
  state: State,
  emit: Emit,
  record: SentRecord,
  fault: StatusFault | undefined,
  before: () => Promise<number | undefined>
): Promise<void> => {
  record.silent = fault === 'none'
  if (fault === 'early') await emitStatus(state, emit, record, 'sent')
  const rest = async (): Promise<void> => {
    const code = await before()
    const steps = stepsOf(state, record, code === undefined ? fault : { failed: code })
    await runSteps(state, emit, record, fault === 'early' && code === undefined ? steps.slice(1) : steps)
  }
  record.tail = rest().catch(error => console.error(error))
}

/** The customer opens the talk: read statuses for every message that she had not read. Resolves when they are out. */
export const markRead = async (
  state: State,
  emit: Emit,
  person: string | Customer,
  phoneNumberId?: string
): Promise<void> => {
  const customer = knowCustomer(state, person)
  const number = numberOf(state, phoneNumberId)
  const unread: SentRecord[] = []
  for (const { wamid } of state.talks.entries(number.config.phoneNumberId, customer)) {
    const record = state.records.get(wamid)
    if (record === undefined || record.read || record.silent || keyOf(customer) === '') continue
    record.read = true
    unread.push(record)
  }
  await Promise.all(unread.map(record => readAfter(state, emit, record)))
}

const readAfter = (state: State, emit: Emit, record: SentRecord): Promise<unknown> => {
  record.tail = record.tail.then(async () => {
    const failed = state.talks.find(record.message.wamid)?.entry.status === 'failed'
    if (!failed && !state.timers.signal.aborted) await emitStatus(state, emit, record, 'read')
  })
  return record.tail
}
