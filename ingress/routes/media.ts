import Router from '@koa/router'
import type { App } from '../../shared/context.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import { mimeTypeOfKey } from '../../shared/file-kind.ts'
import { readToken } from '../../shared/signed-token.ts'

/**
 * `GET /api/v1/media/{token}`: a stored file, for whoever has a link that is still good. The browser must take it for what we
 * say it is and run nothing of it; pages of the owner's app on other origins may show it.
 */
export function mediaRoutes(app: App): Router {
  const router = new Router({ prefix: '/api/v1/media' })
  router.get('/:token', async ctx => {
    const claims = readToken(app.config.JWT_SECRET, 'media', String(ctx.params.token), app.now())
    const key = typeof claims?.key === 'string' ? claims.key : null
    const file = key === null ? null : await app.storage.openFile(key)
    if (key === null || !file) throw new DomainError('not_found', 'This link is not good, or no longer')
    ctx.set('X-Content-Type-Options', 'nosniff')
    ctx.set('Content-Security-Policy', "default-src 'none'; sandbox")
    ctx.set('Cross-Origin-Resource-Policy', 'cross-origin')
    ctx.set('Content-Disposition', 'inline')
    ctx.set('Cache-Control', 'private, no-store')
    ctx.type = mimeTypeOfKey(key)
    ctx.length = file.size
    ctx.body = file.stream
  })
  return router
}
