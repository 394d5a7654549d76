import type { Context } from 'koa'
import type { Json } from '../types.ts'
import { type GraphError, graphError } from './graph-error.ts'
import type { RequestFacts, RequestFaults } from './misbehaviour.ts'
import type { State } from './state.ts'

/** What an endpoint answers; Buffers go out as they are. */
export type Answer = {
  readonly status: number
  readonly body: Json | Buffer
  readonly type?: string | undefined
  readonly errorCode?: number | undefined
  readonly wamid?: string | undefined
}

export const ok = (body: Json): Answer => ({ status: 200, body })

export const refuse = (error: GraphError): Answer => ({
  status: error.httpStatus,
  body: error.body,
  errorCode: error.code
})

const HTML_500: Answer = {
  status: 500,
  type: 'text/html; charset=utf-8',
  body: Buffer.from(
    '<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>'
  )
}

export const write = (ctx: Context, answer: Answer): void => {
  ctx.status = answer.status
  if (Buffer.isBuffer(answer.body)) {
    ctx.type = answer.type ?? 'application/octet-stream'
    ctx.body = answer.body
    return
  }
  ctx.type = 'application/json; charset=UTF-8'
  ctx.body = JSON.stringify(answer.body)
  if (answer.errorCode === 190) {
    ctx.set('WWW-Authenticate', 'OAuth "Facebook Platform" "invalid_token" "Invalid OAuth access token."')
  }
}

/** Ends the connection without an answer. */
const drop = (ctx: Context): void => {
  ctx.respond = false
  ctx.req.socket.destroy()
}

/**
 * Runs an endpoint under the misbehaviours that match the request. `note` hears what was answered (undefined: the
 * connection was dropped) before any delay, so that a test can see a request which is still unanswered.
 */
export const misbehaving = async (
  state: State,
  ctx: Context,
  facts: RequestFacts,
  act: (faults: RequestFaults) => Promise<Answer>,
  note: (answer: Answer | undefined) => void = () => undefined
): Promise<void> => {
  const faults = state.rules.forRequest(facts)
  if (faults.hang !== undefined || faults.loseAnswer === 'before-accept') {
    note(undefined)
    await state.timers.wait(faults.hang ?? 0)
    drop(ctx)
    return
  }
  const answer = await answerOf(faults, act)
  const lost = faults.loseAnswer === 'after-accept'
  note(lost ? { ...answer, status: 0 } : answer)
  if (faults.delayMs > 0) await state.timers.wait(faults.delayMs)
  if (lost) drop(ctx)
  else write(ctx, answer)
}

const answerOf = async (faults: RequestFaults, act: (faults: RequestFaults) => Promise<Answer>): Promise<Answer> => {
  if (faults.error !== undefined) return refuse(graphError(faults.error.code, faults.error))
  return faults.http500Html ? HTML_500 : act(faults)
}
