import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import test from 'ava'
import { startReceiver } from './receiver.ts'

const MAIN = new URL('../../sandbox/main.ts', import.meta.url).pathname

const start = async (env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; url: string }> => {
  const child = fork(MAIN, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const [message] = await once(child, 'message')
  return { child, url: message.url }
}

test('it starts from variables and stops when its parent goes', async t => {
  const receiver = await startReceiver()
  t.teardown(receiver.close)
  const { child, url } = await start({
    SANDBOX_PORT: '0',
    SANDBOX_WEBHOOK_URL: receiver.url,
    SANDBOX_PHONE_NUMBER_ID: '4242',
    SANDBOX_ACCESS_TOKEN: 'tok',
    SANDBOX_BUSINESS_NAME: 'Barbería Sur',
    SANDBOX_DISPLAY_PHONE_NUMBER: '+57 310 555 0000',
    META_APP_SECRET: 'new-secret,old-secret'
  })
  t.is((await fetch(`${url}/healthz`)).status, 200)
  const number = await fetch(`${url}/v26.0/4242?access_token=tok`)
  t.like(await number.json(), { verified_name: 'Barbería Sur', display_phone_number: '+57 310 555 0000' })
  const body = JSON.stringify({ phone: '573001112233', act: { type: 'text', body: 'hola' } })
  const posted = await fetch(`${url}/phone/api/act`, { method: 'POST', body })
  t.is(posted.status, 200)
  t.is(receiver.hooks.length, 1)
  child.disconnect()
  t.deepEqual(await once(child, 'exit'), [0, null])
})

test('it stops on SIGTERM, and names a port that is taken', async t => {
  const { child, url } = await start({ SANDBOX_PORT: '0' })
  const second = fork(MAIN, {
    env: { PATH: process.env.PATH, SANDBOX_PORT: new URL(url).port },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc']
  })
  const complaint: string[] = []
  second.stderr?.on('data', chunk => complaint.push(String(chunk)))
  t.deepEqual(await once(second, 'close'), [1, null])
  t.true(complaint.join('').includes(`port ${new URL(url).port} is taken; choose another with SANDBOX_PORT`))
  child.kill('SIGTERM')
  t.deepEqual(await once(child, 'exit'), [0, null])
})
