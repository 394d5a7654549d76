import type { Context as KoaContext, Middleware } from 'koa'
import type { App } from '../../shared/context.ts'
import { sqlState } from '../../shared/database.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import { answerProblem } from '../problem.ts'

/** The one try/catch of the API: refusals become problem documents, anything else a 500 that says nothing. */
export function catchErrors(app: App): Middleware {
  return async (ctx, next) => {
    try {
      await next()
      if (ctx.status === 404 && ctx.body == null) answerProblem(ctx, 'not_found', 'No such path')
      if ([405, 501].includes(ctx.status) && ctx.body == null) answerProblem(ctx, 'method_not_allowed')
    } catch (error) {
      if (error instanceof DomainError) return answerRefusal(ctx, error)
      if (isStoreAway(error)) {
        app.log.error({ err: error, request_id: ctx.state.requestId }, 'Postgres could not be asked')
        ctx.set('Retry-After', '2')
        return answerProblem(ctx, 'store_unavailable', 'Nothing was changed: send it again')
      }
      app.log.error({ err: error, request_id: ctx.state.requestId }, 'a request failed')
      // a test must see what went wrong without reading the log
      answerProblem(ctx, 'internal_error', app.config.NODE_ENV === 'test' ? String(error) : undefined)
    }
  }
}

function answerRefusal(ctx: KoaContext, { code, message, details }: DomainError): void {
  const { retryAfterSeconds, ...extra } = details
  if (typeof retryAfterSeconds === 'number') ctx.set('Retry-After', String(retryAfterSeconds))
  if (code === 'unauthorized' && !ctx.response.get('WWW-Authenticate')) ctx.set('WWW-Authenticate', 'Bearer')
  answerProblem(ctx, code, message, extra)
}

/** No connection was to be had, so nothing was changed. An error while a commit was under way is not among these. */
function isStoreAway(error: unknown): boolean {
  if (sqlState(error)?.startsWith('53') || sqlState(error) === '57P03') return true
  const { name, code } = error as { name?: unknown; code?: unknown }
  return name === 'KnexTimeoutError' || code === 'ECONNREFUSED'
}
