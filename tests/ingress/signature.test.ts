import { createHmac } from 'node:crypto'
import test from 'ava'
import { isSignedByMeta, splitSecrets } from '../../ingress/signature.ts'
import { signatureVectors } from '../helpers/fixtures.ts'

const SECRET = 'app-secret'
const body = Buffer.from('{"object":"whatsapp_business_account","text":"\\u00a1Hola!"}')
const sign = (bytes: Buffer | string, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`

for (const vector of signatureVectors().vectors)
  test(`the example "${vector.case}" is accepted as its bytes stand, and not with one byte more`, t => {
    const { app_secret } = signatureVectors()
    t.true(isSignedByMeta([app_secret], Buffer.from(vector.raw_body), vector.x_hub_signature_256))
    t.false(isSignedByMeta([app_secret], Buffer.from(`${vector.raw_body} `), vector.x_hub_signature_256))
  })

test('a body that was parsed and written again no longer matches', t => {
  t.true(isSignedByMeta([SECRET], body, sign(body)))
  t.false(isSignedByMeta([SECRET], Buffer.from(JSON.stringify(JSON.parse(body.toString()))), sign(body)))
})

test('any of several secrets is enough while one is rotated', t => {
  const secrets = ['new-secret', SECRET, 'older-secret']
  for (const secret of secrets) t.true(isSignedByMeta(secrets, body, sign(body, secret)))
  t.false(isSignedByMeta(secrets, body, sign(body, 'stranger')))
  t.false(isSignedByMeta(['new-secret'], body, sign(body)))
})

test('without a secret nothing is accepted', t => {
  t.false(isSignedByMeta([], body, sign(body, '')))
})

test('hexadecimal digits may be upper case', t => {
  t.true(isSignedByMeta([SECRET], body, `sha256=${sign(body).slice(7).toUpperCase()}`))
})

test('a missing, short, long, foreign or oddly written signature is refused', t => {
  const right = sign(body)
  const sha1 = `sha1=${createHmac('sha1', SECRET).update(body).digest('hex')}`
  const wrong = [
    undefined,
    '',
    'sha256=',
    right.slice(7),
    right.slice(0, -1),
    `${right}0`,
    `${right} `,
    ` ${right}`,
    `${right}\n`,
    `${right},${right}`,
    right.replace('sha256', 'sha512'),
    sha1,
    `sha256=${'0'.repeat(64)}`,
    `sha256=${'z'.repeat(64)}`
  ]
  for (const header of wrong) t.false(isSignedByMeta([SECRET], body, header), String(header))
})

test('every changed byte of the body is noticed', t => {
  const header = sign(body)
  for (let index = 0; index < body.length; index += 1) {
    const changed = Buffer.from(body)
    changed[index] = (changed[index] ?? 0) ^ 1
    t.false(isSignedByMeta([SECRET], changed, header))
  }
})

test('an empty body can be signed too', t => {
  t.true(isSignedByMeta([SECRET], Buffer.alloc(0), sign('')))
})

test('secrets are separated by commas, with or without spaces', t => {
  t.deepEqual(splitSecrets('one'), ['one'])
  t.deepEqual(splitSecrets('one, two ,three'), ['one', 'two', 'three'])
  t.deepEqual(splitSecrets(',one,,'), ['one'])
  t.deepEqual(splitSecrets(' , '), [])
})
