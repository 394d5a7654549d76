import { request as rawRequest } from 'node:http'
import test from 'ava'
import { withApp } from '../helpers/app.ts'
import { newOwner } from '../helpers/owner.ts'
import { request } from '../helpers/request.ts'

type Problem = { code: string; status: number; errors?: { in: string; pointer: string; message: string }[] }

const api = withApp(test)
const ask = (method: string, path: string, options: object = {}) => request<Problem>(api, method, path, options)
const logIn = (options: object) => ask('POST', '/auth/login', options)
const megabytes = (count: number) =>
  JSON.stringify({ email: 'a@example.com', password: 'x'.repeat(count * 1024 * 1024) })

test('an unknown path is a problem document with a code', async t => {
  for (const path of ['/nothing', '/auth', '/auth/login/more', '/AUTH/LOGIN', '/auth/%zz', '/%00']) {
    const { status, body, headers } = await ask('GET', path)
    t.deepEqual([status, body.code], [404, 'not_found'], path)
    t.regex(headers.get('content-type') ?? '', /^application\/problem\+json/)
  }
})

test('a wrong method is answered with the ones that are allowed', async t => {
  const { status, body, headers } = await ask('PUT', '/auth/login')
  t.deepEqual([status, body.code, headers.get('allow')], [405, 'method_not_allowed', 'POST, OPTIONS'])
  t.is((await ask('OPTIONS', '/auth/me')).headers.get('allow'), 'GET, HEAD, OPTIONS')
  t.is((await ask('OPTIONS', '/auth/me')).status, 204)
})

test('HEAD answers as GET does, without the body', async t => {
  const { token } = await newOwner(api)
  const { status, headers } = await ask('HEAD', '/auth/me', { token })
  t.is(status, 200)
  t.regex(headers.get('content-type') ?? '', /^application\/json/)
})

test('a body that is not JSON is 415, or 400 when it only says it is', async t => {
  const body = JSON.stringify({ email: 'a@example.com', password: 'b' })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', 'x'])
    t.is((await logIn({ body, headers: { 'content-type': type } })).status, 415, type)
  t.is((await logIn({ body, headers: { 'content-encoding': 'gzip' } })).status, 415)
  for (const bad of ['{', 'null x', '{"email":', '\ufeff{}x', `{"a":1}}`, "{'a':1}"]) {
    const answer = await logIn({ body: bad })
    t.deepEqual([answer.status, answer.body.code], [400, 'invalid_json'], bad)
  }
  t.is((await logIn({ body: new Uint8Array([0x7b, 0xff, 0x7d]) })).body.code, 'invalid_json')
  t.is((await logIn({ body, headers: { 'content-type': 'application/json; charset=UTF-8' } })).status, 401)
})

test('JSON that is no object is a validation problem', async t => {
  for (const body of [
    '[]',
    '"text"',
    '1',
    'null',
    'true',
    '[[[[[[[]]]]]]]',
    `${'['.repeat(50_000)}${']'.repeat(50_000)}`
  ])
    t.is((await logIn({ body })).body.code, 'validation_failed', body.slice(0, 20))
})

test('an empty or missing body is a problem of the fields that it lacks', async t => {
  for (const options of [{}, { body: '' }, { body: '{}' }]) {
    const { status, body } = await logIn(options)
    t.is(status, 400)
    t.deepEqual(body.errors?.map(error => `${error.in} ${error.pointer} ${error.message}`).sort(), [
      'body /email is required',
      'body /password is required'
    ])
  }
})

test('unknown fields are named, and __proto__ is one of them', async t => {
  const { body } = await logIn({ body: '{"email":"a@example.com","password":"x","__proto__":{"admin":1},"a/b~c":2}' })
  t.deepEqual(body.errors?.map(({ pointer, message }) => [pointer, message]).sort(), [
    ['/__proto__', 'is not a known field'],
    ['/a~1b~0c', 'is not a known field']
  ])
  t.is(({} as { admin?: number }).admin, undefined)
  const query = await ask('GET', '/auth/me?__proto__=1&admin=true', { token: (await newOwner(api)).token })
  t.deepEqual(query.body.errors?.map(error => `${error.in} ${error.pointer}`).sort(), [
    'query /__proto__',
    'query /admin'
  ])
})

test('texts that Postgres cannot store are refused', async t => {
  for (const bad of ['a\\u0000b', '\\ud800', 'x\\udc00y']) {
    const { status, body } = await logIn({ body: `{"email":"${bad}","password":"x"}` })
    t.deepEqual([status, body.errors?.[0]?.pointer], [400, '/email'], bad)
  }
})

test('numbers are not read from texts in a body', async t => {
  const { body } = await logIn({ body: { email: 5, password: true } })
  t.deepEqual(
    body.errors?.map(({ message }) => message),
    ['must be string', 'must be string']
  )
})

test('a body over a megabyte is 413, one of ten megabytes too, and the connection lives on', async t => {
  for (const size of [1, 10]) {
    const { status, body } = await logIn({ body: megabytes(size) })
    t.deepEqual([status, body.code], [413, 'payload_too_large'])
  }
  t.is((await logIn({ body: { email: 'a@example.com', password: 'x' } })).status, 401)
})

test('ten megabytes sent slowly, without a length, or without a login are answered cleanly', async t => {
  const send = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const outgoing = rawRequest(`${api.url}/api/v1${path}`, { method: 'POST', headers }, response => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
      })
      outgoing.on('error', reject)
      const chunk = Buffer.alloc(1024 * 1024, 0x20)
      for (let i = 0; i < 10; i++) outgoing.write(chunk)
      outgoing.end()
    })
  const json = { 'content-type': 'application/json' }
  t.is(await send('/auth/login', json), 413)
  t.is(await send('/auth/login', { ...json, 'content-length': String(10 * 1024 * 1024) }), 413)
  t.is(await send('/auth/login', { 'content-type': 'text/plain' }), 415)
  t.is(await send('/auth/logout', json), 401)
})

test('errors never show a stack or what was sent', async t => {
  const { body } = await logIn({ body: { email: 'secreta@example.com', password: 'mi clave' } })
  t.notRegex(JSON.stringify(body), /secreta|mi clave|\.ts:|node_modules/)
})
