import { once } from 'node:events'
import { createServer } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { freePort, portsProblem, readPort } from '../../bin/ports.ts'

const occupy = async (t: ExecutionContext, host: string | undefined): Promise<number> => {
  const server = createServer().listen(host === undefined ? { port: 0 } : { port: 0, host })
  await once(server, 'listening')
  t.teardown(() => server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

for (const host of [undefined, '0.0.0.0', '127.0.0.1']) {
  test(`a busy port is named and another is offered by variable (taken on ${host ?? 'every address'})`, async t => {
    const port = await occupy(t, host)
    const text = (await portsProblem([readPort('PORT', String(port), 3000)], 'npm start')) ?? ''
    t.true(text.includes(`Port ${port} (PORT) is taken by another program.`), text)
    const offer = Number(/^ {2}PORT=(\d+) npm start$/m.exec(text)?.[1])
    t.not(offer, port)
    t.is(await portsProblem([readPort('PORT', String(offer), 3000)], 'npm start'), undefined)
  })
}

test('the offered command keeps the ports that were chosen and are free', async t => {
  const [busy, free] = [await occupy(t, '127.0.0.1'), await freePort()]
  const wanted = [readPort('PORT', String(busy), 3000), readPort('SANDBOX_PORT', String(free), 3001)]
  t.regex((await portsProblem(wanted, 'npm start')) ?? '', new RegExp(`PORT=\\d+ SANDBOX_PORT=${free} npm start`))
})

test('two parts on one port are told apart before anything starts', async t => {
  const port = String(await freePort())
  const text = await portsProblem([readPort('PORT', port, 3000), readPort('SANDBOX_PORT', port, 3001)], 'npm start')
  t.regex(text ?? '', new RegExp(`SANDBOX_PORT and PORT are both ${port}`))
})

test('what is not a port number is refused with the variable’s name', t => {
  for (const text of ['abc', '0', '-1', '65536', '80.5']) {
    t.throws(() => readPort('SANDBOX_PORT', text, 3001), { message: /^SANDBOX_PORT must be a port number/ })
  }
  t.is(readPort('PORT', '', 3000).port, 3000)
  t.is(readPort('PORT', undefined, 3000).port, 3000)
})
