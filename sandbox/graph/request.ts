import type { Context } from 'koa'
import type { JsonObject, SandboxNumber } from '../types.ts'
import { isObject } from './check-tools.ts'
import { type GraphError, graphError } from './graph-error.ts'
import type { State } from './state.ts'

/** The largest upload is a document of 100 MB; the rest of a multipart body needs little. */
const MAX_BODY = 101 * 1024 * 1024

export const readBytes = async (ctx: Context): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of ctx.req) {
    size += chunk.length
    if (size > MAX_BODY) ctx.throw(413)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The JSON object of a body. Graph treats a body it cannot read as one without parameters, and so does this. */
export const readObject = async (ctx: Context): Promise<JsonObject> => {
  try {
    const body: unknown = JSON.parse((await readBytes(ctx)).toString('utf8'))
    return isObject(body) ? body : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

const tokenOf = (ctx: Context): string | undefined => {
  const [, bearer] = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(ctx.get('authorization')) ?? []
  const query = ctx.query.access_token
  return bearer ?? (typeof query === 'string' ? query : undefined)
}

/** What a token may see: the numbers that were made with it. */
export type Caller = { readonly token: string; readonly numbers: readonly SandboxNumber[] }

/** Who calls, by bearer token or `access_token`; or the refusal with 190 for none or an unknown one. */
export const callerOf = (state: State, ctx: Context): Caller | GraphError => {
  const token = tokenOf(ctx)
  if (token === undefined) {
    return graphError(190, { message: 'An access token is required to request this resource.' })
  }
  const numbers = state.options.numbers.filter(number => number.accessToken === token)
  if (numbers.length > 0 || token === `${state.appId}|${state.options.appSecret}`) return { token, numbers }
  return graphError(190, { message: 'Invalid OAuth access token - Cannot parse access token' })
}

export const isCaller = (caller: Caller | GraphError): caller is Caller => 'token' in caller
