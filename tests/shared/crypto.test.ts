import { randomBytes } from 'node:crypto'
import test from 'ava'
import { decrypt, encrypt, equalInConstantTime, hmacHex, keyIdOf } from '../../shared/crypto.ts'

const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`
const old = key('k1')
const fresh = key('k2')

test('what is sealed can be opened, whatever it is', t => {
  for (const plain of ['EAAG-token', '', 'ñandú 👩‍👩‍👧', 'a.b.c', 'x'.repeat(10_000), '\0\n'])
    t.is(decrypt(encrypt(plain, old), old), plain)
})

test('the same secret is sealed differently every time, and shows nothing of itself', t => {
  const sealed = new Set(Array.from({ length: 50 }, () => encrypt('EAAG-token', old)))
  t.is(sealed.size, 50)
  for (const value of sealed)
    t.false(value.includes('EAAG') || value.includes(Buffer.from('EAAG-token').toString('base64url')))
})

test('after a rotation new values carry the new key and old ones can still be opened', t => {
  const before = encrypt('token', old)
  const keys = `${fresh},${old}`
  const after = encrypt('token', keys)
  t.deepEqual([keyIdOf(before), keyIdOf(after)], ['k1', 'k2'])
  t.is(decrypt(before, keys), 'token')
  t.is(decrypt(after, keys), 'token')
  t.throws(() => decrypt(before, fresh), { message: /known key/ })
})

test('a value under the right name but another key is refused', t => {
  t.throws(() => decrypt(encrypt('token', old), key('k1')))
})

test('any change of a sealed value is noticed', t => {
  const sealed = encrypt('a token of some length', old)
  for (let index = 0; index < sealed.length; index += 1) {
    const letter = sealed[index] === 'A' ? 'B' : 'A'
    const changed = sealed.slice(0, index) + letter + sealed.slice(index + 1)
    // the last letter of a base64url part has bits that stand for nothing
    const same = changed
      .split('.')
      .map(part => Buffer.from(part, 'base64url').toString('hex'))
      .join()
    if (
      same ===
      sealed
        .split('.')
        .map(part => Buffer.from(part, 'base64url').toString('hex'))
        .join()
    )
      continue
    t.throws(() => decrypt(changed, old), undefined, `letter ${index}`)
  }
})

test('a shortened seal is refused', t => {
  const [version, id, iv, tag = '', sealed] = encrypt('token', old).split('.')
  for (const bytes of [4, 8, 12, 15]) {
    const short = Buffer.from(tag, 'base64url').subarray(0, bytes).toString('base64url')
    t.throws(() => decrypt([version, id, iv, short, sealed].join('.'), old), undefined, `${bytes} bytes`)
  }
})

test('what was never sealed is refused with a clear error that does not quote it', t => {
  for (const value of ['', 'EAAG-plain-token', 'v1.k1', 'v2.k1.a.b.c', 'v1.k9.aaaa.bbbb.cccc', 'v1.k1...', '....']) {
    const error = t.throws(() => decrypt(value, old))
    t.false(value.length > 10 && error.message.includes(value))
  }
})

test('without keys nothing is sealed', t => {
  t.throws(() => encrypt('token', ''))
})

test('secrets are equal only when they are, of whatever length', t => {
  t.true(equalInConstantTime('secret', 'secret'))
  t.true(equalInConstantTime('', ''))
  for (const [a, b] of [
    ['secret', 'Secret'],
    ['secret', 'secret '],
    ['', 's'],
    ['s', 'x'.repeat(1000)]
  ] as const)
    t.false(equalInConstantTime(a, b))
})

test('the signature of bytes is the one of RFC 4231', t => {
  t.is(
    hmacHex('Jefe', Buffer.from('what do ya want for nothing?')),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
  )
})
