import { withSystem } from '../../shared/database.ts'
import { SENDING_LOST_AFTER_MS } from '../../shared/domain/send-line.ts'
import type { WakeUp } from '../../shared/queues/catalog.ts'
import { findApprovalsBehind } from '../../shared/repositories/approval-follow-ups.ts'
import { findMailboxesBehind } from '../../shared/repositories/ledger.ts'
import { deleteExpired } from '../../shared/repositories/retention.ts'
import {
  closeExpiredConversations,
  endOrphans,
  findLinesBehind,
  findTurnsBehind,
  reopenMatchedStatuses
} from '../../shared/repositories/sweeps.ts'
import { pruneThreads } from '../../shared/repositories/threads.ts'
import { expireHolds } from '../expire-holds.ts'
import { done } from '../outcome.ts'
import type { Handlers, JobApp } from '../registry.ts'

/** A row that nobody looked at for this long was missed: its wake-up is given again. */
const MISSED_AFTER_MS = 5000
const ORPHAN_AFTER_MS = 3_600_000
/** Mailboxes of each kind that one sweep rings; the next one goes on. */
const BATCH = 1000

export const expiry: Handlers<'expiry'> = {
  /** Rings every mailbox that is behind. A ring for nothing does no harm. */
  sweep: async app => {
    const wakeUps = await findWakeUps(app)
    if (wakeUps.length > 0) {
      app.log.warn({ wake_ups: wakeUps.length }, 'the sweep rings mailboxes that were missed')
      await app.producer.add(wakeUps, app.now())
    }
    return done
  },

  /** Closes conversations whose 24 hours are over, batch by batch. */
  conversations: async app => {
    while (!app.signal.aborted) {
      const closed = await withSystem(app, 'sweep', context => closeExpiredConversations(context, BATCH))
      if (closed < BATCH) return done
    }
    return done
  },

  /** Deletes what is kept for a time only: tokens, idempotency keys, counters, threads of approvals that are settled. */
  retention: async app => {
    while (!app.signal.aborted && (await withSystem(app, 'sweep', context => deleteExpired(context, BATCH))));
    await pruneThreads(app)
    return done
  },

  /** Ends requests and deposits whose time is over, and reminds the owner before. */
  holds: async app => {
    await expireHolds(app)
    return done
  }
}

function findWakeUps(app: JobApp): Promise<WakeUp[]> {
  const now = app.now()
  const ago = (ms: number) => new Date(now.getTime() - ms)
  const before = ago(MISSED_AFTER_MS)
  return withSystem(app, 'sweep', async context => {
    await endOrphans(context, ago(ORPHAN_AFTER_MS))
    const reopened = await reopenMatchedStatuses(context, BATCH)
    const mailboxes = await findMailboxesBehind(context, before, BATCH)
    const turns = await findTurnsBehind(context, ago(MISSED_AFTER_MS + app.config.TURN_MAX_WAIT_MS), BATCH)
    const times = { now, before, lostBefore: ago(SENDING_LOST_AFTER_MS) }
    const lines = await findLinesBehind(context, times, BATCH)
    const approvals = await findApprovalsBehind(context, before, BATCH)
    return [
      ...[...new Set([...reopened, ...mailboxes])].map(
        key => ({ queue: 'inbound', job: 'mailbox', data: { key } }) as const
      ),
      ...turns.map(id => ({ queue: 'agent', job: 'turn', data: { conversation_id: id } }) as const),
      ...lines.map(id => ({ queue: 'outbound', job: 'conversation', data: { conversation_id: id } }) as const),
      ...approvals.map(id => ({ queue: 'agent', job: 'approval', data: { approval_id: id } }) as const)
    ]
  })
}
