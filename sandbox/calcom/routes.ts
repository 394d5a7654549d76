import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import { readObject } from '../graph/request.ts'
import type { Json, JsonObject } from '../types.ts'
import { type CalcomError, httpError, tooMany } from './errors.ts'
import { listEventTypes } from './event-types.ts'
import { type CalcomState, countCall, ruleFor, success, userOf } from './state.ts'
import type { CalcomSandboxUser } from './types.ts'
import { type Answer, createWebhook, listWebhooks, oneWebhook } from './webhooks.ts'

type Act = (
  ctx: Context,
  user: CalcomSandboxUser,
  body: JsonObject
) => Answer | CalcomError | Promise<Answer | CalcomError>

const HTML = '<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>'

const versionOf = (ctx: Context): string | undefined => ctx.get('cal-api-version') || undefined

/** Keys begin with `cal_`; anything else goes down the path of OAuth tokens. */
const authenticate = (state: CalcomState, ctx: Context): CalcomSandboxUser | CalcomError => {
  const [, token] = /^Bearer (\S+)$/.exec(ctx.get('authorization')) ?? []
  const refuse = (message: string) => httpError(401, `ApiAuthStrategy - ${message}`, ctx.path, state.now())
  if (token === undefined) return refuse('No authentication method provided')
  if (!token.startsWith('cal_')) return refuse('access token - Invalid access token')
  return userOf(state, token) ?? refuse('api key - Your api key is not valid')
}

const isError = (user: CalcomSandboxUser | CalcomError): user is CalcomError => 'status' in user

const write = (ctx: Context, { status, body }: Answer): void => {
  ctx.status = status
  ctx.type = 'application/json; charset=utf-8'
  ctx.body = JSON.stringify(body)
}

const limit = (state: CalcomState, ctx: Context): boolean => {
  const { limit: most, left, reset } = countCall(state, ctx.get('authorization'))
  ctx.set('X-RateLimit-Limit-Default', String(most))
  ctx.set('X-RateLimit-Remaining-Default', String(Math.max(0, left)))
  ctx.set('X-RateLimit-Reset-Default', String(reset))
  return left < 0
}

const endpoint =
  (state: CalcomState, act: Act): Middleware =>
  async ctx => {
    if (limit(state, ctx)) return write(ctx, tooMany(ctx.path, state.now()))
    const user = authenticate(state, ctx)
    if (isError(user)) return write(ctx, user)
    write(ctx, await act(ctx, user, (ctx.state.body ?? {}) as JsonObject))
  }

const me = (user: CalcomSandboxUser): Answer => ({
  status: 200,
  body: success({
    id: user.id,
    username: user.username,
    email: user.email,
    name: user.name ?? null,
    avatarUrl: null,
    bio: null,
    timeFormat: 12,
    defaultScheduleId: null,
    weekStart: 'Sunday',
    timeZone: user.timeZone ?? 'America/Bogota',
    organizationId: user.organizationId ?? null
  })
})

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The groups of API v2 that the sandbox knows; every other path is 404 as Nest says it. */
export const calcomRoutes = (state: CalcomState): Middleware => {
  const router = new Router()
  const id = (ctx: Context) => String(ctx.params.id)
  router.get(
    '/v2/me',
    endpoint(state, (_, user) => me(user))
  )
  router.get(
    '/v2/event-types',
    endpoint(state, (ctx, user) => listEventTypes(state, user, versionOf(ctx), text(ctx.query.username)))
  )
  router.get(
    '/v2/webhooks',
    endpoint(state, (ctx, user) =>
      listWebhooks(state, user, { take: Number(ctx.query.take ?? 250), skip: Number(ctx.query.skip ?? 0) })
    )
  )
  router.post(
    '/v2/webhooks',
    endpoint(state, (_, user, body) => createWebhook(state, user, body))
  )
  router.get(
    '/v2/webhooks/:id',
    endpoint(state, (ctx, user) => oneWebhook(state, user, id(ctx), undefined))
  )
  router.patch(
    '/v2/webhooks/:id',
    endpoint(state, (ctx, user, body) => oneWebhook(state, user, id(ctx), body))
  )
  router.delete(
    '/v2/webhooks/:id',
    endpoint(state, (ctx, user) => oneWebhook(state, user, id(ctx), 'delete'))
  )
  return router.routes() as Middleware
}

const misbehave = async (ctx: Context, action: NonNullable<ReturnType<typeof ruleFor>>): Promise<void> => {
  if ('hang' in action) {
    await new Promise(resolve => setTimeout(resolve, action.hang).unref())
    ctx.respond = false
    ctx.req.socket.destroy()
  } else if ('html' in action) {
    ctx.status = action.html
    ctx.type = 'text/html'
    ctx.body = HTML
  } else {
    write(ctx, action)
  }
}

/** Notes every request, and does what it was told to do wrong before doing anything right. */
export const calcomBehaviour = (state: CalcomState): Middleware => {
  const route = calcomRoutes(state)
  return async (ctx, next) => {
    if (!ctx.path.startsWith('/v2/')) return next()
    ctx.state.body = ['POST', 'PATCH'].includes(ctx.method) ? await readObject(ctx) : undefined
    const action = ruleFor(state, ctx.method, ctx.path)
    if (action === undefined) {
      await route(ctx as never, async () => {
        write(ctx, httpError(404, `Cannot ${ctx.method} ${ctx.url}`, ctx.url, state.now()))
      })
    } else {
      await misbehave(ctx, action)
    }
    state.requests.push({
      method: ctx.method,
      path: ctx.url,
      version: versionOf(ctx),
      body: ctx.state.body as Json | undefined,
      status: ctx.status
    })
  }
}
