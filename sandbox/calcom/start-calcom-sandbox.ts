import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { calcomBehaviour } from './routes.ts'
import { addRule, createCalcomState } from './state.ts'
import type { CalcomSandbox, CalcomSandboxOptions } from './types.ts'

/**
 * Starts a stand-in for Cal.com's API v2: who am I, event types, webhooks. Everything is in memory. Rejects when the port
 * is taken.
 */
export const startCalcomSandbox = async (options: CalcomSandboxOptions): Promise<CalcomSandbox> => {
  const state = createCalcomState(options)
  const app = new Koa()
  app.on('error', error => console.error(error))
  app.use(calcomBehaviour(state))
  const host = options.host ?? '127.0.0.1'
  const server = createServer(app.callback())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`,
    port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
    requests: state.requests,
    webhooks: () => [...state.webhooks.values()],
    misbehave: rule => addRule(state, rule)
  }
}
