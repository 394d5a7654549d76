import { createHmac } from 'node:crypto'
import test from 'ava'
import { withApp } from '../helpers/app.ts'
import { testSecrets } from '../helpers/config.ts'

const system = withApp(test)

const post = (body: string, signature: string): Promise<Response> =>
  fetch(`${system.url}/api/v1/webhooks/whatsapp`, {
    method: 'POST',
    body,
    headers: { 'x-hub-signature-256': signature }
  })

test('an address that sends wrong signatures is told to wait; a right signature from it is still taken', async t => {
  const statuses = []
  for (let i = 0; i < 70; i += 1) statuses.push((await post('{}', `sha256=${'0'.repeat(64)}`)).status)
  t.is(statuses[0], 401)
  const limited = await post('{}', `sha256=${'0'.repeat(64)}`)
  t.is(limited.status, 429)
  t.true(Number(limited.headers.get('retry-after')) > 0)
  const right = `sha256=${createHmac('sha256', testSecrets.META_APP_SECRET).update('{}').digest('hex')}`
  t.is((await post('{}', right)).status, 200)
})
