import type { Middleware } from 'koa'
import type { App } from '../../shared/context.ts'

/** One line and one measurement per request. The path is logged by its route: ids and tokens in it stay out. */
export function requestLog(app: App): Middleware {
  return async (ctx, next) => {
    const started = performance.now()
    ctx.state.requestId = app.newId()
    ctx.set('X-Request-Id', ctx.state.requestId)
    try {
      await next()
    } finally {
      const ms = performance.now() - started
      const route = typeof ctx._matchedRoute === 'string' ? ctx._matchedRoute : 'none'
      const labels = { method: ctx.method, route, status: String(ctx.status) }
      app.metrics.requestSeconds.observe(labels, ms / 1000)
      app.log.info({ request_id: ctx.state.requestId, ...labels, ms: Math.round(ms) }, 'request')
    }
  }
}
