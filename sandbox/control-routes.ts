import Router from '@koa/router'
import { ERROR_CODES, errorTitle } from './graph/graph-error.ts'
import { readRule } from './graph/read-rule.ts'
import { readObject } from './graph/request.ts'
import type { State } from './graph/state.ts'
import type { TemplateReview } from './types.ts'

const EVENTS = ['APPROVED', 'REJECTED', 'PENDING', 'PAUSED', 'DISABLED', 'FLAGGED', 'REINSTATED'] as const

/** What a person or a script steers the sandbox with. */
export const controlRoutes = (state: State, review: (review: TemplateReview) => Promise<number>): Router => {
  const router = new Router()
  router.get('/healthz', ctx => {
    ctx.body = { status: 'ok' }
  })
  router.get('/sandbox/misbehave', ctx => {
    ctx.body = { rules: state.rules.list(), codes: ERROR_CODES.map(code => ({ code, title: errorTitle(code) })) }
  })
  router.post('/sandbox/misbehave', async ctx => {
    const read = readRule(await readObject(ctx))
    if ('problem' in read) return ctx.throw(400, read.problem)
    state.rules.add(read.rule)
    ctx.status = 201
    ctx.body = state.rules.list().at(-1)
  })
  router.delete('/sandbox/misbehave', ctx => {
    state.rules.clear()
    ctx.status = 204
  })
  router.delete('/sandbox/misbehave/:id', ctx => {
    if (!state.rules.remove(Number(ctx.params.id))) ctx.throw(404)
    ctx.status = 204
  })
  router.get('/sandbox/templates', ctx => {
    ctx.body = state.templates
  })
  router.post('/sandbox/templates/:name', async ctx => {
    const { event, language, reason } = await readObject(ctx)
    if (!EVENTS.includes(event as never)) return ctx.throw(400, `event must be one of ${EVENTS.join(', ')}`)
    const count = await review({
      name: String(ctx.params.name),
      event: event as TemplateReview['event'],
      ...(typeof language === 'string' && { language }),
      ...(typeof reason === 'string' && { reason })
    })
    if (count === 0) ctx.throw(404)
    ctx.body = state.templates.filter(template => template.name === ctx.params.name)
  })
  router.get('/sandbox/sent', ctx => {
    ctx.body = state.sent
  })
  return router
}
