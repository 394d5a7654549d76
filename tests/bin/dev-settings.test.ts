import test from 'ava'
import {
  type Demo,
  environmentOfParts,
  environmentOfSandbox,
  readSettings,
  sharedWithOtherTerminals,
  welcome
} from '../../bin/dev-settings.ts'

const demo: Demo = {
  business: 'Salón Luna',
  slug: 'salon-luna',
  phone_number_id: '101',
  display_phone_number: '+57 300 000 0001',
  waba_id: '201',
  access_token: 'token',
  email: 'luna@example.com',
  password: 'luna-password'
}
// A folder without a file of generated values.
const read = (variables: Record<string, string>) => readSettings(variables, '/nowhere')
const here = 'postgres://cuadra@127.0.0.1:40000/cuadra'

test('with nothing set: embedded Postgres, the sandbox as Meta, quiet logs', t => {
  const settings = read({})
  const parts = environmentOfParts(settings, here)
  t.is(settings.databaseUrl, undefined)
  t.like(parts, { PORT: '3000', META_GRAPH_URL: 'http://127.0.0.1:3001', DATABASE_URL: here, LOG_LEVEL: 'warn' })
  t.deepEqual(sharedWithOtherTerminals(settings, here), {
    DATABASE_URL: here,
    META_GRAPH_URL: 'http://127.0.0.1:3001'
  })
})

test('what the user sets is used as it is, and an empty variable counts as unset', t => {
  const settings = read({
    PORT: '4000',
    DATABASE_URL: 'postgres://mine/db',
    REDIS_URL: 'redis://mine',
    META_GRAPH_URL: 'https://graph.example',
    META_APP_SECRET: 'mine',
    LOG_LEVEL: '',
    SANDBOX_PORT: ''
  })
  const parts = environmentOfParts(settings, settings.databaseUrl ?? '')
  t.is(settings.sandbox, undefined)
  t.like(parts, {
    PORT: '4000',
    DATABASE_URL: 'postgres://mine/db',
    REDIS_URL: 'redis://mine',
    META_GRAPH_URL: 'https://graph.example',
    META_APP_SECRET: 'mine',
    LOG_LEVEL: 'warn'
  })
  t.deepEqual(sharedWithOtherTerminals(settings, 'postgres://mine/db'), {
    DATABASE_URL: undefined,
    META_GRAPH_URL: undefined
  })
})

test('the sandbox stands for the demo number, signs with the first secret and calls the web process', t => {
  const settings = read({ PORT: '4000', SANDBOX_PORT: '4001', META_APP_SECRET: 'new,old' })
  const parts = environmentOfParts(settings, here)
  t.like(environmentOfSandbox(parts, { variable: 'SANDBOX_PORT', port: 4001, fallback: 3001 }, demo), {
    SANDBOX_PORT: '4001',
    SANDBOX_WEBHOOK_URL: 'http://127.0.0.1:4000/api/v1/webhooks/whatsapp',
    META_APP_SECRET: 'new',
    SANDBOX_PHONE_NUMBER_ID: '101',
    SANDBOX_ACCESS_TOKEN: 'token',
    SANDBOX_BUSINESS_NAME: 'Salón Luna'
  })
})

test('in production there is no embedded database, no sandbox and no generated secret', t => {
  t.throws(() => read({ NODE_ENV: 'production' }), { message: /^DATABASE_URL is not set/ })
  const settings = read({ NODE_ENV: 'production', DATABASE_URL: here })
  t.is(settings.sandbox, undefined)
  t.deepEqual(environmentOfParts(settings, here), { NODE_ENV: 'production', DATABASE_URL: here, PORT: '3000' })
})

test('the block for the person names every address and login, and not a password she chose herself', t => {
  const generated = read({})
  const parts = { ...environmentOfParts(generated, here), OPERATOR_PASSWORD: 'made-for-her' }
  const text = welcome(generated, parts, demo, '2.0')
  for (const part of [':3001/', ':3000/api/v1', '/readyz', '/admin/queues', '/metrics', 'made-for-her', demo.email]) {
    t.true(text.includes(part), part)
  }
  const chosen = read({ OPERATOR_PASSWORD: 'chosen-by-her', META_GRAPH_URL: 'https://graph.example' })
  const other = welcome(chosen, environmentOfParts(chosen, here), demo, '2.0')
  t.false(other.includes('chosen-by-her'))
  t.regex(other, /Sandbox +not used: messages go to https:\/\/graph\.example/)
})
