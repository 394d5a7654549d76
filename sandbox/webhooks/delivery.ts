import type { Gathering } from '../graph/misbehaviour.ts'
import type { State } from '../graph/state.ts'
import type { JsonObject, WebhookAnswer, WebhookLogEntry } from '../types.ts'
import { envelope, type WebhookEvent } from './envelope.ts'
import { postSigned } from './post.ts'

const DEFAULT_RETRY_DELAYS_MS: readonly number[] = [1000, 2000, 5000, 10_000, 30_000, 60_000]
const DEFAULT_WINDOW_MS = 500
/** The log of webhooks keeps this many; a sandbox may run for days. */
const MAX_LOG = 20_000

type Waiting = { readonly event: WebhookEvent; readonly done: (answers: readonly WebhookAnswer[]) => void }

/** Sends one event; resolves with the first answer of each POST it took (none where nobody is subscribed). */
export type Emit = (event: WebhookEvent) => Promise<readonly WebhookAnswer[]>

/** Where Meta sends an event: the number's own address, else the account's, else the app's (docs: webhooks/override). */
const callbackOf = (state: State, event: WebhookEvent): string | undefined => {
  const number = event.phoneNumberId === undefined ? undefined : state.numbers.get(event.phoneNumberId)
  return number?.callback.uri ?? state.wabas.get(event.wabaId)?.callback.uri ?? state.webhookUrl
}

const log = (state: State, entry: WebhookLogEntry, old?: WebhookLogEntry): WebhookLogEntry => {
  const index = old === undefined ? -1 : state.webhookLog.lastIndexOf(old)
  if (index >= 0) state.webhookLog[index] = entry
  else if (old === undefined) state.webhookLog.push(entry)
  if (state.webhookLog.length > MAX_LOG) state.webhookLog.splice(0, MAX_LOG / 10)
  state.publish({ kind: 'webhook', webhook: entry })
  return entry
}

/** Posts until the answer is 200, with growing pauses, and resolves with the first answer. */
const post = async (state: State, body: JsonObject, url: string | undefined): Promise<WebhookAnswer> => {
  const delays = state.options.retryDelaysMs ?? DEFAULT_RETRY_DELAYS_MS
  let entry = log(state, { url, body, at: state.now(), attempts: [], delivered: false })
  const attempt = async (): Promise<WebhookAnswer> => {
    const answer = await postSigned(state, body, { url })
    const attempts = [...entry.attempts, answer]
    entry = log(state, { ...entry, attempts, delivered: answer.status === 200 }, entry)
    return answer
  }
  const again = async (tried: number): Promise<void> => {
    const delay = delays[Math.min(tried, delays.length) - 1]
    if (delay === undefined || !(await state.timers.wait(delay))) return
    if ((await attempt()).status !== 200) await again(tried + 1)
  }
  const first = await attempt()
  if (first.status !== 200 && url !== undefined) again(1).catch(error => console.error(error))
  return first
}

const postWithCopies = (
  state: State,
  events: readonly WebhookEvent[],
  shape: 'changes' | 'value' | undefined
): Promise<readonly WebhookAnswer[]> => {
  const byUrl = new Map<string | undefined, WebhookEvent[]>()
  for (const event of events) {
    const url = callbackOf(state, event)
    byUrl.set(url, [...(byUrl.get(url) ?? []), event])
  }
  const posts = [...byUrl].flatMap(([url, group]) => {
    const body: JsonObject = JSON.parse(JSON.stringify(envelope(group, shape)))
    const copies = 1 + state.rules.copies(group[0]?.phoneNumberId)
    return Array.from({ length: copies }, () => post(state, body, url))
  })
  return Promise.all(posts)
}

/** The way out for every webhook: straight, or gathered first where a misbehaviour asks for it. */
export const createDelivery = (state: State): Emit => {
  let waiting: Waiting[] = []
  let gathering: Gathering | undefined
  let cancelTimer: (() => void) | undefined

  const flush = async (): Promise<void> => {
    cancelTimer?.()
    const group = waiting
    const how = gathering
    waiting = []
    gathering = undefined
    if (group.length === 0 || how === undefined) return
    how.use()
    if (how.kind === 'batch') {
      const answers = await postWithCopies(
        state,
        group.map(item => item.event),
        how.shape
      )
      for (const item of group) item.done(answers)
      return
    }
    // One after the other, so that the order of arrival is the reversed one and not a race.
    for (const item of group.reverse()) item.done(await postWithCopies(state, [item.event], undefined))
  }
  const flushNow = (): void => {
    flush().catch(error => console.error(error))
  }
  state.rules.onChange(() => {
    if (gathering?.stands() === false) flushNow()
  })

  return event => {
    if (state.wabas.get(event.wabaId)?.subscribed !== true) return Promise.resolve([])
    const how = gathering ?? state.rules.gathering(event.phoneNumberId)
    if (how === undefined) return postWithCopies(state, [event], undefined)
    return new Promise(resolve => {
      gathering = how
      waiting.push({ event, done: resolve })
      if (waiting.length >= how.n) flushNow()
      else if (waiting.length === 1) cancelTimer = state.timers.later(how.windowMs ?? DEFAULT_WINDOW_MS, flushNow)
    })
  }
}
