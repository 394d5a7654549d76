import { randomUUID } from 'node:crypto'
import createKnex, { type Knex } from 'knex'
import { knexSnakeCaseMappers, transaction } from 'objection'
import pg from 'pg'
import type { App, Context } from './context.ts'
import { publishWakeUps } from './outbox/publish.ts'

// bigint columns are sequences and counters, far below 2^53
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
// a date has no time zone: as a JavaScript Date it would change with the machine's
pg.types.setTypeParser(pg.types.builtins.DATE, String)

/** A Knex pool on `url`. `max` counts connections of this process. */
export function createDatabase(url: string, max: number): Knex {
  return createKnex({
    client: 'pg',
    connection: { connectionString: url, application_name: 'cuadra', keepAlive: true },
    pool: { min: 0, max, idleTimeoutMillis: 30_000 },
    acquireConnectionTimeout: 10_000,
    // an error names its statement with placeholders: with the values it would carry rows into logs and queues
    compileSqlOnError: false,
    // models and their queries speak camelCase; raw SQL and its rows stay as they are written
    ...knexSnakeCaseMappers()
  })
}

/**
 * Which role transactions must switch to so that row-level security holds (RULINGS 18): none when the login role is
 * plain; `wanted` when the login role bypasses security and may switch; otherwise it throws, and production must not start.
 */
export async function chooseAppRole(knex: Knex, wanted: string): Promise<string | null> {
  const { rows } = await knex.raw<{ rows: { bypasses: boolean; may_switch: boolean | null }[] }>(
    `select r.rolsuper or r.rolbypassrls as bypasses,
       (select pg_has_role(current_user, a.oid, 'member') from pg_roles a
         where a.rolname = ? and not a.rolsuper and not a.rolbypassrls) as may_switch
     from pg_roles r where r.rolname = current_user`,
    [wanted]
  )
  const role = rows[0]
  if (role && !role.bypasses) return null
  if (role?.may_switch) return wanted
  throw new Error(
    `The database role bypasses row-level security and cannot switch to ${wanted}: create it with "create role ${wanted} nologin; grant ${wanted} to current_user" and run the migrations again`
  )
}

/** Runs `work` in one transaction that sees the rows of one tenant, and publishes its wake-ups after the commit. */
export function withTenant<T>(app: App, tenantId: string, work: (context: Context) => Promise<T>): Promise<T> {
  return inScope(app, tenantId, '', work)
}

/** Reasons for which code may see across tenants: the whole list, held by a test. */
export type SystemUse =
  | 'find-tenant'
  | 'sign-in'
  | 'rate-limit'
  | 'ledger'
  | 'outbox'
  | 'sweep'
  | 'verify-webhook'
  | 'metrics'
  | 'operator'

/** Runs `work` in one transaction that sees every tenant. `use` names why; new reasons are added to SystemUse on purpose. */
export function withSystem<T>(app: App, _use: SystemUse, work: (context: Context) => Promise<T>): Promise<T> {
  return inScope(app, '', 'system', work)
}

async function inScope<T>(
  app: App,
  tenantId: string,
  scope: '' | 'system',
  work: (context: Context) => Promise<T>
): Promise<T> {
  if ('db' in app) throw new Error('transactions do not nest: this code already runs inside withTenant or withSystem')
  const wakeUps: number[] = []
  const result = await transaction(app.knex, async db => {
    const settings = app.appRole
      ? `select set_config('role', ?, true), set_config('app.tenant_id', ?, true), set_config('app.scope', ?, true)`
      : `select set_config('app.tenant_id', ?, true), set_config('app.scope', ?, true)`
    await db.raw(settings, app.appRole ? [app.appRole, tenantId, scope] : [tenantId, scope])
    return await work({ ...app, db, tenantId, wakeUps })
  })
  if (wakeUps.length > 0) publishWakeUps(app, wakeUps)
  return result
}

/** A new random id. Rows that need an order have a sequence of their own. */
export const newId = (): string => randomUUID()

/** The SQLSTATE of a database error, through Objection's wrapping; undefined for anything else. */
export function sqlState(error: unknown): string | undefined {
  const native = (error as { nativeError?: unknown })?.nativeError ?? error
  const code = (native as { code?: unknown })?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** The name of the constraint that refused, if one did. Messages and details are hidden by row-level security. */
export function violatedConstraint(error: unknown): string | undefined {
  const native = (error as { nativeError?: unknown })?.nativeError ?? error
  const name = (native as { constraint?: unknown })?.constraint
  return typeof name === 'string' ? name : undefined
}
