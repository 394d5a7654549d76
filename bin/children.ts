import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { root } from './install.js'

export type Child = {
  readonly name: string
  /** How it ended (`exit code 1`, `SIGKILL`), once it has. */
  readonly ended: Promise<string>
  readonly isRunning: () => boolean
  readonly signal: (name: NodeJS.Signals) => void
}

export type ChildOptions = {
  readonly name: string
  /** What Node is given: a file of the project and its arguments. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const NAME_WIDTH = 8
const END_WITH_US = ['--import', './bin/end-with-supervisor.js']

const passLines = (name: string, from: Readable, to: NodeJS.WriteStream): void => {
  const lines = createInterface({ input: from, crlfDelay: Number.POSITIVE_INFINITY })
  lines.on('line', line => to.write(`${name.padEnd(NAME_WIDTH)} | ${line}\n`))
}

// A group of its own: the terminal's Ctrl-C reaches only the supervisor, which stops its children in order. The channel
// tells a child when the supervisor is killed.
const spawnNode = ({ args, env }: ChildOptions) => {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc']
  })
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('A child process came without its pipes')
  return { child, stdout, stderr }
}

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })

const signalGroup = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(-pid, name)
  } catch (error) {
    // Everybody in it has ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

const handleOn = (name: string, child: ChildProcess): Child => {
  const { pid } = child
  let running = true
  const ended = endOf(child).then(how => {
    running = false
    // What it had started itself and left behind.
    if (pid !== undefined) signalGroup(pid, 'SIGKILL')
    return how
  })
  const signal = (signalName: NodeJS.Signals) => {
    if (running && pid !== undefined) signalGroup(pid, signalName)
  }
  return { name, ended, isRunning: () => running, signal }
}

/** Starts a long-running part of the system; each of its lines is printed behind its name. */
export const startChild = (options: ChildOptions): Child => {
  const { child, stdout, stderr } = spawnNode({ ...options, args: [...END_WITH_US, ...options.args] })
  passLines(options.name, stdout, process.stdout)
  passLines(options.name, stderr, process.stderr)
  return handleOn(options.name, child)
}

/** How long the output of a command that has ended may still come. */
const DRAIN_MS = 5_000

export type CommandResult = { readonly how: string; readonly stdout: string; readonly stderr: string }

/**
 * Starts a command that ends by itself. `onLine` gets each line of its standard output as it comes, `onError` pieces of
 * the other. `result` never rejects: `how` is `exit code 0` when all went well.
 */
export const runCommand = (
  options: ChildOptions,
  onLine?: (line: string) => void,
  onError?: (chunk: string) => void
): { readonly child: Child; readonly result: Promise<CommandResult> } => {
  const { child: spawned, stdout, stderr } = spawnNode(options)
  const text = { stdout: '', stderr: '' }
  stdout.setEncoding('utf8').on('data', chunk => {
    text.stdout += chunk
  })
  stderr.setEncoding('utf8').on('data', chunk => {
    text.stderr += chunk
    onError?.(chunk)
  })
  if (onLine !== undefined) createInterface({ input: stdout }).on('line', onLine)
  const closed = new Promise<void>(resolve => {
    spawned.once('close', () => resolve())
    spawned.once('error', () => resolve())
  })
  const child = handleOn(options.name, spawned)
  // A process that it left behind in a group of its own may hold the pipes for ever: the rest is not waited for.
  const drained = () => Promise.race([closed, wait(DRAIN_MS, undefined, { ref: false })])
  return { child, result: child.ended.then(how => drained().then(() => ({ how, ...text }))) }
}

/** SIGTERM to all; SIGKILL to what still runs after `graceMs`, or as soon as `hurry` is aborted. */
export const stopChildren = async (children: readonly Child[], graceMs: number, hurry: AbortSignal): Promise<void> => {
  const all = Promise.all(children.map(child => child.ended))
  for (const child of children) child.signal('SIGTERM')
  const timeout = AbortSignal.any([hurry, AbortSignal.timeout(graceMs)])
  const late = wait(graceMs * 2, 'late', { signal: timeout, ref: false }).catch(() => 'late')
  await Promise.race([all, late])
  for (const child of children.filter(each => each.isRunning())) {
    if (!hurry.aborted) console.error(`${child.name} did not stop in ${graceMs / 1000} s and is killed`)
    child.signal('SIGKILL')
  }
  await all
}
