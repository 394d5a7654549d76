import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import pg from 'pg'
import { migrate } from '../../bin/migrate.ts'
import type { App } from '../../shared/context.ts'
import {
  chooseAppRole,
  createDatabase,
  sqlState,
  violatedConstraint,
  withSystem,
  withTenant
} from '../../shared/database.ts'
import { insertEvents } from '../../shared/repositories/ledger.ts'
import { startProcess } from '../../shared/start-process.ts'
import { demo, seedDemo } from '../../shared/use-cases/seed-demo.ts'
import { testConfig } from '../helpers/config.ts'
import { withDatabase } from '../helpers/database.ts'

const db = withDatabase(test)

// names of this run: roles belong to the whole server, which other test files use at the same time
const mark = randomBytes(4).toString('hex')
const APP_ROLE = `test_app_${mark}`
const BYPASSING = `test_bypassing_${mark}`
const bypassingDatabases = [`test_super_${mark}`, `test_hosted_${mark}`] as const
process.env.APP_ROLE = APP_ROLE

const superuserUrl = (database: string, user?: string): string => {
  const url = new URL(process.env.TEST_SUPERUSER_URL ?? '')
  url.pathname = `/${database}`
  if (user) [url.username, url.password] = [user, 'secret']
  return url.href
}

const asSuperuser = async (...statements: string[]): Promise<void> => {
  const client = new pg.Client(superuserUrl('postgres'))
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

test.before('a server on which the only roles bypass row-level security', async () => {
  const [bySuperuser, byHost] = bypassingDatabases
  await asSuperuser(
    `create role ${BYPASSING} login bypassrls createdb password 'secret'`,
    `create database ${bySuperuser}`,
    `create database ${byHost} owner ${BYPASSING}`
  )
  await migrate(superuserUrl(bySuperuser))
})

test.after.always('remove databases and roles', async () => {
  await asSuperuser(
    ...bypassingDatabases.map(name => `drop database if exists ${name} with (force)`),
    `drop role if exists ${APP_ROLE}`,
    `drop role if exists ${BYPASSING}`
  )
})

/** A process on `url` with two businesses of one customer each. */
async function withTwoTenants(
  url: string,
  work: (app: App, tenants: readonly [string, string]) => Promise<void>,
  pool = 5
): Promise<void> {
  const running = await startProcess(testConfig(url, { APP_ROLE, DATABASE_POOL: String(pool) }), 'test', 0)
  try {
    const slugs = [randomBytes(4).toString('hex'), randomBytes(4).toString('hex')] as const
    const tenants = await withSystem(running.app, 'operator', async context => {
      const ids: string[] = []
      for (const slug of slugs) {
        const id = await seedDemo(context, { ...demo, slug, email: `${slug}@example.com`, phoneNumberId: slug })
        await context.db.raw(`insert into customers (tenant_id, first_name, source) values (?, ?, 'whatsapp')`, [
          id,
          slug
        ])
        ids.push(id)
      }
      return ids as [string, string]
    })
    await work(running.app, tenants)
  } finally {
    await running.close()
  }
}

const tenantsSeen = (rows: { rows: { tenant_id: string }[] }): string[] => [
  ...new Set(rows.rows.map(row => row.tenant_id))
]
const FORGETFUL = 'select tenant_id from customers'

/** What must hold on every kind of login role. */
async function scopesHold(t: ExecutionContext, app: App, [mine, other]: readonly [string, string]): Promise<void> {
  for (const tenant of [mine, other])
    t.deepEqual(await withTenant(app, tenant, async ({ db }) => tenantsSeen(await db.raw(FORGETFUL))), [tenant])
  const all = await withSystem(app, 'operator', async ({ db }) => tenantsSeen(await db.raw(FORGETFUL)))
  t.true(all.includes(mine) && all.includes(other))
  const changed = await withTenant(app, mine, async ({ db }) => {
    const result = await db.raw(`update customers set notes = 'mine' returning tenant_id`)
    return tenantsSeen(result)
  })
  t.deepEqual(changed, [mine])
  await t.throwsAsync(
    withTenant(app, mine, async ({ db }) => {
      await db.raw(`insert into customers (tenant_id, source) values (?, 'whatsapp')`, [other])
    })
  )
  const nobody = await withTenant(app, '00000000-0000-4000-8000-000000000000', async ({ db }) =>
    tenantsSeen(await db.raw(FORGETFUL))
  )
  t.deepEqual(nobody, [])
}

const settings = async (knex: App['knex']): Promise<{ who: string; login: string; tenant: string; scope: string }> => {
  const { rows } = await knex.raw(
    `select current_user as who, session_user as login, coalesce(current_setting('app.tenant_id', true), '') as tenant,
       coalesce(current_setting('app.scope', true), '') as scope`
  )
  return rows[0]
}

test('a plain login role is used itself', async t => {
  await withTwoTenants(db.url, async app => {
    t.is(app.appRole, null)
    const who = await withTenant(app, '', async context => (await settings(context.db)).who)
    t.is(who, (await settings(app.knex)).login)
  })
})

test("a tenant's transaction sees its own rows only, also when a query forgets to ask for them", async t => {
  await withTwoTenants(db.url, (app, tenants) => scopesHold(t, app, tenants))
})

test('outside of withTenant and withSystem there are no rows', async t => {
  await withTwoTenants(db.url, async app => {
    for (const table of ['customers', 'tenants', 'services', 'messages', 'outbox'])
      t.is((await app.knex.raw('select count(*)::int as n from ??', [table])).rows[0].n, 0, table)
  })
})

test('a transaction inside another is refused, and the outer one is undone', async t => {
  await withTwoTenants(db.url, async (app, [mine, other]) => {
    const inner = {
      withTenant: (context: App) => withTenant(context, other, async () => undefined),
      withSystem: (context: App) => withSystem(context, 'sweep', async () => undefined)
    }
    for (const [name, nest] of Object.entries(inner)) {
      const outer = withTenant(app, mine, async context => {
        await context.db.raw(`update customers set notes = 'undone'`)
        await nest(context)
      })
      await t.throwsAsync(outer, { message: /do not nest/ }, name)
    }
    const notes = await withTenant(app, mine, async ({ db }) => (await db.raw('select notes from customers')).rows)
    t.deepEqual(notes, [{ notes: null }])
  })
})

for (const ending of ['commit', 'rollback'] as const)
  test(`after a ${ending} the next user of the connection has no scope left over`, async t => {
    await withTwoTenants(db.url, async (app, [mine]) => {
      const knex = createDatabase(db.url, 1)
      const work = withTenant({ ...app, knex }, mine, async context => {
        t.is((await settings(context.db)).tenant, mine)
        if (ending === 'rollback') throw new Error('undo')
      })
      await (ending === 'rollback' ? t.throwsAsync(work, { message: 'undo' }) : work)
      t.like(await settings(knex), { tenant: '', scope: '' })
      t.deepEqual(tenantsSeen(await knex.raw(FORGETFUL)), [])
      await withSystem({ ...app, knex }, 'sweep', async () => undefined)
      t.deepEqual(tenantsSeen(await knex.raw(FORGETFUL)), [], 'nor after the system')
      await knex.destroy()
    })
  })

test('many transactions of many tenants at once on two connections never mix', async t => {
  await withTwoTenants(
    db.url,
    async (app, tenants) => {
      const seen = await Promise.all(
        Array.from({ length: 40 }, (_, index) => {
          const tenant = tenants[index % 2] as string
          return withTenant(app, tenant, async ({ db }) => {
            const rows = tenantsSeen(await db.raw(FORGETFUL))
            if (index % 5 === 0) throw new Error('undo')
            return rows.length === 1 && rows[0] === tenant
          }).catch(error => error.message === 'undo')
        })
      )
      t.true(seen.every(Boolean))
    },
    2
  )
})

test('a superuser switches to the plain role in every transaction, and everything holds as with a plain one', async t => {
  await withTwoTenants(superuserUrl(bypassingDatabases[0]), async (app, tenants) => {
    t.is(app.appRole, APP_ROLE)
    t.is(await withTenant(app, tenants[0], async context => (await settings(context.db)).who), APP_ROLE)
    t.is(await withSystem(app, 'operator', async context => (await settings(context.db)).who), APP_ROLE)
    await scopesHold(t, app, tenants)
    const knex = createDatabase(superuserUrl(bypassingDatabases[0]), 1)
    await withTenant({ ...app, knex }, tenants[0], async () => undefined)
    const after = await settings(knex)
    t.is(after.who, after.login, 'the role ends with the transaction')
    await knex.destroy()
  })
})

test('the plain role may do on every table what the application does there', async t => {
  await withTwoTenants(superuserUrl(bypassingDatabases[0]), async app => {
    const { rows } = await app.knex.raw(
      `select relname, has_table_privilege(?, oid, 'select') and has_table_privilege(?, oid, 'insert') as allowed
       from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not like 'schema_migrations%'`,
      [APP_ROLE, APP_ROLE]
    )
    t.true(rows.length > 15)
    t.deepEqual(
      rows.filter((row: { allowed: boolean }) => !row.allowed),
      []
    )
    const event = {
      eventKey: mark,
      kind: 'unknown',
      mailboxKey: 'a:none',
      payload: '"x"',
      phoneNumberId: null
    } as const
    await insertEvents(app, [{ ...event, wabaId: null, externalId: null, occurredAt: null }], new Date())
    const kept = await withSystem(
      app,
      'ledger',
      async context => (await context.db.raw('select event_key from inbound_events')).rows
    )
    t.deepEqual(kept, [{ event_key: mark }])
  })
})

test.serial('a role that bypasses security on a host without superuser switches too, once it may', async t => {
  const url = superuserUrl(bypassingDatabases[1], BYPASSING)
  const extension = new pg.Client(superuserUrl(bypassingDatabases[1]))
  await extension.connect()
  await extension.query('create extension if not exists btree_gist')
  await extension.end()
  await migrate(url)
  await t.throwsAsync(startProcess(testConfig(url, { APP_ROLE }), 'test', 0), { message: /cannot switch to test_app_/ })
  await asSuperuser(`grant ${APP_ROLE} to ${BYPASSING}`)
  await withTwoTenants(url, async (app, tenants) => {
    t.is(app.appRole, APP_ROLE)
    await scopesHold(t, app, tenants)
  })
})

test('a role that bypasses security and has nothing to switch to is refused, with the way out', async t => {
  const knex = createDatabase(superuserUrl(bypassingDatabases[0]), 1)
  for (const wanted of ['no_such_role', BYPASSING, 'postgres'])
    await t.throwsAsync(chooseAppRole(knex, wanted), { message: new RegExp(`create role ${wanted} nologin`) })
  await knex.destroy()
})

test('whole numbers of the database are numbers, and dates stay days', async t => {
  const knex = createDatabase(db.url, 1)
  const { rows } = await knex.raw(`select count(*) as n, date '2026-11-23' as day, 12.50::numeric(12,2) as money`)
  t.deepEqual(rows, [{ n: 1, day: '2026-11-23', money: '12.50' }])
  await knex.destroy()
})

test('the SQLSTATE and the constraint are found in wrapped and bare errors, and nowhere else', t => {
  const bare = Object.assign(new Error('x'), { code: '23505', constraint: 'messages_tenant_wamid_key' })
  for (const error of [bare, Object.assign(new Error('y'), { nativeError: bare })]) {
    t.is(sqlState(error), '23505')
    t.is(violatedConstraint(error), 'messages_tenant_wamid_key')
  }
  for (const other of [null, undefined, 'x', new Error('x'), Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]) {
    t.is(sqlState(other), undefined)
    t.is(violatedConstraint(other), undefined)
  }
})

test('code sees across tenants for the listed reasons only, and every listed reason is used', t => {
  const root = new URL('../../', import.meta.url)
  const sources = ['shared', 'ingress', 'workers', 'bin'].flatMap(part =>
    readdirSync(new URL(part, root), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => ({ part, text: readFileSync(new URL(`${part}/${name}`, root), 'utf8') }))
  )
  const uses = sources.flatMap(({ part, text }) =>
    [...text.matchAll(/\bwithSystem\(\s*[\w.]+,\s*('[^']*'|[^,)]+)/g)].map(([, use]) => ({ part, use: use ?? '' }))
  )
  const declared = /export type SystemUse =([^\n]*(?:\n {2}\|[^\n]*)*)/.exec(
    readFileSync(new URL('shared/database.ts', root), 'utf8')
  )?.[1]
  const list = [...(declared ?? '').matchAll(/'([^']+)'/g)].map(([, use]) => `'${use}'`)
  t.deepEqual([...new Set(uses.map(({ use }) => use))].sort(), [...list].sort())
  t.deepEqual([...new Set(uses.filter(({ use }) => use === `'operator'`).map(({ part }) => part))], ['bin'])
})
