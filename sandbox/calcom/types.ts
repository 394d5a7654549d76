import type { Json, JsonObject } from '../types.ts'

export type CalcomSandboxEventType = {
  readonly id: number
  readonly title: string
  readonly slug: string
  readonly lengthInMinutes: number
  readonly hidden?: boolean | undefined
  /** Any further field of Cal.com's event type: `price`, `seats`, `bookingFields`… */
  readonly more?: JsonObject | undefined
}

/** A person with an account and a key. */
export type CalcomSandboxUser = {
  readonly apiKey: string
  readonly id: number
  readonly username: string
  readonly email: string
  readonly name?: string | undefined
  readonly timeZone?: string | undefined
  readonly organizationId?: number | undefined
  readonly eventTypes?: readonly CalcomSandboxEventType[] | undefined
}

export type CalcomSandboxOptions = {
  /** 0 (default) takes a free port. */
  readonly port?: number | undefined
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  readonly users: readonly CalcomSandboxUser[]
  /** Calls per key and minute; then 429 for the rest of it. Default 120, as at Cal.com. */
  readonly callsPerMinute?: number | undefined
  readonly now?: (() => Date) | undefined
}

export type CalcomSandboxWebhook = {
  readonly id: string
  readonly userId: number
  readonly subscriberUrl: string
  readonly triggers: readonly string[]
  readonly active: boolean
  readonly secret: string | undefined
  readonly payloadTemplate: string | null
}

/** A request as it came, whether it was answered well or not. */
export type CalcomSandboxRequest = {
  readonly method: string
  readonly path: string
  readonly version: string | undefined
  readonly body: Json | undefined
  readonly status: number
}

/** Instead of the right answer: a status with a body, a page of some proxy, or silence until the connection is dropped. */
export type CalcomMisbehaviour = {
  readonly method?: string | undefined
  /** The path as it begins: `/v2/webhooks`. Default: every path. */
  readonly path?: string | undefined
  /** How often; without it, until it is undone. */
  readonly times?: number | undefined
  readonly action:
    | { readonly status: number; readonly body: Json }
    | { readonly html: number }
    | { readonly hang: number }
}

export type CalcomSandbox = {
  readonly url: string
  readonly port: number
  readonly close: () => Promise<void>
  readonly requests: readonly CalcomSandboxRequest[]
  readonly webhooks: () => readonly CalcomSandboxWebhook[]
  /** Returns how to undo it. */
  readonly misbehave: (rule: CalcomMisbehaviour) => () => void
}
