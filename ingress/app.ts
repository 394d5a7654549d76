import Koa from 'koa'
import helmet from 'koa-helmet'
import type { App } from '../shared/context.ts'
import { BOARD_PATH, operatorBoard } from './board.ts'
import { catchErrors } from './middleware/catch-errors.ts'
import { operatorOnly } from './middleware/operator-only.ts'
import { requestLog } from './middleware/request-log.ts'
import { routers } from './routes/index.ts'

/** Builds the HTTP application: middleware in order, then the routes. It does not listen. */
export function buildApp(app: App): Koa {
  const koa = new Koa({ proxy: app.config.TRUST_PROXY > 0, maxIpsCount: app.config.TRUST_PROXY })
  koa.on('error', error => app.log.warn({ err: error }, 'a connection broke'))
  koa.use(requestLog(app))
  koa.use(catchErrors(app))
  koa.use(helmet())
  koa.use(operatorOnly(app, [BOARD_PATH, '/metrics']))
  koa.use(operatorBoard(app))
  for (const router of routers(app)) koa.use(router.routes()).use(router.allowedMethods())
  return koa
}
