// A lock file that names its holder, so that one left behind by a killed process is recognised and taken over.
// Plain JavaScript: the bootstrap needs it before any package is installed.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

// A lock file is created first and filled right after; one that stays empty for longer belongs to a killed process.
const EMPTY_LOCK_MS = 10_000

const textOf = file => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined
    throw error
  }
}

/** What the system knows of a process: when it started and its command line; undefined when it is gone or a zombie. */
export const describeProcess = pid => {
  if (process.platform === 'linux') {
    const stat = textOf(`/proc/${pid}/stat`)
    if (stat === undefined) return undefined
    // The name in parentheses may hold spaces; state and start time are the 3rd and the 22nd field of proc(5).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    return { started: fields[19], command: (textOf(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim() }
  }
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=,command=', '-p', String(pid)], { encoding: 'utf8' })
  const match = /^(\S+)\s+((?:\S+\s+){4}\S+)\s+(.*)$/.exec((stdout ?? '').trim())
  if (match === null || match[1].startsWith('Z')) return undefined
  return { started: match[2].replaceAll(/\s+/g, '_'), command: match[3] }
}

const holderOf = file => {
  const text = textOf(file)
  if (text === undefined) return undefined
  const [pid, started] = text.trim().split(' ')
  if (!pid) return { text, pid: 0, alive: Date.now() - statSync(file).mtimeMs < EMPTY_LOCK_MS }
  return { text, pid: Number(pid), alive: describeProcess(Number(pid))?.started === started }
}

// Between reading a dead holder and removing its file another process may have taken the lock: it is put back then.
const removeStale = (file, stale) => {
  const aside = `${file}.${process.pid}.stale`
  try {
    renameSync(file, aside)
  } catch (error) {
    if (error.code === 'ENOENT') return
    throw error
  }
  const text = textOf(aside)
  rmSync(aside, { force: true })
  if (text !== stale) writeFileSync(file, text ?? '', { flag: 'wx' })
}

/** Takes the lock: `{ release }`, or `{ heldBy: pid }` while a living process has it. */
export const takeLock = file => {
  mkdirSync(dirname(file), { recursive: true })
  const mine = `${process.pid} ${describeProcess(process.pid)?.started}\n`
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx' })
      return {
        release: () => {
          if (textOf(file) === mine) rmSync(file, { force: true })
        }
      }
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = holderOf(file)
    if (holder?.alive) return { heldBy: holder.pid }
    if (holder !== undefined) removeStale(file, holder.text)
  }
}
