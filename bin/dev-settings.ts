import { join } from 'node:path'
import { readDevEnv } from './dev-env.ts'
import { root } from './install.js'
import { readPort, type WantedPort } from './ports.ts'

type Env = Readonly<Record<string, string>>

/** What `npm start` was asked to do. */
export type DevSettings = {
  /** The environment without empty values: an empty variable counts as unset. */
  readonly env: Env
  readonly production: boolean
  readonly dataDir: string
  readonly web: WantedPort
  /** Undefined when the sandbox is not used: the Graph API is somebody else's. */
  readonly sandbox: WantedPort | undefined
  /** The database that the user named; undefined: one of our own under `.data/`. */
  readonly databaseUrl: string | undefined
}

/** The demo business, as `ops seed-demo` prints it. */
export type Demo = {
  readonly business: string
  readonly slug: string
  readonly phone_number_id: string
  readonly display_phone_number: string
  readonly waba_id: string
  readonly access_token: string
  readonly email: string
  readonly password: string
}

/** Reads the environment (the real one wins over `.env`, which is loaded before). Throws with the variable's name. */
export const readSettings = (
  variables: NodeJS.ProcessEnv = process.env,
  dataDir: string = join(root, '.data')
): DevSettings => {
  const filled = Object.entries(variables).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const env: Env = Object.fromEntries(filled)
  const production = env.NODE_ENV === 'production'
  if (production && env.DATABASE_URL === undefined) {
    throw new Error('DATABASE_URL is not set. The embedded Postgres is for development: a host may delete its disk.')
  }
  const sandboxWanted = !production && env.META_GRAPH_URL === undefined
  return {
    env,
    production,
    dataDir,
    web: readPort('PORT', env.PORT, 3000),
    sandbox: sandboxWanted ? readPort('SANDBOX_PORT', env.SANDBOX_PORT, 3001) : undefined,
    databaseUrl: env.DATABASE_URL
  }
}

const sandboxUrl = (sandbox: WantedPort): string => `http://127.0.0.1:${sandbox.port}`

/** What other terminals (`npm run ops`, `npm run migrate`) must know of this run; an undefined value is removed. */
export const sharedWithOtherTerminals = (settings: DevSettings, databaseUrl: string) => ({
  DATABASE_URL: settings.databaseUrl === undefined ? databaseUrl : undefined,
  META_GRAPH_URL: settings.sandbox === undefined ? undefined : sandboxUrl(settings.sandbox)
})

/** The environment of web, workers and commands. */
export const environmentOfParts = (settings: DevSettings, databaseUrl: string): Env => {
  const { env, sandbox, production } = settings
  const development = production
    ? {}
    : {
        LOG_LEVEL: 'warn',
        META_APP_SECRET: 'sandbox-app-secret',
        META_VERIFY_TOKEN: 'sandbox-verify-token',
        ...readDevEnv(settings.dataDir)
      }
  return {
    ...development,
    ...env,
    ...(sandbox === undefined ? {} : { META_GRAPH_URL: sandboxUrl(sandbox) }),
    DATABASE_URL: databaseUrl,
    PORT: String(settings.web.port)
  }
}

/** The environment of the sandbox: it stands for Meta and for the demo business's number. */
export const environmentOfSandbox = (parts: Env, sandbox: WantedPort, demo: Demo): Env => ({
  ...parts,
  SANDBOX_PORT: String(sandbox.port),
  SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${parts.PORT}/api/v1/webhooks/whatsapp`,
  // While a secret is rotated several are accepted, but one signs.
  META_APP_SECRET: (parts.META_APP_SECRET ?? '').split(',')[0] ?? '',
  SANDBOX_PHONE_NUMBER_ID: demo.phone_number_id,
  SANDBOX_DISPLAY_PHONE_NUMBER: demo.display_phone_number,
  SANDBOX_WABA_ID: demo.waba_id,
  SANDBOX_ACCESS_TOKEN: demo.access_token,
  SANDBOX_BUSINESS_NAME: demo.business
})

const operatorLogin = (settings: DevSettings, parts: Env): string =>
  settings.env.OPERATOR_PASSWORD === undefined
    ? `user operator, password ${parts.OPERATOR_PASSWORD}`
    : 'user operator, your OPERATOR_PASSWORD'

const databaseLine = (settings: DevSettings): string =>
  settings.databaseUrl === undefined ? 'embedded Postgres, in .data/postgres' : 'your DATABASE_URL'

const queueLine = (settings: DevSettings): string =>
  settings.env.REDIS_URL === undefined
    ? 'in the same Postgres (set REDIS_URL to use Redis)'
    : 'in Redis, your REDIS_URL'

/** The block that a person reads when everything runs. */
export const welcome = (settings: DevSettings, parts: Env, demo: Demo | undefined, seconds: string): string => {
  const web = `http://localhost:${settings.web.port}`
  const rows: [string, string][] = [
    settings.sandbox === undefined
      ? ['Sandbox', `not used: messages go to ${settings.env.META_GRAPH_URL ?? 'Meta'}`]
      : ['Phone', `http://localhost:${settings.sandbox.port}/   write as a customer here`],
    ['API', `${web}/api/v1`],
    ['Health', `${web}/readyz`],
    ['Queue board', `${web}/admin/queues   ${operatorLogin(settings, parts)}`],
    ['Metrics', `${web}/metrics   the same login`],
    ...(demo === undefined ? [] : [['Demo owner', `${demo.email}, password ${demo.password}`] as [string, string]]),
    ['Database', databaseLine(settings)],
    ['Queues', queueLine(settings)],
    ...(settings.production ? [] : [['Secrets', '.data/dev.env   delete .data/ to start afresh'] as [string, string]])
  ]
  const lines = rows.map(([name, value]) => `  ${name.padEnd(13)}${value}`)
  return ['', `Cuadra runs (ready in ${seconds} s).`, '', ...lines, '', 'Ctrl-C stops everything.', ''].join('\n')
}
