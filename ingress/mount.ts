import Router from '@koa/router'
import type { Context as KoaContext, Middleware } from 'koa'
import type { App } from '../shared/context.ts'
import { DomainError } from '../shared/domain/errors.ts'
import { assertDocumented } from './check-answer.ts'
import type { Endpoint } from './endpoint.ts'
import { readClaims, requireClaims } from './middleware/authenticate.ts'
import { readKeyUse } from './middleware/idempotency.ts'
import { countOrRefuse } from './middleware/rate-limit.ts'
import { readInput } from './read-input.ts'
import { runEndpoint } from './run-endpoint.ts'

export const API_PREFIX = '/api/v1'

/**
 * The router of the REST API, made from its endpoints. A path is decided before its method: a fixed path wins over one
 * with a placeholder, a method that it does not have answers 405 with `Allow`.
 */
export function apiRouter(app: App, endpoints: readonly Endpoint[]): Router {
  const router = new Router({ prefix: API_PREFIX, sensitive: true })
  for (const [path, group] of byPath(endpoints))
    router.all(path.replace(/\{([^}]+)\}/g, ':$1'), dispatch(app, group) as never)
  return router
}

/** Endpoints by path, fixed segments before placeholders. Throws when two endpoints claim one method and path. */
function byPath(endpoints: readonly Endpoint[]): [string, readonly Endpoint[]][] {
  const groups = Map.groupBy(endpoints, endpoint => endpoint.path)
  for (const [path, group] of groups)
    if (new Set(group.map(endpoint => endpoint.method)).size < group.length)
      throw new Error(`two endpoints claim one method of ${path}`)
  // "{" sorts after every character of a fixed segment
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
}

function dispatch(app: App, group: readonly Endpoint[]): Middleware {
  const byMethod = new Map(group.map(endpoint => [endpoint.method.toUpperCase(), endpoint]))
  const allow = [...byMethod.keys(), ...(byMethod.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
  return async ctx => {
    const endpoint = byMethod.get(ctx.method === 'HEAD' ? 'GET' : ctx.method)
    if (endpoint) return await answer(app, endpoint, ctx)
    ctx.set('Allow', allow)
    if (ctx.method !== 'OPTIONS') throw new DomainError('method_not_allowed', `Allowed here: ${allow}`)
    ctx.status = 204
  }
}

async function answer(app: App, endpoint: Endpoint, ctx: KoaContext): Promise<void> {
  ctx.state.endpoint = endpoint
  ctx.set('Cache-Control', 'no-store')
  const open = endpoint.access === 'public'
  const claims = open ? await readClaims(app, ctx.req) : await requireClaims(app, ctx.req)
  if (!claims && endpoint.access === 'public' && endpoint.limit)
    await countOrRefuse(app, [{ name: endpoint.name, whom: ctx.ip, limit: endpoint.limit }])
  const checked = await readInput(endpoint, ctx)
  const input = { ...checked, address: ctx.ip, request: ctx.req }
  const keyUse = readKeyUse(endpoint, app, ctx.get('Idempotency-Key'), checked)
  const { body, replayed } = await runEndpoint(app, endpoint, { claims, keyUse, input })
  if (app.config.NODE_ENV === 'test') assertDocumented(endpoint, body)
  if (replayed) ctx.set('Idempotent-Replayed', 'true')
  ctx.status = endpoint.success.status
  if (endpoint.success.status === 204) return
  ctx.type = 'application/json'
  ctx.body = JSON.stringify(body)
}
