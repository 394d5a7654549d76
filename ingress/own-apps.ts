import type { App } from '../shared/context.ts'
import { decrypt } from '../shared/crypto.ts'
import { withSystem } from '../shared/database.ts'
import { DomainError } from '../shared/domain/errors.ts'
import { within } from '../shared/queues/backend.ts'
import { findOwnApp, type OwnApp } from '../shared/repositories/whatsapp-connections.ts'

/** How long a secret that was found is believed: a burst of webhooks costs one look. What is not there is looked for again. */
const BELIEVED_MS = 5000
const MOST_KNOWN = 1000
const DEADLINE_MS = 5000
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Finds the Meta app that a business brought itself, by the id in its webhook address; its secret is open here. */
export type OwnApps = Readonly<{ find: (connectionId: string) => Promise<OwnApp | undefined> }>

/** Throws `store_unavailable` when Postgres does not answer: Meta then sends again. */
export function createOwnApps(app: App): OwnApps {
  const known = new Map<string, Readonly<{ at: number; own: OwnApp }>>()
  return {
    find: async connectionId => {
      if (!UUID.test(connectionId)) return undefined
      const now = performance.now()
      const remembered = known.get(connectionId)
      if (remembered && now - remembered.at < BELIEVED_MS) return remembered.own
      const own = await look(app, connectionId)
      if (!own) return undefined
      if (known.size >= MOST_KNOWN) known.clear()
      known.set(connectionId, { at: now, own })
      return own
    }
  }
}

async function look(app: App, connectionId: string): Promise<OwnApp | undefined> {
  try {
    const own = await within(
      DEADLINE_MS,
      withSystem(app, 'verify-webhook', context => findOwnApp(context, connectionId))
    )
    return own && { ...own, appSecret: decrypt(own.appSecret, app.config.ENCRYPTION_KEYS) }
  } catch (error) {
    app.log.error({ err: error }, 'the secret of a webhook address could not be read')
    throw new DomainError('store_unavailable', 'The events were not stored: send them again', { retryAfterSeconds: 5 })
  }
}
