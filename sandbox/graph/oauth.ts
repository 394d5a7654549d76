import type { ParsedUrlQuery } from 'node:querystring'
import { type Answer, ok, refuse } from './answer.ts'
import { graphError, missingParameter } from './graph-error.ts'
import type { State } from './state.ts'

/** Meta's subcodes of a code that is spent, and of one it does not know (or that is older than 30 seconds). */
const USED = 36009
const EXPIRED = 36007

/** GET /oauth/access_token: a code of Embedded Signup becomes the business's token, once, for the app that asked for it. */
export const exchangeCode = (state: State, query: ParsedUrlQuery): Answer => {
  for (const name of ['client_id', 'client_secret', 'code']) {
    if (typeof query[name] !== 'string' || query[name] === '') return refuse(missingParameter(name))
  }
  if (query.client_id !== state.appId || query.client_secret !== state.options.appSecret) {
    return refuse(graphError(101, { httpStatus: 400, message: 'Error validating client secret.' }))
  }
  const number = state.options.numbers.find(({ signupCode }) => signupCode === query.code)
  if (number === undefined) {
    return refuse(graphError(100, { message: 'This authorization code has expired.', subcode: EXPIRED }))
  }
  if (state.usedCodes.has(String(query.code))) {
    return refuse(graphError(100, { message: 'This authorization code has been used.', subcode: USED }))
  }
  state.usedCodes.add(String(query.code))
  return ok({ access_token: number.accessToken, token_type: 'bearer' })
}
