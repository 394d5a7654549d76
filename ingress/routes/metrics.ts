import Router from '@koa/router'
import type { App } from '../../shared/context.ts'
import { collectQueueDepths } from '../../shared/queues/depths.ts'
import { collectBacklog } from '../../shared/use-cases/collect-backlog.ts'

/** `/metrics` in Prometheus' text format: this process, every queue's depth and oldest job, and what the rows wait for. */
export function metricsRoutes(app: App): Router {
  const router = new Router()
  router.get('/metrics', async ctx => {
    const results = await Promise.allSettled([collectQueueDepths(app), collectBacklog(app)])
    for (const result of results)
      if (result.status === 'rejected') app.log.warn({ err: result.reason }, 'some metrics could not be collected')
    ctx.type = app.metrics.registry.contentType
    ctx.body = await app.metrics.registry.metrics()
  })
  return router
}
