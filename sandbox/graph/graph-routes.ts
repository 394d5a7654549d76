import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import type { ApiRequest, JsonObject } from '../types.ts'
import type { Emit } from '../webhooks/delivery.ts'
import * as account from './account-node.ts'
import { type Answer, misbehaving, refuse, write } from './answer.ts'
import { type GraphError, graphError, unknownObject } from './graph-error.ts'
import { digitsOf } from './ids.ts'
import * as mediaNode from './media-node.ts'
import { findMedia, mediaOfUrl } from './media-store.ts'
import type { Endpoint, RequestFacts } from './misbehaviour.ts'
import * as numberNode from './number-node.ts'
import { exchangeCode } from './oauth.ts'
import { type Caller, callerOf, isCaller, readObject } from './request.ts'
import { markAsRead, sendMessage } from './send-message.ts'
import type { Media, NumberState, State, WabaState } from './state.ts'
import { createTemplate, listTemplates } from './template-node.ts'

type Kind = Exclude<Endpoint, 'any'>
type Act = (ctx: Context, caller: Caller) => Answer | Promise<Answer>

const idOf = (ctx: Context): string => String(ctx.params.id)
const seen = (caller: Caller, phoneNumberId: string): boolean =>
  caller.numbers.some(number => number.phoneNumberId === phoneNumberId)

const numberFor = (state: State, caller: Caller, id: string): NumberState | undefined =>
  seen(caller, id) ? state.numbers.get(id) : undefined
const wabaFor = (state: State, caller: Caller, id: string): WabaState | undefined =>
  caller.numbers.some(number => number.wabaId === id) ? state.wabas.get(id) : undefined
const mediaFor = (state: State, caller: Caller, ctx: Context): Media | undefined => {
  const media = findMedia(state, idOf(ctx))
  const asked = ctx.query.phone_number_id
  if (media === undefined || !seen(caller, media.phoneNumberId)) return undefined
  return asked === undefined || asked === media.phoneNumberId ? media : undefined
}

const missingNode = (ctx: Context): Answer => refuse(unknownObject(idOf(ctx), ctx.method))

/** Checks the token, then runs the endpoint under the misbehaviours of its kind. */
const guarded =
  (state: State, endpoint: Kind, act: Act): Middleware =>
  async ctx => {
    const caller = callerOf(state, ctx)
    if (!isCaller(caller)) return write(ctx, refuse(caller))
    const id = ctx.params.id
    const phoneNumberId = typeof id === 'string' && state.numbers.has(id) ? id : undefined
    await misbehaving(state, ctx, { endpoint, phoneNumberId }, async () => act(ctx, caller))
  }

const noteRequest = (state: State, phoneNumberId: string, body: JsonObject, answer: Answer | undefined): void => {
  const request: ApiRequest = {
    phoneNumberId,
    body,
    at: state.now(),
    status: answer === undefined || answer.status === 0 ? undefined : answer.status,
    errorCode: answer?.errorCode,
    wamid: answer?.wamid
  }
  state.requests.push(request)
  state.publish({ kind: 'request', request })
}

const factsOf = (phoneNumberId: string, body: JsonObject): RequestFacts => {
  const to = [typeof body.to === 'string' ? digitsOf(body.to) : undefined, body.recipient]
  const type = body.status === undefined ? (body.type ?? 'text') : 'read'
  return { endpoint: 'messages', phoneNumberId, to: to.filter(value => typeof value === 'string'), type: String(type) }
}

const messagesRoute =
  (state: State, emit: Emit): Middleware =>
  async ctx => {
    const id = idOf(ctx)
    const body = await readObject(ctx)
    const refuseAndNote = (error: GraphError): void => {
      const answer = refuse(error)
      noteRequest(state, id, body, answer)
      write(ctx, answer)
    }
    const caller = callerOf(state, ctx)
    if (!isCaller(caller)) return refuseAndNote(caller)
    const number = numberFor(state, caller, id)
    if (number === undefined) return refuseAndNote(unknownObject(id, ctx.method))
    await misbehaving(
      state,
      ctx,
      factsOf(id, body),
      async faults =>
        body.status === undefined ? sendMessage(state, emit, number, body, faults) : markAsRead(state, number, body),
      answer => noteRequest(state, id, body, answer)
    )
  }

/** The bytes behind a media address: 401 without a token that may see them, 404 once the address is too old. */
const downloadRoute =
  (state: State): Middleware =>
  async ctx => {
    const caller = callerOf(state, ctx)
    if (!isCaller(caller)) return write(ctx, refuse(caller))
    const media = mediaOfUrl(state, ctx.URL.searchParams)
    await misbehaving(state, ctx, { endpoint: 'download', phoneNumberId: media?.phoneNumberId }, async () =>
      media === undefined || !seen(caller, media.phoneNumberId)
        ? { status: 404, type: 'text/html', body: Buffer.from('URL signature expired') }
        : { status: 200, type: media.mimeType, body: media.bytes }
    )
  }

const onNumber =
  (state: State, act: (number: NumberState, ctx: Context) => Answer | Promise<Answer>): Act =>
  (ctx, caller) => {
    const number = numberFor(state, caller, idOf(ctx))
    return number === undefined ? missingNode(ctx) : act(number, ctx)
  }
const onAccount =
  (state: State, act: (waba: WabaState, ctx: Context) => Answer | Promise<Answer>): Act =>
  (ctx, caller) => {
    const waba = wabaFor(state, caller, idOf(ctx))
    return waba === undefined ? missingNode(ctx) : act(waba, ctx)
  }

/** GET /{id}: a number, an account or a media; Graph ids do not say which. */
const getNode =
  (state: State): Act =>
  (ctx, caller) => {
    const number = numberFor(state, caller, idOf(ctx))
    if (number !== undefined) return numberNode.getNumber(state, number, ctx.query.fields)
    const waba = wabaFor(state, caller, idOf(ctx))
    if (waba !== undefined) return account.getAccount(state, waba, ctx.query.fields)
    const media = mediaFor(state, caller, ctx)
    return media === undefined ? missingNode(ctx) : mediaNode.getMedia(state, media)
  }

const addNumberRoutes = (router: Router, state: State): void => {
  const manage = (act: Parameters<typeof onNumber>[1]) => guarded(state, 'management', onNumber(state, act))
  const upload = onNumber(state, (number, ctx) => mediaNode.uploadMedia(state, number, ctx))
  router.post('/:id/media', guarded(state, 'media', upload))
  router.post(
    '/:id/register',
    manage(async (number, ctx) => numberNode.register(number, await readObject(ctx)))
  )
  router.post(
    '/:id/deregister',
    manage(number => numberNode.deregister(number))
  )
  router.get(
    '/:id/whatsapp_business_profile',
    manage((number, ctx) => numberNode.getProfile(number, ctx.query.fields))
  )
  router.post(
    '/:id/whatsapp_business_profile',
    manage(async (number, ctx) => numberNode.setProfile(number, await readObject(ctx)))
  )
  router.post(
    '/:id',
    manage(async (number, ctx) => numberNode.setNumberCallback(state, number, await readObject(ctx)))
  )
}

const addAccountRoutes = (router: Router, state: State, emit: Emit): void => {
  const manage = (act: Parameters<typeof onAccount>[1]) => guarded(state, 'management', onAccount(state, act))
  const path = '/:id/subscribed_apps'
  router.get(
    '/:id/phone_numbers',
    manage(waba => account.listNumbers(state, waba))
  )
  router.get(
    path,
    manage(waba => account.listSubscribedApps(state, waba))
  )
  router.post(
    path,
    manage(async (waba, ctx) => account.subscribeApp(state, waba, await readObject(ctx)))
  )
  router.delete(
    path,
    manage(waba => account.unsubscribeApp(waba))
  )
  const templates = '/:id/message_templates'
  router.get(
    templates,
    manage((waba, ctx) => listTemplates(state, waba, ctx.query.name))
  )
  router.post(
    templates,
    manage(async (waba, ctx) => createTemplate(state, emit, waba, await readObject(ctx)))
  )
}

const createRouter = (state: State, emit: Emit): Router => {
  const router = new Router()
  router.get(
    '/debug_token',
    guarded(state, 'management', (ctx, caller) => account.debugToken(state, caller, ctx.query.input_token))
  )
  router.get('/oauth/access_token', ctx => write(ctx, exchangeCode(state, ctx.query)))
  router.get('/whatsapp_business/attachments', downloadRoute(state))
  router.post('/:id/messages', messagesRoute(state, emit))
  addNumberRoutes(router, state)
  addAccountRoutes(router, state, emit)
  router.get('/:id', guarded(state, 'management', getNode(state)))
  router.delete(
    '/:id',
    guarded(state, 'media', (ctx, caller) => {
      const media = mediaFor(state, caller, ctx)
      return media === undefined ? missingNode(ctx) : mediaNode.deleteMedia(state, media)
    })
  )
  return router
}

const GRAPH_PATH = /^(?:\/(v\d+\.\d+))?(\/(?:\d+|debug_token|oauth|whatsapp_business)(?:\/.*)?)$/
const VERSIONED = /^\/(v\d+\.\d+)(\/.*)$/

/** Graph API under any version prefix, or none. Other paths are left to whoever comes next. */
export const graphRoutes = (state: State, emit: Emit): Middleware => {
  const route = createRouter(state, emit).routes()
  return async (ctx, next) => {
    const [, version, path] = GRAPH_PATH.exec(ctx.path) ?? VERSIONED.exec(ctx.path) ?? []
    if (path === undefined) return next()
    ctx.set('facebook-api-version', version ?? 'v26.0')
    ctx.path = path
    await route(ctx as never, async () => {
      const message = `Unknown path components: ${path}`
      write(ctx, refuse(graphError(2500, { message })))
    })
  }
}
