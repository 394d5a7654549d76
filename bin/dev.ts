// npm start: Postgres, migrations, the demo business, the sandbox, web and workers on this machine, until Ctrl-C.
import { get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Child, runCommand, startChild, stopChildren } from './children.ts'
import { writeDevEnv } from './dev-env.ts'
import {
  type Demo,
  type DevSettings,
  environmentOfParts,
  environmentOfSandbox,
  readSettings,
  sharedWithOtherTerminals,
  welcome
} from './dev-settings.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { type Lock, takeLock } from './lock.js'
import { migrate } from './migrate.ts'
import { portsProblem } from './ports.ts'

// The parts stop themselves within 25 s (SHUTDOWN_TIMEOUT_MS); hosts kill at 30.
const GRACE_MS = 28_000
const SANDBOX_GRACE_MS = 3_000
const READY_LIMIT_MS = 60_000
// npm passes on the Ctrl-C that the terminal has already sent to everybody: one press arrives as several signals.
const SAME_PRESS_MS = 700

/** Everything that runs and must not be left behind. */
type Running = {
  lock?: Lock
  postgres?: EmbeddedPostgres
  commands: Child[]
  apps: Child[]
  sandbox?: Child
  stopping: boolean
}

const running: Running = { commands: [], apps: [], stopping: false }
const hurry = new AbortController()

/** Thrown between two steps of the start when it was interrupted. */
class Interrupted extends Error {}

const unlessStopping = (): void => {
  if (running.stopping) throw new Interrupted()
}

let startup: Promise<void> = Promise.resolve()

const stop = async (exitCode: number, reason: string): Promise<void> => {
  if (running.stopping) return
  running.stopping = true
  console.error(reason)
  for (const child of running.commands) child.signal('SIGTERM')
  // The step under way ends first, so that nothing starts behind our back. Its error has been reported or is ours.
  await startup.catch(() => undefined)
  await stopChildren(running.apps, GRACE_MS, hurry.signal)
  if (running.sandbox !== undefined) await stopChildren([running.sandbox], SANDBOX_GRACE_MS, hurry.signal)
  await running.postgres?.stop()
  running.lock?.release?.()
  if (exitCode === 0) console.error('Stopped.')
  process.exit(exitCode)
}

const watch = (child: Child): Child => {
  void child.ended.then(how => stop(1, `${child.name} ended unexpectedly (${how}); stopping everything.`))
  return child
}

const takeFolder = (settings: DevSettings): void => {
  const lock = takeLock(join(settings.dataDir, 'start.lock'))
  if (lock.heldBy !== undefined) {
    throw new Error(`npm start already runs in this folder (process ${lock.heldBy}). Stop it first, with Ctrl-C there.`)
  }
  running.lock = lock
}

const checkPorts = async ({ web, sandbox }: DevSettings): Promise<void> => {
  const problem = await portsProblem(sandbox === undefined ? [web] : [web, sandbox], 'npm start')
  if (problem !== undefined) throw new Error(problem)
}

const findDatabase = async (settings: DevSettings): Promise<string> => {
  if (settings.databaseUrl !== undefined) return settings.databaseUrl
  running.postgres = await startEmbeddedPostgres({
    dir: join(settings.dataDir, 'postgres'),
    role: 'cuadra',
    database: 'cuadra',
    onUnexpectedExit: detail => {
      // Without a database the parts could finish nothing, only wait.
      hurry.abort()
      void stop(1, detail)
    }
  })
  if (running.postgres.adopted) console.log('Took over the Postgres that an earlier, killed start had left running.')
  return running.postgres.url('cuadra')
}

const seedDemo = async (env: Readonly<Record<string, string>>): Promise<Demo> => {
  const { child, result } = runCommand({ name: 'seed', args: ['bin/ops.ts', 'seed-demo'], env })
  running.commands.push(child)
  const { how, stdout, stderr } = await result
  if (how !== 'exit code 0') throw new Error(`The demo business could not be made (${how}):\n${stderr || stdout}`)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

type Answer = { readonly status: number; readonly body: string }

const ask = (url: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = get(url, { timeout: 5_000 }, response => {
      let body = ''
      response.setEncoding('utf8').on('data', chunk => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    request.on('timeout', () => request.destroy(new Error('no answer within 5 s')))
    request.on('error', reject)
  })

const waitFor = async (url: string): Promise<void> => {
  const end = Date.now() + READY_LIMIT_MS
  for (;;) {
    unlessStopping()
    const answer = await ask(url).catch((error: Error) => ({ status: 0, body: error.message }))
    if (answer.status === 200) return
    if (Date.now() > end) throw new Error(`${url} is not ready: ${answer.status || ''} ${answer.body.slice(0, 500)}`)
    await wait(50)
  }
}

const start = async (settings: DevSettings): Promise<void> => {
  const began = performance.now()
  await checkPorts(settings)
  if (!settings.production) takeFolder(settings)
  const databaseUrl = await findDatabase(settings)
  unlessStopping()
  if (!settings.production) writeDevEnv(settings.dataDir, sharedWithOtherTerminals(settings, databaseUrl))
  const applied = await migrate(databaseUrl)
  if (applied.length > 0) console.log(`Applied ${applied.length} migrations.`)
  unlessStopping()
  const env = environmentOfParts(settings, databaseUrl)
  running.apps.push(watch(startChild({ name: 'web', args: ['ingress/main.ts'], env })))
  running.apps.push(watch(startChild({ name: 'workers', args: ['workers/main.ts'], env })))
  const demo = settings.production ? undefined : await seedDemo(env)
  unlessStopping()
  if (settings.sandbox !== undefined && demo !== undefined) {
    const sandboxEnv = environmentOfSandbox(env, settings.sandbox, demo)
    running.sandbox = watch(startChild({ name: 'sandbox', args: ['sandbox/main.ts'], env: sandboxEnv }))
    await waitFor(`http://127.0.0.1:${settings.sandbox.port}/healthz`)
  }
  await waitFor(`http://127.0.0.1:${settings.web.port}/readyz`)
  console.log(welcome(settings, env, demo, ((performance.now() - began) / 1000).toFixed(1)))
}

const listenForSignals = (): void => {
  let first = 0
  const onSignal = () => {
    if (first === 0) {
      first = Date.now()
      void stop(0, '\nStopping… (Ctrl-C again to hurry)')
    } else if (Date.now() - first > SAME_PRESS_MS && !hurry.signal.aborted) {
      hurry.abort()
    }
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal)
  process.on('disconnect', () => void stop(0, 'The process that started this one is gone; stopping.'))
  // A closed terminal must not end us before the children.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

listenForSignals()
// Rejections that nobody handles come here too.
process.on('uncaughtException', error => {
  console.error(error)
  void stop(1, 'A mistake in npm start itself; stopping everything.')
})
try {
  startup = start(readSettings())
  await startup
} catch (error) {
  if (!(error instanceof Interrupted) && !running.stopping) await stop(1, messageOf(error))
}
