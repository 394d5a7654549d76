import Router from '@koa/router'
import type { App } from '../../shared/context.ts'
import { within } from '../../shared/queues/backend.ts'
import { findMissingMigrations } from '../../shared/repositories/migrations.ts'

/** `/healthz`: the process answers. `/readyz`: it can store what it is sent; the queue's state is told, not demanded (RULINGS 16). */
export function healthRoutes(app: App): Router {
  const router = new Router()
  router.get('/healthz', ctx => {
    ctx.body = { status: 'ok' }
  })
  router.get('/readyz', async ctx => {
    const [database, queue] = await Promise.all([checkDatabase(app), check(app.producer.ping(1000))])
    ctx.status = database === 'up' ? 200 : 503
    ctx.body = { status: ctx.status === 200 ? 'ready' : 'not_ready', database, queue, queue_backend: app.producer.kind }
  })
  return router
}

async function checkDatabase(app: App): Promise<'up' | 'down' | 'migrations_missing'> {
  try {
    return (await within(2000, findMissingMigrations(app.knex))).length === 0 ? 'up' : 'migrations_missing'
  } catch (error) {
    app.log.error({ err: error }, 'Postgres does not answer')
    return 'down'
  }
}

const check = (answer: Promise<unknown>): Promise<'up' | 'down'> =>
  answer.then(
    () => 'up' as const,
    () => 'down' as const
  )
