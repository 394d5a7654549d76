import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { describeProcess, takeLock } from '../../bin/lock.js'

const lockFile = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'cuadra-lock-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return join(folder, 'deeper', 'a.lock')
}

test('a lock is held by one process until it is released', t => {
  const file = lockFile(t)
  const lock = takeLock(file)
  t.deepEqual(takeLock(file), { heldBy: process.pid })
  lock.release?.()
  t.false(existsSync(file))
  t.truthy(takeLock(file).release)
})

test('the lock of a killed process is taken over', async t => {
  const file = lockFile(t)
  takeLock(file).release?.()
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  await once(child, 'spawn')
  const started = describeProcess(child.pid ?? 0)?.started
  writeFileSync(file, `${child.pid} ${started}\n`)
  t.deepEqual(takeLock(file), { heldBy: child.pid ?? 0 })
  child.kill('SIGKILL')
  await once(child, 'exit')
  t.truthy(takeLock(file).release)
  t.regex(readFileSync(file, 'utf8'), new RegExp(`^${process.pid} `))
})

test('a process that got the number of a dead holder does not hold its lock', t => {
  const file = lockFile(t)
  takeLock(file).release?.()
  writeFileSync(file, `${process.pid} another-time\n`)
  t.truthy(takeLock(file).release)
})

test('an empty lock file is being written at first and left behind later', t => {
  const file = lockFile(t)
  takeLock(file).release?.()
  writeFileSync(file, '')
  t.deepEqual(takeLock(file), { heldBy: 0 })
  utimesSync(file, new Date(0), new Date(0))
  t.truthy(takeLock(file).release)
})

test('releasing a lock that another process has taken over leaves it alone', t => {
  const file = lockFile(t)
  const lock = takeLock(file)
  writeFileSync(file, '1 somebody\n')
  lock.release?.()
  t.is(readFileSync(file, 'utf8'), '1 somebody\n')
})
