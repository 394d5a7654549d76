import { parseArgs } from 'node:util'
import { readConfigOrExit } from '../shared/config.ts'
import { withSystem } from '../shared/database.ts'
import { toEmail } from '../shared/domain/email.ts'
import { hashPassword, randomPassword } from '../shared/passwords.ts'
import { queueNames } from '../shared/queues/catalog.ts'
import { findUserByEmail } from '../shared/repositories/auth-users.ts'
import { findMissingMigrations } from '../shared/repositories/migrations.ts'
import { type Running, startProcess } from '../shared/start-process.ts'
import { rotateKeys } from '../shared/use-cases/rotate-keys.ts'
import { demo, seedDemo } from '../shared/use-cases/seed-demo.ts'
import { setPassword } from '../shared/use-cases/set-password.ts'

type Command = Readonly<{ usage: string; run: (running: Running, args: string[]) => Promise<number> }>

const commands: Readonly<Record<string, Command>> = {
  'seed-demo': { usage: 'seed-demo [--phone-number-id ID] [--access-token TOKEN] [--waba-id ID]', run: runSeedDemo },
  tenant: { usage: 'tenant list | activate SLUG | suspend SLUG', run: runTenant },
  user: { usage: 'user reset EMAIL   gives a person a new password and ends her sign-ins', run: runUser },
  'rotate-keys': { usage: 'rotate-keys     seals every secret with the first of ENCRYPTION_KEYS', run: runRotateKeys },
  doctor: { usage: 'doctor          what is wrong, in one page; exits 1 when something is', run: runDoctor }
}

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (!command) {
  const lines = Object.values(commands).map(({ usage }) => `  npm run ops -- ${usage}`)
  process.stderr.write(`Usage:\n${lines.join('\n')}\n`)
  process.exit(1)
}
const running = await startProcess({ ...readConfigOrExit(), LOG_LEVEL: 'error' }, 'ops', 0)
try {
  process.exitCode = await command.run(running, args)
} finally {
  await running.close()
}

async function runSeedDemo({ app }: Running, given: string[]): Promise<number> {
  if (app.config.NODE_ENV === 'production') {
    process.stderr.write('The demo business has a public password: it is not for production\n')
    return 1
  }
  const { values } = parseArgs({
    args: given,
    options: {
      'phone-number-id': { type: 'string', default: demo.phoneNumberId },
      'access-token': { type: 'string', default: demo.accessToken },
      'waba-id': { type: 'string', default: demo.wabaId }
    }
  })
  const wanted = {
    ...demo,
    phoneNumberId: values['phone-number-id'],
    accessToken: values['access-token'],
    wabaId: values['waba-id']
  }
  const id = await withSystem(app, 'operator', context => seedDemo(context, wanted))
  print({
    id,
    business: wanted.businessName,
    slug: wanted.slug,
    phone_number_id: wanted.phoneNumberId,
    display_phone_number: wanted.displayPhoneNumber,
    waba_id: wanted.wabaId,
    access_token: wanted.accessToken,
    owner_phone: wanted.ownerPhone,
    email: wanted.email,
    password: wanted.password
  })
  return 0
}

async function runTenant({ app }: Running, [action, slug]: string[]): Promise<number> {
  const status = action === 'activate' ? 'active' : action === 'suspend' ? 'suspended' : null
  return await withSystem(app, 'operator', async context => {
    if (status && slug) {
      const { rowCount } = await context.db.raw<{ rowCount: number }>(
        'update tenants set status = ?, updated_at = ? where slug = ?',
        [status, context.now(), slug]
      )
      process.stdout.write(rowCount === 1 ? `${slug} is ${status}\n` : `There is no business ${slug}\n`)
      return rowCount === 1 ? 0 : 1
    }
    const { rows } = await context.db.raw<{ rows: unknown[] }>(
      'select slug, business_name, status, whatsapp_status, whatsapp_status_reason from tenants order by slug'
    )
    for (const row of rows) print(row)
    return action === 'list' ? 0 : 1
  })
}

async function runUser({ app }: Running, [action, email]: string[]): Promise<number> {
  if (action !== 'reset' || !email) {
    process.stderr.write(`Usage: npm run ops -- ${commands.user?.usage}\n`)
    return 1
  }
  const password = randomPassword()
  const hashed = await hashPassword(password, app.config.BCRYPT_COST)
  return await withSystem(app, 'operator', async context => {
    const user = await findUserByEmail(context, toEmail(email).address)
    const changed = user && (await setPassword(context, user, hashed, 'reset_by_operator'))
    process.stdout.write(
      changed ? `The new password of ${user.email}: ${password}\n` : `Nobody has the email ${email}\n`
    )
    return changed ? 0 : 1
  })
}

async function runRotateKeys({ app }: Running): Promise<number> {
  const sealed = await withSystem(app, 'operator', rotateKeys)
  process.stdout.write(`${sealed} secrets sealed with the first key; older keys may go once this says 0\n`)
  return 0
}

/** Looks at everything that has an owner-visible effect when it is wrong, and says it in one line each. */
async function runDoctor({ app }: Running): Promise<number> {
  const problems: string[] = []
  const missing = await findMissingMigrations(app.knex)
  if (missing.length > 0) problems.push(`migrations missing: ${missing.join(', ')} (run: npm run migrate)`)
  const queue = await app.producer.ping(2000).then(
    () => true,
    () => false
  )
  if (!queue) problems.push(`the queue store (${app.producer.kind}) does not answer`)
  else
    for (const name of queueNames) {
      const { failed = 0 } = await app.producer.queue(name).getJobCounts('failed')
      if (failed > 0)
        problems.push(`${failed} failed jobs in queue ${name} (look: ${app.config.PUBLIC_URL}/admin/queues)`)
    }
  if (missing.length === 0) problems.push(...(await findRowProblems(running)))
  process.stdout.write(problems.length === 0 ? 'Nothing is wrong\n' : `${problems.join('\n')}\n`)
  return problems.length === 0 ? 0 : 1
}

function findRowProblems({ app }: Running): Promise<string[]> {
  return withSystem(app, 'operator', async context => {
    const { rows } = await context.db.raw<{ rows: { problem: string; count: number }[] }>(
      `select 'wake-ups set aside in the outbox' as problem, count(*)::int from outbox where dead
       union all select 'wake-ups not published for a minute', count(*)::int from outbox
         where not dead and created_at < now() - interval '1 minute'
       union all select 'ledger events set aside as failed', count(*)::int from inbound_events where fate = 'failed'
       union all select 'ledger events open for a minute', count(*)::int from inbound_events
         where fate is null and received_at < now() - interval '1 minute'
       union all select 'events of numbers that no business here owns', count(*)::int from inbound_events
         where fate = 'unknown_tenant' and received_at > now() - interval '1 day'
       union all select 'messages that need a person', count(*)::int from messages where needs_attention
       union all select 'businesses whose WhatsApp channel is stopped', count(*)::int from tenants
         where whatsapp_status in ('token_dead', 'blocked')`
    )
    return rows.filter(row => row.count > 0).map(row => `${row.count} ${row.problem}`)
  })
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
