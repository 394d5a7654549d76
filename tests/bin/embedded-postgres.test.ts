import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import pg from 'pg'
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../../bin/embedded-postgres.ts'
import { describeProcess } from '../../bin/lock.js'
import { clearTestFolder } from '../../bin/test-servers.ts'

// Inside the run's folder: what a killed test leaves running there is stopped with it.
const folder = mkdtempSync(join(process.env.TEST_FOLDER ?? tmpdir(), 'embedded-'))
const options: EmbeddedPostgresOptions = {
  dir: join(folder, 'data', 'postgres'),
  role: 'cuadra',
  database: 'cuadra',
  settings: { fsync: 'off' },
  initdbFlags: ['--no-sync']
}

test.after.always(() => clearTestFolder(folder))

const ask = async <Row>(url: string, sql: string): Promise<Row | undefined> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows[0]
  } finally {
    await client.end()
  }
}

const postmaster = (): number => Number(readFileSync(join(options.dir, 'postmaster.pid'), 'utf8').split('\n')[0])

test.serial('the first start makes a database of a plain role; secrets are readable by their owner only', async t => {
  const server = await startEmbeddedPostgres(options)
  const role = await ask(
    server.url('cuadra'),
    `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user`
  )
  t.deepEqual(role, { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false })
  const owner = `select pg_get_userbyid(datdba) as name from pg_database where datname = 'cuadra'`
  t.deepEqual(await ask(server.url('cuadra'), owner), { name: 'cuadra' })
  t.is(statSync(join(options.dir, 'cuadra.json')).mode & 0o777, 0o600)
  await ask(server.url('cuadra'), 'create table kept as select 42 as answer')
  const pid = postmaster()
  await server.stop()
  t.is(describeProcess(pid), undefined)
})

test.serial('a later start keeps port, password and data; it is not an adoption', async t => {
  const server = await startEmbeddedPostgres(options)
  t.false(server.adopted)
  t.deepEqual(await ask(server.url('cuadra'), 'select answer from kept'), { answer: 42 })
  await server.stop()
})

// The child starts the server and is killed before it can stop it.
const startAndDie = async (): Promise<void> => {
  const module = new URL('../../bin/embedded-postgres.ts', import.meta.url).href
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(module)})
    await startEmbeddedPostgres(${JSON.stringify(options)})
    process.kill(process.pid, 'SIGKILL')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
  await once(child, 'exit')
}

test.serial('the server of a killed start is adopted and can be stopped', async t => {
  await startAndDie()
  const pid = postmaster()
  t.truthy(describeProcess(pid))
  const server = await startEmbeddedPostgres(options)
  t.true(server.adopted)
  t.is(postmaster(), pid)
  t.deepEqual(await ask(server.url('cuadra'), 'select answer from kept'), { answer: 42 })
  await server.stop()
  t.is(describeProcess(pid), undefined)
})

test.serial('the pid file of a server that was killed is no obstacle', async t => {
  await startAndDie()
  const pid = postmaster()
  process.kill(pid, 'SIGKILL')
  const server = await startEmbeddedPostgres(options)
  t.false(server.adopted)
  t.deepEqual(await ask(server.url('cuadra'), 'select answer from kept'), { answer: 42 })
  await server.stop()
})

test.serial('a pid file whose number belongs to another program now is no obstacle', async t => {
  writeFileSync(join(options.dir, 'postmaster.pid'), `${process.ppid}\n${options.dir}\n0\n1\n\n127.0.0.1\n`)
  const server = await startEmbeddedPostgres(options)
  t.false(server.adopted)
  await server.stop()
})

test.serial('a server that dies by itself is reported with the end of its log', async t => {
  const died = Promise.withResolvers<string>()
  const server = await startEmbeddedPostgres({ ...options, onUnexpectedExit: died.resolve })
  process.kill(postmaster(), 'SIGINT')
  t.regex(await died.promise, /Postgres ended \(exit code 0\).*database system is shut down/s)
  await server.stop()
})

test.serial('a setting that Postgres refuses fails the start with what it said', async t => {
  const error = await t.throwsAsync(startEmbeddedPostgres({ ...options, settings: { max_connections: 'many' } }))
  t.regex(error?.message ?? '', /Postgres ended.*max_connections/s)
})
