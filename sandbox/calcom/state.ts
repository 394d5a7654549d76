import type { Json } from '../types.ts'
import type {
  CalcomMisbehaviour,
  CalcomSandboxOptions,
  CalcomSandboxRequest,
  CalcomSandboxUser,
  CalcomSandboxWebhook
} from './types.ts'

type Held = { readonly rule: CalcomMisbehaviour; used: number }

export type CalcomState = {
  readonly options: CalcomSandboxOptions
  readonly now: () => Date
  readonly webhooks: Map<string, CalcomSandboxWebhook>
  readonly requests: CalcomSandboxRequest[]
  readonly calls: Map<string, { from: number; count: number }>
  readonly rules: Set<Held>
}

const MINUTE = 60_000

export const createCalcomState = (options: CalcomSandboxOptions): CalcomState => ({
  options,
  now: options.now ?? (() => new Date()),
  webhooks: new Map(),
  requests: [],
  calls: new Map(),
  rules: new Set()
})

export const userOf = (state: CalcomState, apiKey: string): CalcomSandboxUser | undefined =>
  state.options.users.find(user => user.apiKey === apiKey)

/** Counts a call of this key. `reset`: seconds until the count begins again. */
export const countCall = (state: CalcomState, key: string): { limit: number; left: number; reset: number } => {
  const limit = state.options.callsPerMinute ?? 120
  const now = state.now().getTime()
  const known = state.calls.get(key)
  const window = known !== undefined && now - known.from < MINUTE ? known : { from: now, count: 0 }
  window.count += 1
  state.calls.set(key, window)
  return { limit, left: limit - window.count, reset: Math.ceil((window.from + MINUTE - now) / 1000) }
}

/** The misbehaviour for a request, if there is one. Counts: call once per request. */
export const ruleFor = (state: CalcomState, method: string, path: string): CalcomMisbehaviour['action'] | undefined => {
  for (const held of state.rules) {
    const { rule } = held
    if (rule.method !== undefined && rule.method !== method) continue
    if (rule.path !== undefined && !path.startsWith(rule.path)) continue
    held.used += 1
    if (rule.times !== undefined && held.used >= rule.times) state.rules.delete(held)
    return rule.action
  }
  return undefined
}

export const addRule = (state: CalcomState, rule: CalcomMisbehaviour): (() => void) => {
  const held = { rule, used: 0 }
  state.rules.add(held)
  return () => {
    state.rules.delete(held)
  }
}

export const success = (data: Json): Json => ({ status: 'success', data })
