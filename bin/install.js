// Bootstrap: brings node_modules in line with the lock file and finds a Node that runs TypeScript by itself.
// Plain JavaScript for Node 20.19: it runs before anything is installed, on whatever Node the machine has.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { takeLock } from './lock.js'

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const OLDEST_NODE = [20, 19]
const NODE_FOR_TYPESCRIPT = 24

/** A message for the person at the terminal; shown without a stack. */
export class BootstrapError extends Error {}

const majorAndMinor = version => version.replace(/^v/, '').split('.').map(Number)

/** Why this version of Node cannot even install the packages, or undefined when it can. */
export const tooOld = version => {
  const [major, minor] = majorAndMinor(version)
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return undefined
  return `Cuadra needs Node ${OLDEST_NODE.join('.')} or newer to start; this is Node ${version.replace(/^v/, '')}. Install a newer one from https://nodejs.org`
}

/** What the packages should look like: one hash over what was asked for and the kind of machine. */
export const wantedStamp = folder => {
  const hash = createHash('sha256')
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(folder, file)))
  return hash.update(`${process.platform} ${process.arch}`).digest('hex')
}

const stampFile = folder => join(folder, 'node_modules', '.lock-hash')
const readIfThere = file => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)

// npm writes node_modules/.package-lock.json at the end of an install: with it, an `npm ci` or `npm install` done by
// hand is recognised and not repeated. Optional packages may be missing, they belong to other machines.
const installedByHand = folder => {
  const text = readIfThere(join(folder, 'node_modules', '.package-lock.json'))
  if (text === undefined) return false
  const installed = JSON.parse(text).packages ?? {}
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const there = installed[path]
    if (there === undefined) return Boolean(entry.optional || entry.devOptional)
    return there.version === entry.version && (!entry.integrity || there.integrity === entry.integrity)
  })
}

/** 'current' (nothing to do), 'by-hand' (complete, but the stamp is missing or old) or 'stale' (npm ci must run). */
export const installState = folder => {
  if (!existsSync(join(folder, 'node_modules'))) return 'stale'
  if (readIfThere(stampFile(folder)) === wantedStamp(folder)) return 'current'
  return installedByHand(folder) ? 'by-hand' : 'stale'
}

// npm runs on the machine's own Node: the one in node_modules is about to be deleted.
const environmentForNpm = () => {
  const own = join(root, 'node_modules', '.bin')
  const PATH = (process.env.PATH ?? '').split(delimiter).filter(folder => folder !== own)
  return { ...process.env, PATH: PATH.join(delimiter) }
}

const npmCi = folder =>
  new Promise((resolve, reject) => {
    const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-audit', '--no-fund']
    // Standard output may be somebody's data (`npm run ops … | jq`): npm talks on standard error only.
    const npm = spawn('npm', args, { cwd: folder, stdio: ['ignore', 2, 2], env: environmentForNpm() })
    const forward = signal => npm.kill(signal)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    npm.on('error', error => reject(new BootstrapError(`npm could not be started: ${error.message}`)))
    npm.on('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      if (code === 0) return resolve()
      const how = signal ? `was stopped by ${signal}` : `failed with exit code ${code}`
      reject(new BootstrapError(`npm ci ${how}. Nothing was started.`))
    })
  })

const takeInstallLock = async () => {
  const file = join(root, '.data', 'install.lock')
  let lock = takeLock(file)
  if (lock.heldBy) console.error(`Process ${lock.heldBy} is installing the packages; waiting for it…`)
  while (!lock.release) {
    await wait(300)
    lock = takeLock(file)
  }
  return lock
}

// The packages may belong to another user, who installed them; then they are compared again at the next start.
const writeStamp = () => {
  try {
    writeFileSync(stampFile(root), wantedStamp(root))
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
  }
}

const installUnderLock = async () => {
  const lock = await takeInstallLock()
  try {
    // Another start may have done it meanwhile.
    if (installState(root) === 'stale') {
      console.error('Installing packages (npm ci): about a minute, only when the lock file changes…')
      await npmCi(root)
      writeStamp()
    }
  } finally {
    lock.release()
  }
}

const install = async () => {
  const state = installState(root)
  if (state === 'current') return
  // A host has installed what it wants (often without the development packages): never replace that under its feet.
  if (process.env.NODE_ENV === 'production') {
    if (existsSync(join(root, 'node_modules'))) return
    throw new BootstrapError('The packages are missing. Run: npm ci --omit=dev')
  }
  if (state === 'by-hand') writeStamp()
  else await installUnderLock()
}

const runsTypeScript = version => majorAndMinor(version)[0] >= NODE_FOR_TYPESCRIPT

/** The path of a Node that runs TypeScript: the one that npm installed, else this one. */
export const findNode = folder => {
  const own = join(folder, 'node_modules', '.bin', 'node')
  if (existsSync(own)) {
    if (realpathSync(own) === realpathSync(process.execPath) && runsTypeScript(process.version)) return own
    const { stdout, status } = spawnSync(own, ['--version'], { encoding: 'utf8' })
    if (status === 0 && runsTypeScript(stdout.trim())) return own
  }
  if (runsTypeScript(process.version)) return process.execPath
  const machine = `${process.platform} ${process.arch}`
  throw new BootstrapError(
    `Cuadra runs on Node ${NODE_FOR_TYPESCRIPT}; this is ${process.version}, and npm has none for this machine (${machine}). Install Node ${NODE_FOR_TYPESCRIPT} from https://nodejs.org`
  )
}

/** Installs what is missing and returns the path of a Node that runs TypeScript. Throws BootstrapError. */
export const bootstrap = async () => {
  const reason = tooOld(process.version)
  if (reason !== undefined) throw new BootstrapError(reason)
  await install()
  return findNode(root)
}
