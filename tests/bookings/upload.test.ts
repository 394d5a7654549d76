import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { signToken } from '../../shared/signed-token.ts'
import { withApp } from '../helpers/app.ts'
import { act, book, freshToken, newBusiness, type TestBusiness } from '../helpers/bookings.ts'
import { jpeg, pdf, png, sendProof, webp } from '../helpers/uploads.ts'

const folder = await mkdtemp(join(process.env.TEST_FOLDER ?? tmpdir(), 'upload-'))
// read by os.tmpdir() at each call: other test files use the machine's
const temporary = await mkdtemp(join(process.env.TEST_FOLDER ?? tmpdir(), 'upload-tmp-'))
process.env.TMPDIR = temporary
const testApp = withApp(test, { STORAGE_URL: `file:${folder}` })
const START = '2026-11-27T15:00:00.000Z'
const LARGEST = 10 * 1024 * 1024

test.before(() => testApp.clock.set('2026-11-23T14:00:00Z'))

const approved = async (business: TestBusiness, start = START) => {
  const { body } = await book(testApp, business, start)
  await act(testApp, business, `/bookings/${body.id}/approve`)
  return body
}
const withDeposit = () =>
  newBusiness(testApp, { policies: { deposit: { kind: 'fixed', amount: 10_000, applies_to: 'everyone' } } })
const stored = async (business: TestBusiness) => await testApp.app.storage.listFiles(`tenant/${business.tenantId}/`)

test('pictures and documents are taken by what they are, and only the link shows them', async t => {
  const business = await withDeposit()
  const booking = await approved(business)
  const kinds = [
    [png(), 'image/png'],
    [jpeg(), 'image/jpeg'],
    [webp(), 'image/webp'],
    [pdf(), 'application/pdf']
  ] as const
  for (const [file, type] of kinds) {
    const { status, body } = await sendProof(testApp, booking.id, { file, uploadToken: booking.upload_token })
    t.is(status, 200)
    const link = body.payment_screenshot_url.replace(/^https?:\/\/[^/]+/, testApp.url)
    const shown = await fetch(link)
    t.is(shown.status, 200)
    t.is(shown.headers.get('content-type'), type)
    t.is(shown.headers.get('x-content-type-options'), 'nosniff')
    t.regex(shown.headers.get('content-security-policy') ?? '', /default-src 'none'/)
    t.deepEqual(Buffer.from(await shown.arrayBuffer()), file)
  }
  t.is((await stored(business)).length, 4)
})

test('a link ends after five minutes, and cannot be made up', async t => {
  const now = testApp.clock.now()
  const key = 'tenant/a/b.png'
  await testApp.app.storage.uploadFile(png(), key, 'image/png')
  const show = async (token: string) => (await fetch(`${testApp.url}/api/v1/media/${token}`)).status
  const sign = (seconds: number, secret = testApp.app.config.JWT_SECRET) =>
    signToken(secret, 'media', { key }, new Date(now.getTime() + seconds * 1000))
  t.is(await show(sign(1)), 200)
  t.is(await show(sign(0)), 404)
  t.is(await show(sign(1, 'another secret of more than 32 characters')), 404)
  t.is(await show(signToken(testApp.app.config.JWT_SECRET, 'upload', { key }, new Date(now.getTime() + 1000))), 404)
  t.is(await show('abc.def'), 404)
  const link = testApp.app.storage.generatePresignedUrl(key, 300)
  t.regex(link, /\/api\/v1\/media\/[\w-]+\.[\w-]+$/)
})

test('what is not a picture or a PDF is refused, whatever it is called', async t => {
  const business = await withDeposit()
  const booking = await approved(business)
  const send = async (file: Buffer | undefined, field = 'file') => {
    const answer = await sendProof(testApp, booking.id, {
      ...(file && { file }),
      field,
      uploadToken: booking.upload_token
    })
    return `${answer.status} ${answer.body.code}`
  }
  t.is(await send(Buffer.from('<html><script>alert(1)</script>')), '400 invalid_file')
  t.is(await send(Buffer.alloc(0)), '400 invalid_file')
  t.is(await send(undefined), '400 invalid_file')
  t.is(await send(png(), 'photo'), '400 invalid_file')
  t.deepEqual(await stored(business), [])
})

test('ten megabytes are taken, and not a byte more', async t => {
  const business = await withDeposit()
  const booking = await approved(business)
  const send = async (size: number) =>
    (await sendProof(testApp, booking.id, { file: png(size), uploadToken: booking.upload_token })).status
  t.is(await send(LARGEST), 200)
  t.is(await send(LARGEST + 1), 413)
  t.is((await stored(business)).length, 1)
})

test.serial('nothing is left in the temporary folder', async t => {
  const business = await withDeposit()
  const booking = await approved(business)
  await sendProof(testApp, booking.id, { file: png(), uploadToken: booking.upload_token })
  await sendProof(testApp, booking.id, { file: Buffer.from('no'), uploadToken: booking.upload_token })
  await sendProof(testApp, booking.id, { file: png(LARGEST + 1), uploadToken: booking.upload_token })
  t.deepEqual(await readdir(temporary), [])
})

test('the token of a booking opens that booking and no other, wherever it travels', async t => {
  const business = await withDeposit()
  const mine = await approved(business)
  const other = await approved(business, '2026-11-28T15:00:00Z')
  const send = async (sending: Parameters<typeof sendProof>[2]) => {
    const answer = await sendProof(testApp, mine.id, { file: png(), ...sending })
    return `${answer.status} ${answer.body.code ?? ''}`
  }
  for (const place of ['header', 'query', 'form'] as const) {
    t.is(await send({ uploadToken: mine.upload_token, place }), '200 ')
    t.is(await send({ uploadToken: other.upload_token, place }), '403 forbidden')
    t.is(await send({ uploadToken: `${mine.upload_token}x`, place }), '401 unauthorized')
  }
  t.is(await send({}), '401 unauthorized')
  t.is(await send({ token: await freshToken(testApp, business) }), '200 ')
  t.is(await send({ token: 'abc' }), '401 unauthorized')
})

test('a booking that is not to be paid takes no proof, and none takes more than ten', async t => {
  const business = await withDeposit()
  const { body: pending } = await book(testApp, business, START)
  const early = await sendProof(testApp, pending.id, { file: png(), uploadToken: pending.upload_token })
  t.is(early.body.code, 'invalid_booking_status')
  t.deepEqual(await stored(business), [], 'what is not recorded is not kept')
  await act(testApp, business, `/bookings/${pending.id}/approve`)
  const codes = []
  for (let count = 0; count < 11; count += 1)
    codes.push((await sendProof(testApp, pending.id, { file: png(), uploadToken: pending.upload_token })).body.code)
  t.is(codes.at(-1), 'too_many_proofs')
  t.is((await stored(business)).length, 10)
})

test('a body that is no form is refused', async t => {
  const response = await fetch(`${testApp.url}/api/v1/bookings/${randomUUID()}/upload-payment`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}'
  })
  t.is(response.status, 415)
})

test('storage keeps to its folder', async t => {
  const { storage } = testApp.app
  for (const key of ['../x.png', '/etc/passwd', 'a/../../x', 'a//b', 'a\\b', '.hidden', '', 'a/.', 'x'.repeat(301)])
    await t.throwsAsync(storage.uploadFile(png(), key, 'image/png'), { instanceOf: RangeError }, key)
  const link = await storage.uploadFile(png(), 'tenant/x/a.png', 'image/png')
  t.regex(link, /^http/)
  t.deepEqual(await storage.downloadFile('tenant/x/a.png'), png())
  await storage.uploadFileFromPath(join(folder, 'tenant/x/a.png'), 'tenant/x/b.png')
  t.deepEqual(await storage.listFiles('tenant/x/'), ['tenant/x/a.png', 'tenant/x/b.png'])
  t.deepEqual(await storage.listFiles('tenant/x/b'), ['tenant/x/b.png'])
  t.deepEqual(await storage.listFiles('nothing/here/'), [])
  t.true((await storage.listFiles('')).includes('tenant/x/a.png'))
  await t.throwsAsync(storage.listFiles('../'), { instanceOf: RangeError })
  t.true(await storage.deleteFile('tenant/x/b.png'))
  t.false(await storage.deleteFile('tenant/x/b.png'))
  t.is(await storage.openFile('tenant/x/b.png'), null)
  await t.throwsAsync(storage.downloadFile('tenant/x/b.png'), { code: 'ENOENT' })
})
