import type { RuleView, SandboxRule } from './graph/misbehaviour.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }
export type JsonObject = { readonly [key: string]: Json | undefined }

/** A business phone number as the sandbox's "Meta" knows it. */
export type SandboxNumber = {
  readonly phoneNumberId: string
  /** As people write it (`+57 300 000 0000`) or only digits. */
  readonly displayPhoneNumber: string
  readonly wabaId: string
  readonly accessToken: string
  readonly verifiedName: string
  /** The code that Embedded Signup would hand out for this number; it is good once. */
  readonly signupCode?: string | undefined
  /** False: no webhook leaves until POST /{waba}/subscribed_apps, like a fresh account at Meta. Default true. */
  readonly subscribed?: boolean | undefined
}

export type SandboxOptions = {
  /** 0 (default) takes a free port. */
  readonly port?: number | undefined
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  /** Base of the media addresses in webhooks, when others reach the sandbox under another name. */
  readonly publicUrl?: string | undefined
  readonly appSecret: string
  readonly appId?: string | undefined
  readonly verifyToken?: string | undefined
  readonly webhookUrl?: string | undefined
  readonly numbers: readonly SandboxNumber[]
  /** Milliseconds before each of sent, delivered, read. Default 30. */
  readonly statusDelayMs?: number | undefined
  /** Customers read everything at once. Default false: they read when their phone page shows the message. */
  readonly autoRead?: boolean | undefined
  /** Refuse what is not a template 24 h after the customer's last message. Default true. */
  readonly enforceWindow?: boolean | undefined
  /** Fetch `link` media like Meta does; a failure becomes a failed status 131053. Default true. */
  readonly fetchLinks?: boolean | undefined
  /** Milliseconds before each new try of a webhook that was not answered 200; the last one repeats. */
  readonly retryDelaysMs?: readonly number[] | undefined
  /** Milliseconds until an unanswered webhook counts as failed. Default 10,000. */
  readonly webhookTimeoutMs?: number | undefined
  /** `approve`: templates pass their review by themselves. `manual` (default): until `reviewTemplate` says so. */
  readonly templateReview?: 'approve' | 'manual' | undefined
  readonly now?: (() => Date) | undefined
}

export type Customer = {
  /** Digits, no plus. Absent for people of whom the business only sees a username. */
  readonly waId?: string | undefined
  readonly name?: string | undefined
  /** Business-scoped user id, `CO.123…`. */
  readonly userId?: string | undefined
  readonly parentUserId?: string | undefined
  readonly username?: string | undefined
  /** True: webhooks carry only the user id although the phone page knows the number. */
  readonly hidePhone?: boolean | undefined
}

type MediaAct = { readonly bytes: Uint8Array; readonly mimeType?: string | undefined }
type Caption = { readonly caption?: string | undefined }
/** What a person can do on a phone. */
export type CustomerAct =
  | { readonly type: 'text'; readonly body: string }
  | { readonly type: 'button_reply'; readonly id: string; readonly title?: string | undefined }
  | {
      readonly type: 'list_reply'
      readonly id: string
      readonly title?: string | undefined
      readonly description?: string | undefined
    }
  | { readonly type: 'template_button'; readonly payload: string; readonly text: string }
  | ({ readonly type: 'image' | 'video' } & MediaAct & Caption)
  | ({ readonly type: 'document'; readonly filename: string } & MediaAct & Caption)
  | ({ readonly type: 'audio'; readonly voice?: boolean | undefined } & MediaAct)
  | ({ readonly type: 'sticker'; readonly animated?: boolean | undefined } & MediaAct)
  | {
      readonly type: 'location'
      readonly latitude: number
      readonly longitude: number
      readonly name?: string | undefined
      readonly address?: string | undefined
    }
  /** An undefined emoji takes the reaction away. */
  | { readonly type: 'reaction'; readonly messageId: string; readonly emoji?: string | undefined }
  | { readonly type: 'contacts'; readonly contacts: readonly JsonObject[] }
  | { readonly type: 'edit'; readonly messageId: string; readonly body: string }
  | { readonly type: 'revoke'; readonly messageId: string }
  | { readonly type: 'number_change'; readonly newWaId: string; readonly newUserId?: string | undefined }
  | { readonly type: 'unsupported'; readonly unsupportedType?: string | undefined }
  /** Any message object; from, id and timestamp are added where it lacks them. */
  | { readonly type: 'raw'; readonly message: JsonObject }

type Envelope = {
  /** Default: the first number of the sandbox. */
  readonly phoneNumberId?: string | undefined
  /** wamid of the message that is answered. Taps find theirs by themselves. */
  readonly replyTo?: string | undefined
  /** Given to repeat a message under the same wamid. `id` says the same, except in taps: there it is the button's. */
  readonly wamid?: string | undefined
  readonly id?: string | undefined
  readonly timestamp?: Date | undefined
}
/** `from`: digits, or the whole person. */
export type CustomerMessage = CustomerAct & Envelope & { readonly from: string | Customer }
/** The owner writes from her own phone (coexistence). */
export type OwnerMessage = CustomerAct & Envelope & { readonly to: string | Customer }

export type WebhookAnswer = {
  readonly status?: number | undefined
  readonly body?: string | undefined
  /** Set instead of status: no address, refused, timed out, closed. */
  readonly error?: string | undefined
}
export type Received = { readonly wamid: string; readonly answers: readonly WebhookAnswer[] }

export type SentMessage = {
  readonly phoneNumberId: string
  /** Digits; undefined when it was addressed to a user id only. */
  readonly to: string | undefined
  /** Business-scoped user id it was addressed to. */
  readonly recipient: string | undefined
  readonly wamid: string
  readonly type: string
  readonly body: JsonObject
  readonly acceptedAt: Date
}

/** A message template at Meta, in its words. */
export type SandboxTemplate = {
  readonly id: string
  readonly wabaId: string
  readonly name: string
  readonly language: string
  readonly category: string
  readonly status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'PAUSED' | 'DISABLED'
  readonly reason: string | undefined
  readonly components: Json
}

/** A decision on templates: all of this name unless language or account say which. */
export type TemplateReview = {
  readonly name: string
  readonly event: 'APPROVED' | 'REJECTED' | 'PENDING' | 'PAUSED' | 'DISABLED' | 'FLAGGED' | 'REINSTATED'
  readonly language?: string | undefined
  readonly wabaId?: string | undefined
  readonly reason?: string | undefined
}

/** A request to /messages, refused ones too. `status` is undefined where the connection was dropped. */
export type ApiRequest = {
  readonly phoneNumberId: string
  readonly body: JsonObject
  readonly at: Date
  readonly status: number | undefined
  readonly errorCode: number | undefined
  readonly wamid: string | undefined
}

export type WebhookLogEntry = {
  readonly url: string | undefined
  readonly body: Json
  readonly at: Date
  readonly attempts: readonly WebhookAnswer[]
  readonly delivered: boolean
}

export type TalkStatus = 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed'
/** One bubble of a talk. `content` is the object that Graph names like `type`. */
export type TalkEntry = {
  readonly wamid: string
  readonly from: 'customer' | 'business' | 'owner'
  readonly type: string
  readonly content: Json
  readonly at: string
  readonly status: TalkStatus
  readonly replyTo?: string | undefined
  readonly reactions: { readonly customer?: string | undefined; readonly business?: string | undefined }
  readonly edited: boolean
  readonly revoked: boolean
  readonly error?: { readonly code: number; readonly title: string } | undefined
  readonly mediaId?: string | undefined
  readonly mimeType?: string | undefined
}

export type SandboxEvent =
  | { readonly kind: 'entry'; readonly phoneNumberId: string; readonly customer: Customer; readonly entry: TalkEntry }
  | { readonly kind: 'typing'; readonly phoneNumberId: string; readonly customer: Customer }
  | { readonly kind: 'customer'; readonly customer: Customer }
  | { readonly kind: 'request'; readonly request: ApiRequest }
  | { readonly kind: 'webhook'; readonly webhook: WebhookLogEntry }
  /** A misbehaviour came or went. */
  | { readonly kind: 'rules' }

export type PostOptions = {
  readonly url?: string | undefined
  readonly secret?: string | undefined
  /** The header's whole value; null leaves it out. */
  readonly signature?: string | null | undefined
}

/** A customer bound to one business number: each method does one act and waits for the webhook's first answer. */
export type CustomerPhone = {
  readonly text: (body: string, replyTo?: string) => Promise<Received>
  readonly tapButton: (id: string, title?: string) => Promise<Received>
  readonly pickRow: (id: string, title?: string) => Promise<Received>
  readonly tapTemplateButton: (payload: string, text: string, replyTo?: string) => Promise<Received>
  readonly image: (bytes: Uint8Array, caption?: string, mimeType?: string) => Promise<Received>
  readonly document: (bytes: Uint8Array, filename: string, mimeType?: string, caption?: string) => Promise<Received>
  readonly voice: (bytes: Uint8Array) => Promise<Received>
  readonly sticker: (bytes: Uint8Array) => Promise<Received>
  readonly location: (latitude: number, longitude: number, name?: string) => Promise<Received>
  readonly contact: (name: string, phone: string) => Promise<Received>
  readonly react: (messageId: string, emoji?: string) => Promise<Received>
  readonly edit: (messageId: string, body: string) => Promise<Received>
  readonly revoke: (messageId: string) => Promise<Received>
  readonly changeNumber: (newWaId: string, newUserId?: string) => Promise<Received>
  /** Opens the talk: every unread message of the business gets its read status. */
  readonly read: () => Promise<void>
}

export type Sandbox = {
  readonly url: string
  readonly port: number
  readonly close: () => Promise<void>
  readonly setWebhookUrl: (url: string | undefined) => void
  /** The GET that Meta sends when the callback address is saved. Rejects when the answer is not the challenge. */
  readonly verifyWebhook: () => Promise<void>
  readonly sent: readonly SentMessage[]
  readonly requests: readonly ApiRequest[]
  readonly webhookLog: readonly WebhookLogEntry[]
  readonly templates: readonly SandboxTemplate[]
  /** Decides on a template and sends the webhook; resolves with how many it was. */
  readonly reviewTemplate: (review: TemplateReview) => Promise<number>
  readonly misbehave: (rule: SandboxRule) => () => void
  readonly misbehaviours: () => readonly RuleView[]
  readonly behave: () => void
  readonly receive: (message: CustomerMessage) => Promise<Received>
  readonly ownerWrites: (message: OwnerMessage) => Promise<Received>
  readonly customer: (customer: string | Customer, phoneNumberId?: string) => CustomerPhone
  readonly talk: (customer: string, phoneNumberId?: string) => readonly TalkEntry[]
  readonly postWebhook: (body: Json | Buffer, options?: PostOptions) => Promise<WebhookAnswer>
  readonly events: { readonly subscribe: (listener: (event: SandboxEvent) => void) => () => void }
  /** Resolves with the first truthy result; asked again after every event. Rejects after `timeoutMs` (10,000). */
  readonly until: <T>(probe: () => T | undefined | false | null, timeoutMs?: number) => Promise<T>
}
