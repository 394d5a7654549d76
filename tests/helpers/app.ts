import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestFn } from 'ava'
import { buildApp } from '../../ingress/app.ts'
import type { Endpoint } from '../../ingress/endpoint.ts'
import type { App, Context } from '../../shared/context.ts'
import { withSystem, withTenant } from '../../shared/database.ts'
import { settlePublishing } from '../../shared/outbox/publish.ts'
import { startProcess } from '../../shared/start-process.ts'
import { createClock, type TestClock } from './clock.ts'
import { testConfig } from './config.ts'
import { withDatabase } from './database.ts'

/** The HTTP application of one test file: a real server on a free port, on a database of its own. Valid inside tests. */
export type TestApp = {
  readonly clock: TestClock
  url: string
  app: App
  /** Runs queries as the system, to look at rows or to set them up. */
  asSystem: <T>(work: (context: Context) => Promise<T>) => Promise<T>
  asTenant: <T>(tenantId: string, work: (context: Context) => Promise<T>) => Promise<T>
}

/**
 * Call once at the top of a test file. The queues are BullMQ's Postgres ones unless `overrides` gives a REDIS_URL;
 * `endpoints` stand in for the real ones.
 */
export function withApp(
  test: TestFn,
  overrides: Readonly<Record<string, string>> = {},
  endpoints?: readonly Endpoint[]
): TestApp {
  const database = withDatabase(test)
  const clock = createClock()
  const testApp = { clock } as TestApp
  let close = async () => {}
  test.serial.before('start the web process', async () => {
    const running = await startProcess(testConfig(database.url, overrides), 'test', 0, { now: clock.now })
    const server = createServer(buildApp(running.app, endpoints).callback())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    testApp.app = running.app
    testApp.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    testApp.asSystem = work => withSystem(running.app, 'operator', work)
    testApp.asTenant = (tenantId, work) => withTenant(running.app, tenantId, work)
    close = async () => {
      server.closeAllConnections()
      server.close()
      await settlePublishing(running.app)
      await running.close()
    }
  })
  test.after.always('stop the web process', () => close())
  return testApp
}
