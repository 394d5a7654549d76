import Router from '@koa/router'
import type { Context } from 'koa'
import { knowCustomer } from '../customers/people.ts'
import { isObject } from '../graph/check-tools.ts'
import { findMedia } from '../graph/media-store.ts'
import { readBytes, readObject } from '../graph/request.ts'
import { numberOf, type State } from '../graph/state.ts'
import type { Customer, CustomerAct, CustomerMessage, JsonObject, OwnerMessage, Received } from '../types.ts'
import { eventStream } from './event-stream.ts'
import { fileAct, readAct } from './read-act.ts'

type Deps = {
  readonly state: State
  readonly receive: (message: CustomerMessage) => Promise<Received>
  readonly ownerWrites: (message: OwnerMessage) => Promise<Received>
  readonly markRead: (customer: string | Customer, phoneNumberId: string | undefined) => Promise<void>
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const phoneOf = (ctx: Context, value: unknown): string => {
  const phone = text(value)
  if (phone === undefined || !/^(?:\d{5,15}|[A-Z]{2}\.[A-Za-z0-9.]{1,132})$/.test(phone)) {
    return ctx.throw(400, 'phone must be 5 to 15 digits or a user id')
  }
  return phone
}

const numberIdOf = (ctx: Context, state: State, value: unknown): string => {
  const id = text(value)
  if (id !== undefined && !state.numbers.has(id)) ctx.throw(400, 'unknown number')
  return numberOf(state, id).config.phoneNumberId
}

const addReads = (router: Router, { state }: Deps): void => {
  router.get('/phone/events', ctx => eventStream(state, ctx))
  router.get('/phone/api/state', ctx => {
    const numbers = [...state.numbers.values()].map(({ config }) => ({
      phoneNumberId: config.phoneNumberId,
      displayPhoneNumber: config.displayPhoneNumber,
      verifiedName: config.verifiedName,
      people: state.talks.people(config.phoneNumberId)
    }))
    ctx.body = { numbers, webhookUrl: state.webhookUrl ?? null }
  })
  router.get('/phone/api/talk', ctx => {
    const customer = knowCustomer(state, phoneOf(ctx, ctx.query.phone))
    const phoneNumberId = numberIdOf(ctx, state, ctx.query.number)
    ctx.body = { customer, phoneNumberId, entries: state.talks.entries(phoneNumberId, customer) }
  })
  router.get('/phone/media/:id', ctx => {
    const media = findMedia(state, String(ctx.params.id))
    if (media === undefined) return ctx.throw(404)
    const plays = /^(?:image\/(?:jpeg|png|webp)|audio\/|video\/)/.test(media.mimeType)
    if (!plays) ctx.attachment(media.filename ?? 'archivo')
    ctx.set('X-Content-Type-Options', 'nosniff')
    ctx.set('Content-Security-Policy', "default-src 'none'; sandbox")
    ctx.type = media.mimeType
    ctx.body = media.bytes
  })
}

/** Does an act on either side of the talk. */
const perform = async (deps: Deps, ctx: Context, act: CustomerAct, input: JsonObject): Promise<void> => {
  const phone = phoneOf(ctx, input.phone)
  const phoneNumberId = numberIdOf(ctx, deps.state, input.number)
  const replyTo = text(input.replyTo)
  const received =
    input.side === 'owner'
      ? await deps.ownerWrites({ ...act, to: phone, phoneNumberId, replyTo })
      : await deps.receive({ ...act, from: phone, phoneNumberId, replyTo })
  ctx.body = { wamid: received.wamid, answers: received.answers.map(({ status, error }) => ({ status, error })) }
}

const addWrites = (router: Router, deps: Deps): void => {
  const { state } = deps
  const actRoute =
    (side: 'customer' | 'owner') =>
    async (ctx: Context): Promise<void> => {
      const body = await readObject(ctx)
      const act = isObject(body.act) ? readAct(body.act) : undefined
      if (act === undefined) return ctx.throw(400, 'act is not valid')
      await perform(deps, ctx, act, { ...body, side })
    }
  router.post('/phone/api/act', actRoute('customer'))
  router.post('/phone/api/owner', actRoute('owner'))
  router.post('/phone/api/file', async ctx => {
    const bytes = await readBytes(ctx)
    if (bytes.length === 0) ctx.throw(400, 'the file is empty')
    const mimeType = ctx.get('content-type') || 'application/octet-stream'
    const act = fileAct(bytes, mimeType, text(ctx.query.name) ?? 'archivo', text(ctx.query.caption))
    await perform(deps, ctx, act, ctx.query as JsonObject)
  })
  router.post('/phone/api/read', async ctx => {
    const body = await readObject(ctx)
    await deps.markRead(phoneOf(ctx, body.phone), numberIdOf(ctx, state, body.number))
    ctx.status = 204
  })
  router.post('/phone/api/customers', async ctx => {
    const body = await readObject(ctx)
    const waId = phoneOf(ctx, body.phone)
    const userId = text(body.userId)
    if (userId !== undefined) phoneOf(ctx, userId)
    const hidePhone = body.hidePhone === true && userId !== undefined
    ctx.body = knowCustomer(state, { waId, name: text(body.name), userId, hidePhone })
  })
}

/** The JSON and the event stream behind the phone page. Errors are `{error}` with a 4xx. */
export const phoneRoutes = (deps: Deps): Router => {
  const router = new Router()
  addReads(router, deps)
  addWrites(router, deps)
  return router
}
