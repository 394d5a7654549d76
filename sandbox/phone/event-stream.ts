import { PassThrough } from 'node:stream'
import type { Context } from 'koa'
import { keyOf } from '../customers/talks.ts'
import type { State } from '../graph/state.ts'
import type { Json, SandboxEvent } from '../types.ts'

/** Keeps proxies from closing a silent stream. */
const HEARTBEAT_MS = 15_000

/** An event as the page needs it; undefined when it is not for this phone. */
const shown = (event: SandboxEvent, phone: string | undefined): object | undefined => {
  switch (event.kind) {
    case 'rules':
      return event
    case 'entry':
    case 'typing':
    case 'customer': {
      const mine = phone === undefined || keyOf(event.customer) === phone || event.customer.userId === phone
      return mine ? event : undefined
    }
    case 'request': {
      const { status, errorCode, body, at } = event.request
      const type = body.status === undefined ? (body.type ?? 'text') : body.typing_indicator ? 'typing' : 'read'
      return { kind: 'request', status, errorCode, type, at }
    }
    case 'webhook': {
      const { body, attempts, delivered, at } = event.webhook
      const last = attempts.at(-1)
      if (last === undefined) return undefined
      return {
        kind: 'webhook',
        what: summary(body),
        tries: attempts.length,
        status: last.status,
        error: last.error,
        delivered,
        at
      }
    }
  }
}

/** What a webhook carries, in a few words: `sent`, `message text`, `echo`… */
const summary = (body: Json): string => {
  const words: string[] = []
  const walk = (value: Json | undefined, key: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, key)
      return
    }
    if (typeof value !== 'object' || value === null) return
    const item = value as Readonly<Record<string, Json>>
    if (key === 'statuses') words.push(String(item.status))
    else if (key === 'messages') words.push(`mensaje ${String(item.type)}`)
    else if (key === 'message_echoes') words.push(`eco ${String(item.type)}`)
    else for (const [name, child] of Object.entries(item)) walk(child, name)
  }
  walk(body, '')
  return words.join(', ')
}

/** GET /phone/events?phone=: server-sent events of one phone, or of all when none is named. */
export const eventStream = (state: State, ctx: Context): void => {
  const phone = typeof ctx.query.phone === 'string' && ctx.query.phone !== '' ? ctx.query.phone : undefined
  const stream = new PassThrough()
  const unsubscribe = state.subscribe(event => {
    const data = shown(event, phone)
    if (data !== undefined) stream.write(`data: ${JSON.stringify(data)}\n\n`)
  })
  const heartbeat = setInterval(() => stream.write(': \n\n'), HEARTBEAT_MS)
  const end = (): void => {
    clearInterval(heartbeat)
    unsubscribe()
    stream.end()
  }
  ctx.req.once('close', end)
  state.timers.signal.addEventListener('abort', end, { once: true })
  stream.write('retry: 1000\n\n')
  ctx.type = 'text/event-stream'
  ctx.set('Cache-Control', 'no-cache')
  ctx.set('X-Accel-Buffering', 'no')
  ctx.body = stream
}
