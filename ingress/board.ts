import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { KoaAdapter } from '@bull-board/koa'
import type { Middleware } from 'koa'
import type { App } from '../shared/context.ts'
import { entryOf, queueNames } from '../shared/queues/catalog.ts'

export const BOARD_PATH = '/admin/queues'

/** Bull Board over every queue of the catalog: a failed job can be read and tried again, on either backend. */
export function operatorBoard(app: App): Middleware {
  const serverAdapter = new KoaAdapter()
  serverAdapter.setBasePath(BOARD_PATH)
  createBullBoard({
    queues: queueNames.map(
      name => new BullMQAdapter(app.producer.queue(name), { description: entryOf(name).description })
    ),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Cuadra' } }
  })
  return serverAdapter.registerPlugin() as unknown as Middleware
}
