import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { readDevEnv, writeDevEnv } from '../../bin/dev-env.ts'
import { readConfig } from '../../shared/config.ts'

const dataDir = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'cuadra-dev-env-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}

test('secrets are made once, kept for ever, and readable by their owner only', t => {
  const dir = dataDir(t)
  const first = writeDevEnv(dir, { DATABASE_URL: 'postgres://a@127.0.0.1:1/a' })
  const second = writeDevEnv(dir, { DATABASE_URL: 'postgres://a@127.0.0.1:2/a' })
  for (const name of ['JWT_SECRET', 'ENCRYPTION_KEYS', 'OPERATOR_PASSWORD']) t.is(second[name], first[name])
  t.is(readDevEnv(dir).DATABASE_URL, 'postgres://a@127.0.0.1:2/a')
  t.is(statSync(join(dir, 'dev.env')).mode & 0o777, 0o600)
})

test('what a person wrote into the file stays; a value that no longer holds is removed', t => {
  const dir = dataDir(t)
  writeFileSync(
    join(dir, 'dev.env'),
    'OPERATOR_PASSWORD=chosen-by-hand\nLOG_LEVEL=debug\nDATABASE_URL=postgres://old\n'
  )
  const { OPERATOR_PASSWORD, LOG_LEVEL, DATABASE_URL } = writeDevEnv(dir, { DATABASE_URL: undefined })
  t.deepEqual([OPERATOR_PASSWORD, LOG_LEVEL, DATABASE_URL], ['chosen-by-hand', 'debug', undefined])
})

test('the processes read the generated values from the file', t => {
  const dir = dataDir(t)
  const made = writeDevEnv(dir, { DATABASE_URL: 'postgres://a:b-_c@127.0.0.1:1/a' })
  const config = readConfig({}, join(dir, 'dev.env'))
  t.is(config.DATABASE_URL, 'postgres://a:b-_c@127.0.0.1:1/a')
  t.is(config.ENCRYPTION_KEYS, made.ENCRYPTION_KEYS ?? '')
  t.is(config.OPERATOR_PASSWORD, made.OPERATOR_PASSWORD ?? '')
})
