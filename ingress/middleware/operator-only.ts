import type { Middleware } from 'koa'
import type { App } from '../../shared/context.ts'
import { equalInConstantTime } from '../../shared/crypto.ts'
import { DomainError } from '../../shared/domain/errors.ts'

/**
 * HTTP Basic login of the operator (user `operator`). The board has no token against forged requests, so anything that
 * changes a queue must also come from a page of this very host.
 */
export function operatorOnly(app: App, paths: readonly string[]): Middleware {
  return async (ctx, next) => {
    // the router takes paths in any case, so must this
    const asked = ctx.path.toLowerCase()
    if (!paths.some(path => asked === path || asked.startsWith(`${path}/`))) return await next()
    const [scheme, encoded] = (ctx.get('Authorization') || ' ').split(' ')
    const given = scheme?.toLowerCase() === 'basic' ? Buffer.from(encoded ?? '', 'base64').toString('utf8') : ''
    if (!equalInConstantTime(given, `operator:${app.config.OPERATOR_PASSWORD}`)) {
      ctx.set('WWW-Authenticate', 'Basic realm="Cuadra operator", charset="UTF-8"')
      throw new DomainError('unauthorized', 'This page is for the operator')
    }
    if (!['GET', 'HEAD'].includes(ctx.method) && !isSameOrigin(ctx.get('Origin'), ctx.host, ctx.get('Sec-Fetch-Site')))
      throw new DomainError('forbidden', 'Changes are accepted from the board itself only')
    await next()
  }
}

/** Browsers send Origin and Sec-Fetch-Site with every change; a client without them is not a browser and not forgeable. */
function isSameOrigin(origin: string, host: string, site: string): boolean {
  if (site && site !== 'same-origin' && site !== 'none') return false
  if (!origin) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
