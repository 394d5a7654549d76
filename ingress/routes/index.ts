import type Router from '@koa/router'
import type { App } from '../../shared/context.ts'
import type { Endpoint } from '../endpoint.ts'
import { apiRouter } from '../mount.ts'
import { createReceiver } from '../receiver.ts'
import { calcomWebhookRoutes } from './calcom-webhooks.ts'
import { docsRoutes } from './docs.ts'
import { healthRoutes } from './health.ts'
import { mediaRoutes } from './media.ts'
import { metricsRoutes } from './metrics.ts'
import { webhookRoutes } from './webhooks.ts'

/** Every router, in one place: what is not listed here is not reachable. */
export const routers = (app: App, endpoints: readonly Endpoint[]): Router[] => {
  const receiver = createReceiver(app)
  return [
    healthRoutes(app),
    metricsRoutes(app),
    webhookRoutes(app, receiver),
    calcomWebhookRoutes(app, receiver),
    mediaRoutes(app),
    docsRoutes(endpoints),
    apiRouter(app, endpoints)
  ]
}
