import { randomInt } from 'node:crypto'
import { type GraphError, graphError } from './graph-error.ts'
import type { State } from './state.ts'

const TIMEOUT_MS = 10_000
/** Docs: webhooks/override. */
const MAX_URL = 200

const failed = (reason: string): GraphError =>
  graphError(2200, { message: `(#2200) Callback verification failed with the following errors: ${reason}` })

/** Asks a callback address to repeat a challenge, as Meta does before it saves one. Undefined when it did. */
export const verifyCallback = async (
  state: State,
  uri: string,
  verifyToken: string
): Promise<GraphError | undefined> => {
  if (!URL.canParse(uri) || uri.length > MAX_URL) {
    return graphError(100, {
      message: '(#100) Param override_callback_uri must be a valid URI of at most 200 characters.'
    })
  }
  const url = new URL(uri)
  const challenge = randomInt(100_000_000, 2_000_000_000).toString()
  url.searchParams.set('hub.mode', 'subscribe')
  url.searchParams.set('hub.challenge', challenge)
  url.searchParams.set('hub.verify_token', verifyToken)
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), state.timers.signal])
    const response = await fetch(url, { redirect: 'manual', signal, headers: { 'user-agent': 'facebookplatform/1.0' } })
    const answer = await response.text()
    if (response.status !== 200)
      return failed(`HTTP Status Code = ${response.status}; HTTP Message = ${response.statusText}`)
    return answer === challenge ? undefined : failed('The challenge was not returned')
  } catch (error) {
    return failed(`curl_error = ${error instanceof Error ? error.message : String(error)}; HTTP Status Code = 0`)
  }
}
