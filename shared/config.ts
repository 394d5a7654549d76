import { existsSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type Static, Type } from 'typebox'

const integer = (fallback: number, minimum: number, maximum: number) =>
  Type.Integer({ default: fallback, minimum, maximum })
const url = (fallback?: string) =>
  Type.String({ pattern: '^https?://', ...(fallback === undefined ? {} : { default: fallback }) })

/** Every variable that the system reads. `.env.example` and the README list the same names; a test compares them. */
export const configSchema = Type.Object({
  NODE_ENV: Type.Union([Type.Literal('development'), Type.Literal('test'), Type.Literal('production')], {
    default: 'development'
  }),
  PORT: integer(3000, 0, 65535),
  PUBLIC_URL: Type.Optional(url()),
  DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }),
  DATABASE_POOL: integer(4, 2, 100),
  APP_ROLE: Type.String({ default: 'cuadra_app', pattern: '^[a-z_][a-z0-9_]*$' }),
  REDIS_URL: Type.Optional(Type.String({ pattern: '^rediss?://' })),
  REDIS_TLS_REJECT_UNAUTHORIZED: Type.Union([Type.Literal('0'), Type.Literal('1')], { default: '1' }),
  QUEUE_PREFIX: Type.String({ default: 'cuadra', pattern: '^[a-z][a-z0-9_]*$' }),
  META_APP_ID: Type.Optional(Type.String({ pattern: '^[0-9]{5,20}$' })),
  META_APP_SECRET: Type.String({ minLength: 1 }),
  META_VERIFY_TOKEN: Type.String({ minLength: 1 }),
  META_GRAPH_URL: url('https://graph.facebook.com'),
  META_GRAPH_VERSION: Type.String({ default: 'v26.0', pattern: '^v[0-9]+\\.[0-9]+$' }),
  CALCOM_API_URL: url('https://api.cal.com'),
  CALCOM_WEBHOOK_SECRET: Type.Optional(Type.String({ minLength: 16 })),
  ENCRYPTION_KEYS: Type.String({ pattern: '^[a-z0-9]+:[A-Za-z0-9+/]{43}=(,[a-z0-9]+:[A-Za-z0-9+/]{43}=)*$' }),
  JWT_SECRET: Type.String({ minLength: 32 }),
  BCRYPT_COST: integer(12, 10, 15),
  OPERATOR_PASSWORD: Type.String({ minLength: 8 }),
  CORS_ORIGINS: Type.String({ default: '', pattern: '^$|^https?://[^/,\\s]+(,https?://[^/,\\s]+)*$' }),
  SIGN_UPS_PER_HOUR: integer(20, 1, 1_000_000),
  TRUST_PROXY: integer(0, 0, 10),
  STORAGE_URL: Type.String({ default: 'file:.data/media', pattern: '^file:.+' }),
  TURN_QUIET_MS: integer(1500, 0, 60_000),
  TURN_MAX_WAIT_MS: integer(8000, 0, 120_000),
  RECONCILE_MS: integer(60_000, 100, 3_600_000),
  WORKER_CONCURRENCY_INBOUND: integer(10, 1, 500),
  WORKER_CONCURRENCY_AGENT: integer(10, 1, 500),
  WORKER_CONCURRENCY_OUTBOUND: integer(10, 1, 500),
  WORKER_CONCURRENCY_EXPIRY: integer(2, 1, 50),
  SHUTDOWN_TIMEOUT_MS: integer(25_000, 100, 600_000),
  LOG_LEVEL: Type.Union(
    ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'].map(level => Type.Literal(level)),
    { default: 'info' }
  )
})

type Values = Static<typeof configSchema>
export type Config = Omit<Values, 'PUBLIC_URL' | 'LOG_LEVEL'> & { PUBLIC_URL: string; LOG_LEVEL: string }

/** The environment is wrong: one line per variable, for the person who starts the process. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const sandboxDefaults = { META_APP_SECRET: 'sandbox-app-secret', META_VERIFY_TOKEN: 'sandbox-verify-token' }
const validate = new Ajv2020({ allErrors: true, coerceTypes: true, useDefaults: true, strict: false }).compile(
  configSchema
)

/**
 * Reads and checks the environment once. Outside production, values that `npm start` generated into `.data/dev.env`
 * and the sandbox's secrets stand in for what is unset. Throws ConfigError that names every wrong variable.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env, devFile = '.data/dev.env'): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const production = given.NODE_ENV === 'production'
  const values: Record<string, unknown> = production
    ? { ...given }
    : { ...sandboxDefaults, ...readEnvFile(devFile), ...given }
  if (!validate(values)) {
    const problems = (validate.errors ?? []).map(error => {
      const name = error.instancePath.slice(1) || String(error.params.missingProperty)
      return `  ${name}: ${error.keyword === 'required' ? 'is not set' : error.message}`
    })
    throw new ConfigError(`The environment has mistakes:\n${[...new Set(problems)].join('\n')}`)
  }
  const checked = values as Values
  return Object.freeze({ ...checked, PUBLIC_URL: checked.PUBLIC_URL ?? `http://localhost:${checked.PORT}` }) as Config
}

/** Reads the configuration, or prints what is wrong and ends the process with 1. For the main files only. */
export function readConfigOrExit(): Config {
  try {
    return readConfig()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    return process.exit(1)
  }
}

function readEnvFile(path: string): Record<string, string> {
  if (!existsSync(path)) return {}
  const lines = readFileSync(path, 'utf8').split('\n')
  return Object.fromEntries(
    lines
      .filter(line => line.includes('='))
      .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
  )
}
