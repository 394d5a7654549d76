// Runs a TypeScript file of this project on the Node that the bootstrap found; a parent that passes signals stays,
// because Node 20 cannot replace its own process.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BootstrapError, bootstrap, root } from './install.js'

const PARENT_CHECK_MS = 300

// `kill` on npm ends the shell between it and us, which passes no signal on; what it ran must not stay behind.
const endWithNpm = child => {
  if (process.env.npm_lifecycle_event === undefined) return
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    child.kill('SIGTERM')
  }, PARENT_CHECK_MS)
  timer.unref()
}

/**
 * Runs `file` (a path inside the project) and ends this process the way it ended. The variables of `.env` come along
 * unless `withEnvFile` is false; those of the real environment win.
 */
export const runFile = async (file, args, withEnvFile = true) => {
  let node
  try {
    node = await bootstrap()
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error
    console.error(error.message)
    process.exit(1)
  }
  const flags = withEnvFile && existsSync(join(root, '.env')) ? ['--env-file=.env'] : []
  const child = spawn(node, [...flags, file, ...args], {
    cwd: root,
    // The channel tells the child when this process is killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { NODE_COMPILE_CACHE: join(root, '.data', 'compile-cache'), ...process.env }
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  endWithNpm(child)
  child.on('error', error => {
    console.error(`${node} could not be started: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
