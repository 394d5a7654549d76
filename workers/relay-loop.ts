import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '../shared/context.ts'
import { relayOnce } from '../shared/outbox/publish.ts'

/** Younger rows belong to the process that committed them: it publishes them itself (RULINGS 21). */
const LEAVE_YOUNGER_THAN_MS = 2000
const POLL_MS = 1000

export type Loop = Readonly<{ stop: () => Promise<void> }>

/** Publishes what its committer did not: polls the outbox until stopped. Any number of relays may run. */
export function startRelay(app: App): Loop {
  const stopping = new AbortController()
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const moved = await pass(app)
      if (moved === 0) await sleep(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await running
    }
  }
}

async function pass(app: App): Promise<number> {
  try {
    return await relayOnce(app, LEAVE_YOUNGER_THAN_MS)
  } catch (error) {
    app.log.warn({ err: error }, 'the relay could not publish; it tries again')
    return 0
  }
}
