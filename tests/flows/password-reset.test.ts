import test from 'ava'
import { demo } from '../../shared/use-cases/seed-demo.ts'
import { eventually } from '../helpers/eventually.ts'
import { forEachBackend, type System } from '../helpers/system.ts'
import { sentTo } from '../helpers/talk.ts'

const each = forEachBackend(test, { serial: true })

const post = (system: System, path: string, body: unknown): Promise<Response> =>
  fetch(`${system.url}/api/v1/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body)
  })

const codesOf = (system: System): string[] =>
  sentTo(system, demo.ownerPhone).flatMap(({ body }) => /\*(\d{6})\*/.exec(JSON.stringify(body))?.[1] ?? [])

each(
  'the code of a forgotten password waits for her next word, arrives once, and sets a new password',
  async (t, system) => {
    t.is((await post(system, 'forgot', { email: demo.email })).status, 202)
    t.deepEqual(codesOf(system), [], 'her window is closed: nothing can be sent')
    const owner = { waId: demo.ownerPhone, name: 'Luna' }
    await system.sandbox.receive({ from: owner, type: 'text', body: 'hola' })
    const [code = ''] = await eventually(() => (codesOf(system).length > 0 ? codesOf(system) : null), 'the code')
    await system.sandbox.receive({ from: owner, type: 'text', body: 'gracias' })
    await eventually(async () => (await system.rows('select 1 from inbound_events where fate is null')).length === 0)
    t.is(codesOf(system).length, 1)
    t.is((await post(system, 'reset', { email: demo.email, code, password: 'otra-clave-larga-7' })).status, 204)
    t.is((await post(system, 'login', { email: demo.email, password: 'otra-clave-larga-7' })).status, 200)
    t.is((await post(system, 'reset', { email: demo.email, code, password: 'otra-clave-larga-8' })).status, 400)
  }
)

each('with her window open the code arrives at once, and is then kept only as a hash', async (t, system) => {
  const before = codesOf(system).length
  t.is((await post(system, 'forgot', { email: demo.email })).status, 202)
  await eventually(() => codesOf(system).length === before + 1, 'the second code')
  t.deepEqual(await system.rows('select 1 from password_resets where sealed_code is not null'), [])
})
