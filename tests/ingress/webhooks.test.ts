import { createHmac } from 'node:crypto'
import test from 'ava'
import { withApp } from '../helpers/app.ts'
import { testSecrets } from '../helpers/config.ts'
import { signatureVectors } from '../helpers/fixtures.ts'

const system = withApp(test, { META_APP_SECRET: 'current-secret,older-secret,test-app-secret' })

const sign = (body: string | Buffer, secret = 'current-secret'): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

const post = (body: string | Buffer, signature: string | null = sign(body)): Promise<Response> =>
  fetch(`${system.url}/api/v1/webhooks/whatsapp`, {
    method: 'POST',
    body: body as never,
    headers: { 'content-type': 'application/json', ...(signature !== null && { 'x-hub-signature-256': signature }) }
  })

const message = (id: string, text = 'hola', from: string | undefined = '573001112233'): Record<string, unknown> => ({
  ...(from && { from }),
  id,
  timestamp: String(Math.floor(Date.now() / 1000)),
  type: 'text',
  text: { body: text }
})

const envelope = (messages: unknown[], number = 'no-such-number'): string =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      { id: 'waba', changes: [{ field: 'messages', value: { metadata: { phone_number_id: number }, messages } }] }
    ]
  })

type Row = { kind: string; fate: string | null; external_id: string; payload: unknown }
const stored = (number: string): Promise<Row[]> =>
  system.asSystem(async context => {
    const { rows } = await context.db.raw('select * from inbound_events where phone_number_id = ? order by id', [
      number
    ])
    return rows
  })
const ledgerSize = (): Promise<number> =>
  system.asSystem(async context => (await context.db.raw('select count(*)::int as n from inbound_events')).rows[0].n)

test('the verification call is answered with the bare challenge, or 403', async t => {
  const url = (token: string) =>
    `${system.url}/api/v1/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`
  const good = await fetch(url(testSecrets.META_VERIFY_TOKEN))
  t.is(good.status, 200)
  t.regex(good.headers.get('content-type') ?? '', /^text\/plain/)
  t.is(await good.text(), '1158201444')
  t.is((await fetch(url('wrong'))).status, 403)
  t.is((await fetch(`${system.url}/api/v1/webhooks/whatsapp`)).status, 403)
})

test("a connected business's own verify token is accepted too", async t => {
  await system.asSystem(context =>
    context.db.raw(
      `insert into tenants (slug, business_name, email, whatsapp_webhook_verify_token) values ('own', 'Own', 'own@example.com', 'her-token')`
    )
  )
  const answer = await fetch(
    `${system.url}/api/v1/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=7&hub.verify_token=her-token`
  )
  t.is(await answer.text(), '7')
})

test("Meta's escaped bytes are verified as they are, under any of the valid secrets", async t => {
  const { vectors, app_secret } = signatureVectors()
  t.is(app_secret, 'test-app-secret')
  for (const vector of vectors) t.is((await post(vector.raw_body, vector.x_hub_signature_256)).status, 200, vector.case)
  const body = envelope([message('wamid.rotation')], 'rotation')
  t.is((await post(body, sign(body, 'older-secret'))).status, 200)
  t.is((await stored('rotation')).length, 1)
})

test.serial('a missing, short, wrong or foreign signature, or one byte changed, is 401 and stores nothing', async t => {
  const body = envelope([message('wamid.unsigned')], 'unsigned')
  const before = await ledgerSize()
  const wrong = [
    null,
    'sha256=abc',
    `sha256=${'0'.repeat(64)}`,
    sign(body, 'stranger'),
    sign(`${body} `),
    sign(body).slice(7),
    'sha1=x'
  ]
  for (const signature of wrong) {
    const answer = await post(body, signature)
    t.is(answer.status, 401)
    t.is(answer.headers.get('content-type'), 'application/problem+json')
    t.is(((await answer.json()) as { code: string }).code, 'invalid_signature')
  }
  t.is(await ledgerSize(), before)
})

test.serial(
  'a signed body that is not JSON, or of an unknown shape, is kept for a person and answered 200',
  async t => {
    for (const body of [
      '{"object":"whatsapp_business_account","entry":[{"id"',
      'null',
      '[]',
      '"text"',
      '{"object":"page"}',
      '{}',
      '\u0000'
    ]) {
      const before = await ledgerSize()
      t.is((await post(body)).status, 200, body)
      t.is(await ledgerSize(), before + 1, body)
    }
    const kinds = await system.asSystem(
      async context =>
        (
          await context.db.raw(
            `select distinct kind, fate from inbound_events where payload::text like '%"page%' or payload::text like '"{%'`
          )
        ).rows
    )
    t.deepEqual(kinds, [{ kind: 'unknown', fate: 'unknown' }])
  }
)

test('a body of 3 MB is taken, one byte more is 413', async t => {
  const limit = 3 * 1024 * 1024
  const small = envelope([message('wamid.big', '')], 'big')
  const filled = (size: number) => envelope([message('wamid.big', 'a'.repeat(size - small.length))], 'big')
  t.is(filled(limit).length, limit)
  t.is((await post(filled(limit))).status, 200)
  const tooLarge = await post(filled(limit + 1))
  t.is(tooLarge.status, 413)
  t.is(((await tooLarge.json()) as { code: string }).code, 'payload_too_large')
})

test('ten thousand events in one body are ten thousand rows', async t => {
  const events = Array.from({ length: 10_000 }, (_, index) => ({
    id: `wamid.${index}`,
    from: '573009998877',
    type: 'text',
    text: { body: 'x' }
  }))
  t.is((await post(envelope(events, 'many'))).status, 200)
  const rows = await system.asSystem(
    async context =>
      (await context.db.raw(`select count(*)::int as n from inbound_events where phone_number_id = 'many'`)).rows
  )
  t.is(rows[0].n, 10_000)
})

test('text with NUL and half surrogates, __proto__ keys, unknown fields and odd types are stored as they came', async t => {
  const odd = [
    message('wamid.nul', 'a\u0000b'),
    message('wamid.surrogate', 'broken \ud83d emoji'),
    { ...message('wamid.extra'), surprise: { deep: [1, null] }, timestamp: 12.5 },
    { ...message('wamid.types'), text: 42, type: ['text'] },
    { type: 'text', text: { body: 'nobody' } },
    null,
    'text',
    { ...message(`wamid.\u0000${'long'.repeat(1000)}`) }
  ]
  const body = envelope(odd, 'odd').replace('"surprise"', '"__proto__":{"polluted":true},"surprise"')
  t.is((await post(body)).status, 200)
  const rows = await stored('odd')
  t.is(rows.length, odd.length)
  t.is(({} as { polluted?: boolean }).polluted, undefined)
  t.true(rows.every(({ external_id }) => external_id === null || external_id.length <= 200))
  t.like(rows[0]?.payload, { message: { text: { body: 'a\u0000b' } } })
})

test('nesting of any depth is kept and does not harm its neighbours', async t => {
  const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`
  const body = envelope(
    [message('wamid.before'), { id: 'wamid.deep', nested: 'DEEP' }, message('wamid.after')],
    'deep'
  ).replace('"DEEP"', deep)
  t.is((await post(body)).status, 200)
  const rows = await stored('deep')
  t.deepEqual(rows.map(({ kind }) => kind).sort(), ['message', 'message', 'unknown'])
})

test('events in the past and in the future are stored', async t => {
  const events = ['1', '1500000000', '99999999999', '-5', 'yesterday'].map((timestamp, index) => ({
    ...message(`wamid.time${index}`),
    timestamp
  }))
  t.is((await post(envelope(events, 'time'))).status, 200)
  t.is((await stored('time')).length, 5)
})

test('a single bad row does not keep the others of its body out', async t => {
  const deepEnoughForPostgres = `${'{"a":'.repeat(7000)}1${'}'.repeat(7000)}`
  const body = envelope([message('wamid.ok1'), { id: 'wamid.bad', x: 'DEEP' }, message('wamid.ok2')], 'mixed').replace(
    '"DEEP"',
    deepEnoughForPostgres
  )
  t.is((await post(body)).status, 200)
  t.is((await stored('mixed')).length, 3)
})

test('the same body twice is one event', async t => {
  const body = envelope([message('wamid.twice')], 'twice')
  await Promise.all([post(body), post(body), post(body)])
  t.is((await stored('twice')).length, 1)
})

test('an unknown path is 404, a wrong method 405, both as problem documents', async t => {
  const unknown = await fetch(`${system.url}/api/v1/nowhere`)
  t.is(unknown.status, 404)
  t.regex(unknown.headers.get('content-type') ?? '', /^application\/problem\+json/)
  t.is((await fetch(`${system.url}/api/v1/webhooks/whatsapp`, { method: 'DELETE' })).status, 405)
})
