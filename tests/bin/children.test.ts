import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { runCommand, stopChildren } from '../../bin/children.ts'
import { describeProcess } from '../../bin/lock.js'

const env = Object.fromEntries(Object.entries(process.env).filter((e): e is [string, string] => e[1] !== undefined))
const never = new AbortController().signal

/** A program that says "ready" when its handlers are in place. */
const run = async (t: ExecutionContext, source: string, ...args: string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'cuadra-children-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'program.mjs')
  writeFileSync(file, source)
  const ready = Promise.withResolvers<void>()
  const command = runCommand({ name: 'program', args: [file, folder, ...args], env }, line => {
    if (line === 'ready') ready.resolve()
  })
  t.teardown(() => command.child.signal('SIGKILL'))
  await Promise.race([ready.promise, command.result])
  return { ...command, folder }
}

const goneWithin = async (pid: number, ms: number): Promise<boolean> => {
  const end = Date.now() + ms
  while (describeProcess(pid) !== undefined && Date.now() < end) await wait(10)
  return describeProcess(pid) === undefined
}

test('what a command prints and how it ends are told', async t => {
  const { result } = await run(t, `console.log('ready'); console.error('careful'); process.exitCode = 3`)
  t.deepEqual(await result, { how: 'exit code 3', stdout: 'ready\n', stderr: 'careful\n' })
})

test('a child is asked to stop and may finish its work', async t => {
  const { child, result } = await run(
    t,
    `setInterval(() => {}, 1000)
     process.on('SIGTERM', () => setTimeout(() => { console.log('finished'); process.exit(0) }, 100))
     console.log('ready')`
  )
  await stopChildren([child], 20_000, never)
  t.deepEqual(await result, { how: 'exit code 0', stdout: 'ready\nfinished\n', stderr: '' })
})

const stubborn = `setInterval(() => {}, 1000); process.on('SIGTERM', () => {}); console.log('ready')`

test('a child that does not stop in time is killed', async t => {
  const { child } = await run(t, stubborn)
  await stopChildren([child], 100, never)
  t.is(await child.ended, 'SIGKILL')
})

test('a hurry cuts the time short', async t => {
  const { child } = await run(t, stubborn)
  const hurry = new AbortController()
  const stopped = stopChildren([child], 60_000, hurry.signal)
  hurry.abort()
  await stopped
  t.is(await child.ended, 'SIGKILL')
})

test('what a child started and left behind ends with it', async t => {
  const { child, folder } = await run(
    t,
    `import { spawn } from 'node:child_process'
     import { writeFileSync } from 'node:fs'
     const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
     writeFileSync(process.argv[2] + '/pid', String(other.pid))
     console.log('ready')
     setInterval(() => {}, 1000)`
  )
  const left = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  child.signal('SIGKILL')
  await child.ended
  t.true(await goneWithin(left, 5_000))
})

test('a part that is still starting ends when the supervisor is killed', async t => {
  const preload = new URL('../../bin/end-with-supervisor.js', import.meta.url).href
  const { child, folder } = await run(
    t,
    `import { spawn } from 'node:child_process'
     import { writeFileSync } from 'node:fs'
     const part = spawn(process.execPath, ['--import', process.argv[3], '-e', 'setInterval(() => {}, 1000)'],
       { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], detached: true })
     writeFileSync(process.argv[2] + '/pid', String(part.pid))
     part.once('spawn', () => console.log('ready'))`,
    preload
  )
  const part = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  t.truthy(describeProcess(part))
  child.signal('SIGKILL')
  await child.ended
  t.true(await goneWithin(part, 10_000))
})
