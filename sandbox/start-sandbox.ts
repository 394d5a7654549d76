import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa, { type Middleware } from 'koa'
import { controlRoutes } from './control-routes.ts'
import { customerPhone } from './customers/customer-phone.ts'
import { knowCustomer } from './customers/people.ts'
import { ownerWrites, receive } from './customers/receive.ts'
import { graphRoutes } from './graph/graph-routes.ts'
import { createState, numberOf, type State } from './graph/state.ts'
import { markRead } from './graph/statuses.ts'
import { reviewTemplate } from './graph/template-node.ts'
import { verifyCallback } from './graph/verify-callback.ts'
import { phoneRoutes } from './phone/phone-routes.ts'
import { staticFiles } from './phone/static-files.ts'
import type { CustomerMessage, OwnerMessage, Sandbox, SandboxOptions } from './types.ts'
import { createDelivery, type Emit } from './webhooks/delivery.ts'
import { postSigned } from './webhooks/post.ts'

const DEFAULT_UNTIL_MS = 10_000

const jsonErrors: Middleware = async (ctx, next) => {
  try {
    await next()
    if (ctx.status === 404 && ctx.body == null && ctx.respond !== false) ctx.throw(404)
  } catch (error) {
    const { status = 500, expose = false, message } = error as { status?: number; expose?: boolean; message: string }
    ctx.status = status
    ctx.body = { error: expose ? message : 'sandbox error' }
    if (status >= 500) console.error(error)
  }
}

/** A page that is closed or a client that gives up is no error here. */
const GONE: ReadonlySet<string | undefined> = new Set([
  'ERR_STREAM_PREMATURE_CLOSE',
  'ECONNRESET',
  'EPIPE',
  'ABORT_ERR'
])

const createApp = (state: State, emit: Emit): Koa => {
  const deps = {
    state,
    receive: (message: CustomerMessage) => receive(state, emit, message),
    ownerWrites: (message: OwnerMessage) => ownerWrites(state, emit, message),
    markRead: (customer: Parameters<typeof markRead>[2], phoneNumberId: string | undefined) =>
      markRead(state, emit, customer, phoneNumberId)
  }
  const app = new Koa()
  app.on('error', (error: NodeJS.ErrnoException) => {
    if (!GONE.has(error.code)) console.error(error)
  })
  app.use(jsonErrors)
  app.use(graphRoutes(state, emit))
  app.use(controlRoutes(state, review => reviewTemplate(state, emit, review)).routes())
  app.use(phoneRoutes(deps).routes())
  app.use(staticFiles())
  return app
}

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })

const closeServer = (state: State, server: Server): Promise<void> => {
  state.timers.close()
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** Waits for something that is seen through the sandbox: asks after every event, never by the clock. */
const untilOf =
  (state: State): Sandbox['until'] =>
  (probe, timeoutMs = DEFAULT_UNTIL_MS) =>
    new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer)
        unsubscribe()
        finish()
      }
      const look = (): void => {
        try {
          const found = probe()
          if (found) settle(() => resolve(found))
        } catch (error) {
          settle(() => reject(error))
        }
      }
      const timer = setTimeout(
        () => settle(() => reject(new Error(`nothing came to the sandbox in ${timeoutMs} ms`))),
        timeoutMs
      )
      const unsubscribe = state.subscribe(look)
      look()
    })

const verifyWebhook = async (state: State): Promise<void> => {
  if (state.webhookUrl === undefined) throw new Error('the sandbox has no webhook address')
  const refused = await verifyCallback(state, state.webhookUrl, state.options.verifyToken ?? '')
  if (refused !== undefined) throw new Error(JSON.stringify(refused.body))
}

/**
 * Starts a stand-in for Meta's Graph API (WhatsApp Cloud API) with a phone page at `/`. Everything is in memory.
 * Rejects when the port is taken.
 */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const state = createState(options)
  const emit = createDelivery(state)
  const host = options.host ?? '127.0.0.1'
  const server = createServer(createApp(state, emit).callback())
  const port = await listen(server, options.port ?? 0, host)
  const url = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`
  state.baseUrl = options.publicUrl ?? url
  const phoneDeps = {
    receive: (message: CustomerMessage) => receive(state, emit, message),
    markRead: (customer: Parameters<typeof markRead>[2], phoneNumberId: string | undefined) =>
      markRead(state, emit, customer, phoneNumberId)
  }
  return {
    url,
    port,
    close: () => closeServer(state, server),
    setWebhookUrl: webhookUrl => {
      state.webhookUrl = webhookUrl
    },
    verifyWebhook: () => verifyWebhook(state),
    sent: state.sent,
    requests: state.requests,
    webhookLog: state.webhookLog,
    templates: state.templates,
    reviewTemplate: review => reviewTemplate(state, emit, review),
    misbehave: rule => state.rules.add(rule),
    misbehaviours: () => state.rules.list(),
    behave: () => state.rules.clear(),
    receive: phoneDeps.receive,
    ownerWrites: message => ownerWrites(state, emit, message),
    customer: (customer, phoneNumberId) => customerPhone(phoneDeps, customer, phoneNumberId),
    talk: (customer, phoneNumberId) =>
      state.talks.entries(numberOf(state, phoneNumberId).config.phoneNumberId, knowCustomer(state, customer)),
    postWebhook: (body, postOptions) => postSigned(state, body, postOptions),
    events: { subscribe: state.subscribe },
    until: untilOf(state)
  }
}
