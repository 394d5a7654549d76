import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import test from 'ava'
import { withApp } from '../helpers/app.ts'
import { testEnv } from '../helpers/config.ts'
import { newOwner } from '../helpers/owner.ts'
import { request } from '../helpers/request.ts'

const api = withApp(test)

const ops = async (...args: string[]): Promise<{ code: number; stdout: string }> => {
  const env = testEnv(api.app.config.DATABASE_URL)
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, ['bin/ops.ts', ...args], { env })) }
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string }
    return { code, stdout }
  }
}

test('user reset gives a new password and ends every sign-in', async t => {
  const owner = await newOwner(api)
  const { code, stdout } = await ops('user', 'reset', owner.email.toUpperCase())
  t.is(code, 0)
  const password = /^The new password of (\S+): (\S+)\n$/.exec(stdout)?.[2]
  t.truthy(password)
  const logIn = await request(api, 'POST', '/auth/login', { body: { email: owner.email, password } })
  t.is(logIn.status, 200)
  t.is((await request(api, 'GET', '/auth/me', { token: owner.token })).status, 401)
  t.is((await request(api, 'POST', '/auth/refresh', { token: owner.refreshToken })).status, 401)
})

test('user reset of nobody says so and fails', async t => {
  const { code, stdout } = await ops('user', 'reset', 'nadie@example.com')
  t.deepEqual([code, stdout], [1, 'Nobody has the email nadie@example.com\n'])
  t.is((await ops('user')).code, 1)
})
