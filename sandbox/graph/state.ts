import { createTalks, type Talks } from '../customers/talks.ts'
import type {
  ApiRequest,
  Customer,
  JsonObject,
  SandboxEvent,
  SandboxNumber,
  SandboxOptions,
  SandboxTemplate,
  SentMessage,
  WebhookLogEntry
} from '../types.ts'
import { digitsOf } from './ids.ts'
import { createRules, type Rules } from './misbehaviour.ts'
import { createTimers, type Timers } from './timers.ts'

export type Callback = { uri: string | undefined }

export type NumberState = {
  readonly config: SandboxNumber
  /** Digits of the display number: what webhooks call `display_phone_number`. */
  readonly digits: string
  readonly callback: Callback
  registered: boolean
  pin: string | undefined
  profile: JsonObject
  /** Delivered service messages per month (`2026-11`), for the free tier. */
  readonly serviceMessages: Map<string, number>
}

export type WabaState = { readonly id: string; readonly callback: Callback; subscribed: boolean }

export type Media = {
  readonly id: string
  readonly phoneNumberId: string
  readonly mimeType: string
  readonly bytes: Buffer
  readonly sha256: Buffer
  readonly filename: string | undefined
  readonly expiresAt: Date
}

export type SentRecord = {
  readonly message: SentMessage
  readonly customer: Customer
  /** The last status webhook of this message that was put on its way; the next one waits for it. */
  tail: Promise<unknown>
  /** True when a misbehaviour keeps every status back. */
  silent: boolean
  read: boolean
  pricing: JsonObject | undefined
}

export type State = {
  readonly options: SandboxOptions
  readonly appId: string
  readonly now: () => Date
  readonly timers: Timers
  readonly rules: Rules
  readonly numbers: ReadonlyMap<string, NumberState>
  readonly wabas: ReadonlyMap<string, WabaState>
  readonly customers: Map<string, Customer>
  readonly talks: Talks
  readonly media: Map<string, Media>
  /** Codes of Embedded Signup that were exchanged. */
  readonly usedCodes: Set<string>
  readonly templates: SandboxTemplate[]
  readonly sent: SentMessage[]
  readonly records: Map<string, SentRecord>
  readonly requests: ApiRequest[]
  readonly webhookLog: WebhookLogEntry[]
  readonly subscribe: (listener: (event: SandboxEvent) => void) => () => void
  readonly publish: (event: SandboxEvent) => void
  webhookUrl: string | undefined
  /** Set once the port is known. */
  baseUrl: string
}

const numberState = (config: SandboxNumber): NumberState => ({
  config,
  digits: digitsOf(config.displayPhoneNumber),
  callback: { uri: undefined },
  registered: true,
  pin: undefined,
  profile: { messaging_product: 'whatsapp', about: 'Hey there! I am using WhatsApp.', vertical: 'OTHER' },
  serviceMessages: new Map()
})

const wabaStates = (numbers: readonly SandboxNumber[]): ReadonlyMap<string, WabaState> => {
  const wabas = new Map<string, WabaState>()
  for (const { wabaId, subscribed = true } of numbers) {
    const known = wabas.get(wabaId)
    if (known === undefined) wabas.set(wabaId, { id: wabaId, callback: { uri: undefined }, subscribed })
    else known.subscribed &&= subscribed
  }
  return wabas
}

/** Everything the sandbox remembers. All of it is in memory and ends with the process. */
export const createState = (options: SandboxOptions): State => {
  const listeners = new Set<(event: SandboxEvent) => void>()
  const publish: State['publish'] = event => {
    for (const listener of [...listeners]) listener(event)
  }
  const rules = createRules()
  rules.onChange(() => publish({ kind: 'rules' }))
  return {
    options,
    appId: options.appId ?? '100000000000001',
    now: options.now ?? (() => new Date()),
    timers: createTimers(),
    rules,
    numbers: new Map(options.numbers.map(config => [config.phoneNumberId, numberState(config)])),
    wabas: wabaStates(options.numbers),
    customers: new Map(),
    talks: createTalks(publish),
    media: new Map(),
    usedCodes: new Set(),
    templates: [],
    sent: [],
    records: new Map(),
    requests: [],
    webhookLog: [],
    subscribe: listener => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    publish,
    webhookUrl: options.webhookUrl,
    baseUrl: ''
  }
}

/** The number with this id, or the first one. Throws for an id the sandbox does not have. */
export const numberOf = (state: State, phoneNumberId?: string): NumberState => {
  const [first] = state.numbers.values()
  const number = phoneNumberId === undefined ? first : state.numbers.get(phoneNumberId)
  if (number === undefined) throw new Error(`the sandbox has no number ${phoneNumberId ?? ''}`)
  return number
}

export const unixSeconds = (date: Date): string => Math.floor(date.getTime() / 1000).toString()
