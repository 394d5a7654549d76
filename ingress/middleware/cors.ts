import type { Middleware } from 'koa'

const HEADERS = 'Authorization, Content-Type, Idempotency-Key, Upload-Token'
const EXPOSED = 'Idempotent-Replayed, Retry-After, X-Request-Id'
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'
/** A browser asks again after this many seconds. */
const MAX_AGE = '600'

/**
 * Cross-origin requests from the origins in `list` (comma-separated; none by default). Tokens travel in a header, never in
 * a cookie, so credentials are not allowed. Source: Fetch standard, 3.2.
 */
export function cors(list: string): Middleware {
  const origins = new Set(list.split(',').filter(Boolean))
  return async (ctx, next) => {
    if (origins.size === 0) return await next()
    ctx.vary('Origin')
    const origin = ctx.get('Origin')
    if (!origins.has(origin)) return await next()
    ctx.set('Access-Control-Allow-Origin', origin)
    ctx.set('Access-Control-Expose-Headers', EXPOSED)
    if (ctx.method !== 'OPTIONS' || ctx.get('Access-Control-Request-Method') === '') return await next()
    ctx.set('Access-Control-Allow-Methods', METHODS)
    ctx.set('Access-Control-Allow-Headers', HEADERS)
    ctx.set('Access-Control-Max-Age', MAX_AGE)
    ctx.status = 204
  }
}
