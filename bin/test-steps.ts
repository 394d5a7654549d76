import { availableParallelism } from 'node:os'
import { type Child, type CommandResult, runCommand } from './children.ts'
import { createTapReader, type TapFailure, type TapResult } from './tap.ts'

type Env = Readonly<Record<string, string>>

/** A check that either holds or prints why not. */
export type Step = { readonly child: Child; readonly result: Promise<CommandResult> }

const plainEnv = (): Env =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => Boolean(entry[1])))

const step = (name: string, args: readonly string[]): Step => runCommand({ name, args, env: plainEnv() })

export const lint = (): Step => step('lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '.'])
export const checkTypes = (): Step => step('types', ['node_modules/typescript/bin/tsc'])

const MEASURED = ['shared', 'ingress', 'workers', 'sandbox']

/** Share of lines that the tests ran, from V8's data; files that no test loaded count too. Fails under 70 %. */
export const checkCoverage = (folder: string): Step =>
  step('coverage', [
    'node_modules/c8/bin/c8.js',
    'report',
    `--temp-directory=${folder}`,
    '--reporter=text-summary',
    '--reporter=lcovonly',
    '--all',
    ...MEASURED.flatMap(name => [`--src=${name}`, `--include=${name}/**/*.ts`]),
    // Modules of types alone never run.
    '--exclude=**/*.d.ts',
    '--exclude=**/types.ts',
    '--merge-async',
    '--check-coverage',
    '--lines=70'
  ])

// A developer's own servers and keys must be out of a test's reach, whatever is set in this terminal.
const OUT_OF_REACH =
  /^(DATABASE_|REDIS_|META_|CALCOM_|ANTHROPIC_|AWS_|STORAGE_|PG[A-Z]|SANDBOX_|TURN_|NODE_COMPILE_CACHE$)/

/** The environment of the tests. DATABASE_URL leads nowhere: without it `.data/dev.env` would be asked. */
export const environmentOfTests = (added: Readonly<Record<string, string | undefined>>): Env => {
  const kept = Object.entries(plainEnv()).filter(([name]) => !OUT_OF_REACH.test(name))
  const more = Object.entries(added).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    LOG_LEVEL: 'fatal',
    ...Object.fromEntries(kept),
    NODE_ENV: 'test',
    DATABASE_URL: 'postgres://tests-use-with-database.invalid:1/none',
    ...Object.fromEntries(more)
  }
}

export type TestRun = { readonly child: Child; readonly result: Promise<TapResult> }

const EARLY_END: readonly string[] = ['  AVA ended early. What it printed is above.']

/** Runs AVA on the files (all when none is named). A run that fails without a failed test counts as one failure. */
export const runTests = (args: readonly string[], env: Env, onFailure: (failure: TapFailure) => void): TestRun => {
  const reader = createTapReader(onFailure)
  const started = Date.now()
  const concurrency = `--concurrency=${Math.max(2, Math.min(8, availableParallelism()))}`
  const { child, result } = runCommand(
    { name: 'tests', args: ['bin/ava.js', '--tap', concurrency, ...args], env },
    reader.line,
    chunk => process.stderr.write(chunk)
  )
  const progress = setInterval(() => {
    const { passed, failures } = reader.result
    console.log(`… ${passed} passed, ${failures.length} failed after ${Math.round((Date.now() - started) / 1000)} s`)
  }, 15_000)
  const counted = result.then(({ how }) => {
    clearInterval(progress)
    reader.end()
    if (how !== 'exit code 0' && reader.result.failures.length === 0) {
      const failure: TapFailure = { title: `the test run ended with ${how}`, details: EARLY_END }
      reader.result.failures.push(failure)
      onFailure(failure)
    }
    return reader.result
  })
  return { child, result: counted }
}
