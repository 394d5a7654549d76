// node bin/run.js bench/lists.ts: what a list costs a business with 100,000 bookings, against one with 1,000, over HTTP.
// Both businesses lie in the same tables, with as many bookings a day. Ends with 1 when a first page costs more than 30 %
// more. About a minute; starts its own Postgres and removes it.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../bin/embedded-postgres.ts'
import { migrate } from '../bin/migrate.ts'
import { buildApp } from '../ingress/app.ts'
import { signAccessToken } from '../shared/access-token.ts'
import { readConfig } from '../shared/config.ts'
import type { App } from '../shared/context.ts'
import { withTenant } from '../shared/database.ts'
import { startProcess } from '../shared/start-process.ts'
import { registerTenant } from '../shared/use-cases/register-tenant.ts'

const SMALL = 1000
const LARGE = 100_000
const BOOKINGS_PER_CUSTOMER = 10
const ROUNDS = 80
const WARM_UP = 20
const MOST = 1.3

type Business = Readonly<{ tenantId: string; token: string; customerId: string; pages: number }>
/** `judged`: the promise. The others are shown for what they are. */
type Case = Readonly<{ title: string; path: (business: Business) => string; judged: boolean }>

const cases: readonly Case[] = [
  { title: 'bookings, first page', path: () => '/bookings', judged: true },
  { title: 'bookings, 100 on a page', path: () => '/bookings?page_size=100', judged: true },
  { title: 'bookings by status', path: () => '/bookings?status=confirmed', judged: true },
  { title: 'bookings of a week', path: () => '/bookings?date_from=2026-11-23&date_to=2026-11-29', judged: true },
  {
    title: 'bookings of a customer',
    path: ({ customerId }) => `/bookings?customer_id=${customerId}`,
    judged: true
  },
  { title: 'bookings, page 40', path: () => '/bookings?page=40', judged: true },
  { title: 'bookings, last page', path: ({ pages }) => `/bookings?page=${pages}`, judged: false },
  { title: 'customers, first page', path: () => '/customers', judged: false },
  { title: 'customers, search', path: () => '/customers?search=cliente%2077', judged: false }
]

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'cuadra-bench-'))
  const postgres = await startEmbeddedPostgres({ dir: join(folder, 'postgres'), role: 'cuadra', database: 'cuadra' })
  try {
    await migrate(postgres.url('cuadra'))
    return await measureAll(postgres.url('cuadra'), folder)
  } finally {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureAll(databaseUrl: string, folder: string): Promise<number> {
  const { app, close } = await startProcess(configFor(databaseUrl, folder), 'bench', 0)
  const server = createServer(buildApp(app).callback())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const small = await seed(app, SMALL)
    const large = await seed(app, LARGE)
    await app.knex.raw('vacuum analyze')
    return await compare(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`, small, large)
  } finally {
    server.closeAllConnections()
    server.close()
    await close()
  }
}

const configFor = (databaseUrl: string, folder: string) =>
  readConfig(
    {
      NODE_ENV: 'development',
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'silent',
      PORT: '0',
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
      JWT_SECRET: 'only-for-this-measurement-and-nothing-else',
      OPERATOR_PASSWORD: 'only-for-this-measurement',
      STORAGE_URL: `file:${join(folder, 'media')}`
    },
    join(folder, 'none')
  )

/** A business with one service, customers, and a booking every two hours, so that a week is a week in both. */
async function seed(app: App, bookings: number): Promise<Business> {
  const tenantId = randomUUID()
  const slug = `bench-${bookings}`
  const given = { slug, businessName: slug, email: `${slug}@example.com`, hashedPassword: 'none' }
  const { user } = await withTenant(app, tenantId, context => registerTenant(context, given))
  return await withTenant(app, tenantId, async ({ db }) => {
    await db.raw(`update tenants set status = 'active' where id = ?`, [tenantId])
    const services = await db.raw(
      `insert into services (tenant_id, name, duration_minutes, price_amount) values (?, 'Corte', 60, 35000) returning id`,
      [tenantId]
    )
    await db.raw(
      `insert into customers (tenant_id, first_name, last_name, phone, source, search_text, created_at)
       select ?, 'Cliente', n::text, '+573' || lpad(n::text, 9, '0'), 'whatsapp',
         'cliente ' || n || ' 573' || lpad(n::text, 9, '0'), now() - n * interval '1 minute'
       from generate_series(1, ?::int) n`,
      [tenantId, bookings / BOOKINGS_PER_CUSTOMER]
    )
    await db.raw(
      `with people as (select id, row_number() over (order by id) - 1 as place from customers where tenant_id = ?)
       insert into bookings (tenant_id, customer_id, service_id, start_time, end_time, status, source)
       select ?, people.id, ?, start_time, start_time + interval '1 hour',
         (array['completed', 'confirmed', 'cancelled', 'pending_approval'])[1 + n % 4], 'whatsapp'
       from generate_series(0, ?::int) n
       join people on people.place = n % (select count(*) from people)
       cross join lateral (select timestamptz '2026-12-31' - n * interval '2 hours' as start_time) times`,
      [tenantId, tenantId, services.rows[0].id, bookings - 1]
    )
    const { rows } = await db.raw('select id from customers where tenant_id = ? limit 1', [tenantId])
    const owner = { id: user.id, tenantId, role: 'owner' }
    const token = await signAccessToken(app.config.JWT_SECRET, owner, new Date(), randomUUID())
    return { tenantId, token, customerId: rows[0].id, pages: bookings / 20 }
  })
}

async function compare(base: string, small: Business, large: Business): Promise<number> {
  const size = (count: number) => count.toLocaleString('en').padStart(9)
  console.log(`${'median of a request in ms'.padEnd(26)}${size(SMALL)}${size(LARGE)}    ratio`)
  let worst = 0
  for (const { title, path, judged } of cases) {
    const [few, many] = await measure(base, path, small, large)
    const ratio = many / few
    if (judged) worst = Math.max(worst, ratio)
    const figures = [few, many].map(each => each.toFixed(2).padStart(9)).join('')
    console.log(`${title.padEnd(26)}${figures}${ratio.toFixed(2).padStart(9)}${judged ? '' : '   (not judged)'}`)
  }
  console.log(`\nworst judged ratio: ${worst.toFixed(2)}, at most ${MOST} is promised`)
  return worst <= MOST ? 0 : 1
}

/** Medians of both businesses, asked in turn, so that whatever else this machine does falls on both. */
async function measure(
  base: string,
  path: Case['path'],
  small: Business,
  large: Business
): Promise<[small: number, large: number]> {
  const times: [number[], number[]] = [[], []]
  for (let round = -WARM_UP; round < ROUNDS; round += 1)
    for (const [index, business] of [small, large].entries()) {
      const started = performance.now()
      const response = await fetch(base + path(business), { headers: { authorization: `Bearer ${business.token}` } })
      const body = await response.text()
      if (response.status !== 200) throw new Error(`${path(business)} answers ${response.status}: ${body}`)
      if (round >= 0) times[index as 0 | 1].push(performance.now() - started)
    }
  return [median(times[0]), median(times[1])]
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

process.exitCode = await main()
