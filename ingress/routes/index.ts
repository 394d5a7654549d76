import type Router from '@koa/router'
import type { App } from '../../shared/context.ts'
import { healthRoutes } from './health.ts'
import { metricsRoutes } from './metrics.ts'
import { webhookRoutes } from './webhooks.ts'

/** Every router, in one place: what is not listed here is not reachable. */
export const routers = (app: App): Router[] => [healthRoutes(app), metricsRoutes(app), webhookRoutes(app)]
