import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A process of ours that a test starts, kills without warning and starts again. */
export type OwnProcess = Readonly<{
  start: () => void
  /** kill -9, as when the machine loses power. */
  kill: () => Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop: () => Promise<number | null>
  output: () => string
}>

export function ownProcess(args: readonly string[], env: Readonly<Record<string, string>>): OwnProcess {
  let child: ChildProcess | null = null
  let output = ''
  const alive = () => child !== null && child.exitCode === null && child.signalCode === null
  const end = async (signal: NodeJS.Signals) => {
    if (!child || !alive()) return child?.exitCode ?? null
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
    return child.exitCode
  }
  return {
    start: () => {
      child = spawn(process.execPath, [...args], {
        cwd: root,
        env: { PATH: process.env.PATH ?? '', ...coverage(), ...env },
        stdio: ['ignore', 'pipe', 'pipe']
      })
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', chunk => {
          output += chunk
        })
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    output: () => output
  }
}

const coverage = (): Record<string, string> =>
  process.env.NODE_V8_COVERAGE ? { NODE_V8_COVERAGE: process.env.NODE_V8_COVERAGE } : {}
