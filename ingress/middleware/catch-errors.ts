import type { Middleware } from 'koa'
import type { App } from '../../shared/context.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import { answerProblem } from '../problem.ts'

/** The one try/catch of the API: refusals become problem documents, anything else a 500 that says nothing. */
export function catchErrors(app: App): Middleware {
  return async (ctx, next) => {
    try {
      await next()
      if (ctx.status === 404 && ctx.body == null) answerProblem(ctx, 'not_found', 'No such path')
      if (ctx.status === 405 && ctx.body == null) answerProblem(ctx, 'method_not_allowed')
    } catch (error) {
      if (error instanceof DomainError) {
        const { retryAfterSeconds, ...extra } = error.details
        if (typeof retryAfterSeconds === 'number') ctx.set('Retry-After', String(retryAfterSeconds))
        answerProblem(ctx, error.code, error.message, extra)
        return
      }
      app.log.error({ err: error, request_id: ctx.state.requestId }, 'a request failed')
      answerProblem(ctx, 'internal_error')
    }
  }
}
