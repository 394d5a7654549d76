import Router from '@koa/router'
import { ERROR_CODES, errorTitle } from './graph/graph-error.ts'
import { readRule } from './graph/read-rule.ts'
import { readObject } from './graph/request.ts'
import type { State } from './graph/state.ts'

/** What a person or a script steers the sandbox with. */
export const controlRoutes = (state: State): Router => {
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
  router.get('/sandbox/sent', ctx => {
    ctx.body = state.sent
  })
  return router
}
