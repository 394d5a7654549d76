import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { ConfigError, configSchema, readConfig } from '../../shared/config.ts'
import { testEnv } from '../helpers/config.ts'

const DATABASE = 'postgres://someone:pass@db.example/cuadra'
const NO_FILE = '/nonexistent/dev.env'
const KEY = Buffer.alloc(32, 7).toString('base64')
const whole = { ...testEnv(DATABASE), NODE_ENV: 'production' }

const folder = mkdtempSync(join(tmpdir(), 'cuadra-config-'))
test.after.always('remove the folder', () => rmSync(folder, { recursive: true }))

const problemsOf = (env: NodeJS.ProcessEnv, file = NO_FILE): string[] => {
  try {
    readConfig(env, file)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.message
      .split('\n')
      .slice(1)
      .map(line => line.trim())
  }
}
const namesIn = (problems: readonly string[]): string[] =>
  [...new Set(problems.map(line => line.split(':')[0] ?? ''))].sort()

const secrets = ['META_APP_SECRET', 'META_VERIFY_TOKEN', 'ENCRYPTION_KEYS', 'OPERATOR_PASSWORD', 'DATABASE_URL']

test('in production no secret has a default: each missing one is named, all at once', t => {
  const problems = problemsOf({ NODE_ENV: 'production' })
  for (const name of secrets) t.true(problems.includes(`${name}: is not set`), name)
})

test('each secret that is missing alone is refused in production', t => {
  for (const name of secrets) {
    t.deepEqual(namesIn(problemsOf({ ...whole, [name]: undefined })), [name])
    t.deepEqual(namesIn(problemsOf({ ...whole, [name]: '' })), [name], 'an empty value is no value')
  }
})

test('every wrong variable is named at once', t => {
  const wrong: Record<string, string> = {
    PORT: '70000',
    DATABASE_URL: 'mysql://db',
    DATABASE_POOL: 'many',
    APP_ROLE: 'Robert"); drop table',
    REDIS_URL: 'http://redis',
    QUEUE_PREFIX: 'my:queue',
    META_GRAPH_URL: 'graph.facebook.com',
    META_GRAPH_VERSION: '26',
    OPERATOR_PASSWORD: 'short',
    TRUST_PROXY: '-1',
    TURN_QUIET_MS: '1.5',
    LOG_LEVEL: 'loud',
    NODE_ENV: 'staging'
  }
  t.deepEqual(namesIn(problemsOf({ ...whole, ...wrong })), Object.keys(wrong).sort())
})

test('an error never shows a value: values are secrets', t => {
  const env = {
    ...whole,
    ENCRYPTION_KEYS: 'k1:not-a-key-but-secret',
    DATABASE_URL: 'mysql://u:hunter2@db',
    PORT: 'p4ss'
  }
  const text = problemsOf(env).join('\n')
  t.notRegex(text, /hunter2|not-a-key|p4ss/)
  t.deepEqual(namesIn(problemsOf(env)), ['DATABASE_URL', 'ENCRYPTION_KEYS', 'PORT'])
})

test('encryption keys are named and of 256 bits; a key of another length is refused at the start', t => {
  const good = [`k1:${KEY}`, `k2:${KEY},k1:${KEY}`]
  for (const keys of good) t.deepEqual(problemsOf({ ...whole, ENCRYPTION_KEYS: keys }), [])
  const bad = [
    KEY,
    `k1:${KEY},`,
    `K-1:${KEY}`,
    `k1:${Buffer.alloc(31).toString('base64')}`,
    `k1:${Buffer.alloc(33).toString('base64')}`,
    `k1:${Buffer.alloc(16).toString('base64')}`,
    `k1:${'='.repeat(44)}`
  ]
  for (const keys of bad)
    t.deepEqual(namesIn(problemsOf({ ...whole, ENCRYPTION_KEYS: keys })), ['ENCRYPTION_KEYS'], keys)
})

test('numbers come as numbers and the rest has its defaults', t => {
  const config = readConfig({ ...whole, PORT: '8080', TRUST_PROXY: '1', LOG_LEVEL: undefined }, NO_FILE)
  t.like(config, { PORT: 8080, TRUST_PROXY: 1, LOG_LEVEL: 'info', QUEUE_PREFIX: 'cuadra', APP_ROLE: 'cuadra_app' })
  t.is(config.META_GRAPH_URL, 'https://graph.facebook.com')
  t.is(config.REDIS_URL, undefined)
})

test('the public address follows the port unless it is set', t => {
  t.is(readConfig({ ...whole, PORT: '8080' }, NO_FILE).PUBLIC_URL, 'http://localhost:8080')
  t.is(readConfig({ ...whole, PUBLIC_URL: 'https://cuadra.example' }, NO_FILE).PUBLIC_URL, 'https://cuadra.example')
})

test('the configuration cannot be changed after the start', t => {
  const config = readConfig(whole, NO_FILE)
  t.throws(() => {
    ;(config as { PORT: number }).PORT = 1
  })
})

test('outside production what npm start wrote stands in for what is unset, and the environment wins', t => {
  const file = join(folder, 'dev.env')
  writeFileSync(
    file,
    [
      `# made by npm start`,
      `DATABASE_URL=postgres://from-file/db?a=b=c`,
      `ENCRYPTION_KEYS=dev:${KEY}`,
      'OPERATOR_PASSWORD=from-the-file',
      `JWT_SECRET=${'j'.repeat(40)}`,
      'PORT=4000',
      '',
      'nonsense'
    ].join('\n')
  )
  const config = readConfig({ PORT: '5000' }, file)
  t.like(config, {
    DATABASE_URL: 'postgres://from-file/db?a=b=c',
    ENCRYPTION_KEYS: `dev:${KEY}`,
    OPERATOR_PASSWORD: 'from-the-file',
    PORT: 5000,
    NODE_ENV: 'development'
  })
  t.is(config.META_APP_SECRET, 'sandbox-app-secret', "the sandbox's secret, so that it can be tried at once")
})

test('in production the file of npm start is not read, whatever stands in it', t => {
  const file = join(folder, 'production.env')
  writeFileSync(file, `OPERATOR_PASSWORD=from-the-file\nMETA_APP_SECRET=from-the-file\nNODE_ENV=development\n`)
  const env = { ...whole, OPERATOR_PASSWORD: undefined, META_APP_SECRET: undefined }
  t.deepEqual(namesIn(problemsOf(env, file)), ['META_APP_SECRET', 'OPERATOR_PASSWORD'])
})

test('every variable has a rule: none is taken as it comes', t => {
  for (const [name, schema] of Object.entries(configSchema.properties)) {
    const { type, pattern, minLength, anyOf, minimum } = schema as unknown as Record<string, unknown>
    t.true(
      type === 'integer' ? minimum !== undefined : [pattern, minLength, anyOf].some(rule => rule !== undefined),
      name
    )
  }
})
