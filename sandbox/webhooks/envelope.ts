import type { Json, JsonObject } from '../types.ts'

/** One thing that happened, with the whole `value` Meta would send for it. */
export type WebhookEvent = {
  readonly wabaId: string
  readonly phoneNumberId: string | undefined
  readonly field: string
  readonly value: JsonObject
}

type Change = { readonly value: JsonObject; readonly field: string }

/**
 * The body for one or more events: one entry per account, one change per event (`changes`), or the events of one
 * number and field merged into one value (`value`). Meta sends both forms.
 */
export const envelope = (events: readonly WebhookEvent[], shape: 'changes' | 'value' = 'changes'): JsonObject => {
  const entries = new Map<string, Change[]>()
  for (const event of shape === 'value' ? mergeValues(events) : events) {
    const changes = entries.get(event.wabaId) ?? []
    changes.push({ value: event.value, field: event.field })
    entries.set(event.wabaId, changes)
  }
  return {
    object: 'whatsapp_business_account',
    entry: [...entries].map(([id, changes]) => ({ id, changes }))
  }
}

const mergeValues = (events: readonly WebhookEvent[]): readonly WebhookEvent[] => {
  const merged = new Map<string, WebhookEvent>()
  for (const event of events) {
    const key = `${event.wabaId}:${event.phoneNumberId ?? ''}:${event.field}`
    const earlier = merged.get(key)
    merged.set(key, earlier === undefined ? event : { ...earlier, value: mergeLists(earlier.value, event.value) })
  }
  return [...merged.values()]
}

const mergeLists = (a: JsonObject, b: JsonObject): JsonObject => {
  const value: Record<string, Json | undefined> = { ...a }
  for (const [key, added] of Object.entries(b)) {
    const had = value[key]
    if (!Array.isArray(had) || !Array.isArray(added)) value[key] ??= added
    else if (key !== 'contacts') value[key] = [...had, ...added]
    else value[key] = [...had, ...added.filter(item => !had.some(known => same(known, item)))]
  }
  return value
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
