import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { describeProcess } from './lock.js'

export type RunningServer = { readonly port: number; readonly stop: () => Promise<void> }

const FAST_SHUTDOWN_MS = 10_000

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  // A server that stops ends this connection too; without a listener that would end our process.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

// 28P01: the server answers and does not know our password, so it is not ours and waiting is useless.
const isFinal = (error: unknown): boolean => (error as { code?: string }).code === '28P01'

/** Waits until the server takes a connection or `isOver`; throws the last error after `limit` milliseconds. */
export const waitUntilReady = async (url: string, limit: number, isOver: () => boolean): Promise<void> => {
  const end = Date.now() + limit
  while (!isOver()) {
    try {
      await (await connect(url)).end()
      return
    } catch (error) {
      if (Date.now() > end || isFinal(error)) throw error
    }
    await wait(25)
  }
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Stops a server: fast (SIGINT) first, at once (SIGQUIT) if that takes too long. Resolves when it is gone. */
export const stopProcess = async (pid: number): Promise<void> => {
  signal(pid, 'SIGINT')
  const hurryAt = Date.now() + FAST_SHUTDOWN_MS
  let hurried = false
  while (describeProcess(pid) !== undefined) {
    if (!hurried && Date.now() > hurryAt) {
      signal(pid, 'SIGQUIT')
      hurried = true
    }
    await wait(20)
  }
}

const pidFile = (dir: string) => join(dir, 'postmaster.pid')

/** The process that holds a data directory: its id, and its port once it has one. */
const holderOf = (dir: string): { pid: number; port: number | undefined } | undefined => {
  if (!existsSync(pidFile(dir))) return undefined
  const lines = readFileSync(pidFile(dir), 'utf8').split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, port: port > 0 ? port : undefined }
}

const isServerOf = (pid: number, dir: string): boolean => {
  const command = describeProcess(pid)?.command ?? ''
  return command.includes('postgres') && command.includes(dir)
}

/** Stops the server of a data directory, whoever started it; does nothing when there is none. */
export const stopServerOf = async (dir: string): Promise<void> => {
  const holder = holderOf(dir)
  if (holder !== undefined && isServerOf(holder.pid, dir)) await stopProcess(holder.pid)
}

const serves = async (url: string, dir: string): Promise<boolean> => {
  const client = await connect(url)
  try {
    const { rows } = await client.query('show data_directory')
    return realpathSync(String(rows[0]?.data_directory)) === realpathSync(dir)
  } finally {
    await client.end()
  }
}

const WATCH_MS = 1_000

// A server that is not our child sends no exit event.
const watchAdopted = (pid: number, port: number, onUnexpectedExit: (detail: string) => void): RunningServer => {
  const timer = setInterval(() => {
    if (describeProcess(pid) !== undefined) return
    clearInterval(timer)
    onUnexpectedExit(`Postgres (process ${pid}, left by an earlier start) ended.`)
  }, WATCH_MS)
  timer.unref()
  const stop = async () => {
    clearInterval(timer)
    await stopProcess(pid)
  }
  return { port, stop }
}

/**
 * The server that a killed run left on this directory, when it is alive; undefined when there is none. `urlWithoutPort`
 * is the superuser's, its port is filled in. A pid file whose process is gone or is not Postgres (a container counts its
 * processes from 1 again) is removed: the server itself would take such a process for another server.
 */
export const adoptServer = async (
  dir: string,
  urlWithoutPort: string,
  onUnexpectedExit: (detail: string) => void
): Promise<RunningServer | undefined> => {
  const end = Date.now() + 30_000
  for (;;) {
    const holder = holderOf(dir)
    if (holder === undefined) return undefined
    if (!isServerOf(holder.pid, dir)) {
      rmSync(pidFile(dir), { force: true })
      return undefined
    }
    if (holder.port !== undefined) {
      const url = new URL(urlWithoutPort)
      url.port = String(holder.port)
      // Starting, stopping or in recovery: ask again, until it answers or is gone.
      const ours = await serves(url.href, dir).catch(() => undefined)
      if (ours === true) return watchAdopted(holder.pid, holder.port, onUnexpectedExit)
    }
    if (Date.now() > end) {
      throw new Error(
        `A Postgres (process ${holder.pid}) holds ${dir} but does not answer. Stop it with: kill -INT ${holder.pid}`
      )
    }
    await wait(100)
  }
}
