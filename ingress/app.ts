import Koa from 'koa'
import helmet from 'koa-helmet'
import type { App } from '../shared/context.ts'
import { BOARD_PATH, operatorBoard } from './board.ts'
import { checkProblems } from './check-answer.ts'
import type { Endpoint } from './endpoint.ts'
import { catchErrors } from './middleware/catch-errors.ts'
import { cors } from './middleware/cors.ts'
import { operatorOnly } from './middleware/operator-only.ts'
import { requestLog } from './middleware/request-log.ts'
import { endpoints as allEndpoints } from './routes/endpoints.ts'
import { routers } from './routes/index.ts'

/** Builds the HTTP application: middleware in order, then the routes. It does not listen. */
export function buildApp(app: App, endpoints: readonly Endpoint[] = allEndpoints): Koa {
  const koa = new Koa({ proxy: app.config.TRUST_PROXY > 0, maxIpsCount: app.config.TRUST_PROXY })
  koa.on('error', error => app.log.warn({ err: error }, 'a connection broke'))
  koa.use(requestLog(app))
  if (app.config.NODE_ENV === 'test') koa.use(checkProblems)
  koa.use(cors(app.config.CORS_ORIGINS))
  koa.use(catchErrors(app))
  koa.use(helmet())
  koa.use(operatorOnly(app, [BOARD_PATH, '/metrics']))
  koa.use(operatorBoard(app))
  for (const router of routers(app, endpoints)) koa.use(router.routes()).use(router.allowedMethods())
  return koa
}
