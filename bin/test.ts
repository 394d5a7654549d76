// npm test [-- file…]: lint, types, tests against real Postgres and Redis, coverage. With files: only these tests.
import { join } from 'node:path'
import { type Child, type CommandResult, stopChildren } from './children.ts'
import type { TapFailure, TapResult } from './tap.ts'
import { clearTestFolder, findRedis, makeTestFolder, startPostgres } from './test-servers.ts'
import { checkCoverage, checkTypes, environmentOfTests, lint, runTests, type Step } from './test-steps.ts'

const children: Child[] = []
const hurry = new AbortController()
let folder: string | undefined
let stopping = false
let preparing: Promise<unknown> = Promise.resolve()

const heading = (text: string): void => console.log(`\n== ${text}`)

const cleanUp = async (): Promise<void> => {
  await preparing
  await stopChildren(children, 5_000, hurry.signal)
  if (folder !== undefined) await clearTestFolder(folder)
}

const interrupt = async (reason: string): Promise<void> => {
  if (stopping) return
  stopping = true
  console.error(`\n${reason}`)
  await cleanUp()
  process.exit(130)
}

const track = <T extends { readonly child: Child }>(started: T): T => {
  children.push(started.child)
  return started
}

/** Prints what a check found; returns how many failures it counts for. */
const report = async (title: string, { result }: Step, show: (result: CommandResult) => string): Promise<number> => {
  const ended = await result
  heading(title)
  const ok = ended.how === 'exit code 0'
  console.log(ok ? show(ended) : `${ended.stdout}${ended.stderr}\nFAILED: ${title} (${ended.how})`)
  return ok ? 0 : 1
}

const showFailure = ({ title, details }: TapFailure): void =>
  console.log([`\nFAILED: ${title}`, ...details, ''].join('\n'))

const showResult = (result: TapResult, redisUrl: string | undefined, failedChecks: number): void => {
  const failed = result.failures.length + failedChecks
  if (result.failures.length > 0) {
    heading('Failed tests')
    for (const { title } of result.failures) console.log(`- ${title}`)
  }
  if (result.skipped.length > 0) {
    heading('Skipped tests')
    for (const title of result.skipped) console.log(`- ${title}`)
  }
  const redis =
    redisUrl === undefined ? ' REDIS HALF SKIPPED: no Redis was found, so half of the queue tests did not run.' : ''
  console.log(`\n${result.skipped.length} skipped.${redis}`)
  console.log(`${result.passed} passed, ${failed} failed`)
}

const prepareServers = async (redisNamed: string | undefined) => {
  folder = await makeTestFolder()
  const [postgres, redisUrl] = await Promise.all([startPostgres(folder), findRedis(folder, redisNamed)])
  return { folder, postgres, redisUrl }
}

const run = async (args: readonly string[]): Promise<number> => {
  const everything = args.length === 0
  const checks = everything ? { lint: track(lint()), types: track(checkTypes()) } : undefined
  const servers = prepareServers(process.env.TEST_REDIS_URL)
  // Its failure is met where it is awaited; until then it must not count as unhandled.
  preparing = servers.catch(() => undefined)
  let failedChecks = 0
  if (checks !== undefined) {
    failedChecks += await report('Lint (Biome)', checks.lint, () => 'ok')
    failedChecks += await report('Types (TypeScript)', checks.types, () => 'ok')
  }
  const { postgres, redisUrl, folder: temp } = await servers
  if (stopping) return 130
  heading('Tests (AVA)')
  console.log(`Postgres: embedded. Redis: ${redisUrl ?? 'NONE FOUND, its half of the queue tests is skipped'}.`)
  const coverage = join(temp, 'coverage')
  const env = environmentOfTests({
    ...postgres,
    TEST_REDIS_URL: redisUrl,
    TEST_FOLDER: temp,
    NODE_V8_COVERAGE: everything ? coverage : undefined
  })
  const result = await track(runTests(args, env, showFailure)).result
  if (stopping) return 130
  if (everything) failedChecks += await report('Coverage', track(checkCoverage(coverage)), each => each.stdout.trim())
  showResult(result, redisUrl, failedChecks)
  return result.failures.length + failedChecks === 0 && result.passed > 0 ? 0 : 1
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => void interrupt('Interrupted; stopping what was started…'))
}
process.on('disconnect', () => void interrupt('The process that started this one is gone; stopping.'))
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

let exitCode = 1
try {
  exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!stopping) console.error(error)
}
if (!stopping) {
  stopping = true
  await cleanUp()
  process.exit(exitCode)
}
