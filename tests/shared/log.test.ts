import { PassThrough } from 'node:stream'
import test from 'ava'
import { NotFoundError } from 'objection'
import { pino } from 'pino'
import { createDatabase, sqlState } from '../../shared/database.ts'
import { DomainError } from '../../shared/domain/errors.ts'
import { createLog, describeError, logOptions } from '../../shared/log.ts'
import { CustomerModel } from '../../shared/models/customer-model.ts'
import { withDatabase } from '../helpers/database.ts'

const db = withDatabase(test)

/** A log as the processes have it, whose lines can be read. */
function readableLog(level = 'info') {
  const stream = new PassThrough()
  const log = pino(logOptions(level, { part: 'test' }), stream)
  const text = (): string => stream.read()?.toString() ?? ''
  return { log, text, line: (): Record<string, unknown> => JSON.parse(text()) }
}

const PRIVATE = ['+573001112233', 'mi niña está enferma', 'EAAG-access-token', 'Camila Ruiz']
const failing = async (sql: string, bindings: readonly unknown[]): Promise<Error> => {
  const knex = createDatabase(db.url, 2)
  try {
    await knex.raw(sql, bindings as never)
  } catch (error) {
    return error as Error
  } finally {
    await knex.destroy()
  }
  throw new Error('the statement was to fail')
}
const shown = (error: unknown): string => {
  const { log, text } = readableLog()
  log.error({ err: error }, 'a job failed')
  return text()
}

test('a line is one JSON object with the part of the system, the fields and the message', t => {
  const { log, line } = readableLog()
  log.info({ queue: 'inbound' }, 'working')
  t.like(line(), { part: 'test', queue: 'inbound', msg: 'working', level: 30 })
  t.is(createLog('silent').level, 'silent')
})

test('what people wrote, numbers, tokens and headers never show, even where a caller passes them by mistake', t => {
  const secrets = {
    access_token: 'EAAG-access-token',
    authorization: 'Bearer EAAG-access-token',
    password: 'hunter2-password',
    phone: '+573001112233',
    text: 'mi niña está enferma',
    payload: { body: 'mi niña está enferma' }
  }
  const { log, text } = readableLog()
  log.info({ message: secrets, req: { headers: { cookie: 'hunter2' } } }, 'nested')
  log.info(secrets, 'at the top')
  const lines = text()
  for (const value of [...PRIVATE, 'hunter2', 'Bearer']) t.false(lines.includes(value), value)
  t.true(lines.includes('nested') && lines.includes('at the top'))
})

test('a refused row is logged by its code and constraint, without what stood in it', async t => {
  const error = await failing(`insert into tenants (slug, business_name, email) values (?, ?, ?), (?, ?, ?)`, [
    'same',
    'Camila Ruiz',
    'a@example.com',
    'same',
    'Camila Ruiz',
    'b@example.com'
  ])
  const text = shown(error)
  t.like(JSON.parse(text).err, { code: sqlState(error) as string })
  for (const value of [...PRIVATE, '@example.com']) t.false(text.includes(value), value)
})

test('a value that a type refuses is not quoted, though Postgres does', async t => {
  for (const value of PRIVATE) {
    const error = await failing('select ?::uuid', [value])
    t.true(error.message.includes(value), 'the error itself has it')
    const text = shown(error)
    t.false(text.includes(value), value)
    t.is(JSON.parse(text).err.code, '22P02')
  }
})

test('the statement of a failed query can be read, with placeholders for its values', async t => {
  const error = await failing('select * from no_such_table where phone = ?', ['+573001112233'])
  t.true(shown(error).includes('select * from no_such_table where phone = $1'))
  t.false(shown(error).includes('+573001112233'))
})

test("Objection's errors lose their rows too", async t => {
  const knex = createDatabase(db.url, 2)
  const query = CustomerModel.query(knex).insert({ tenantId: 'not-a-uuid', firstName: 'Camila Ruiz' } as never)
  const error = await t.throwsAsync(query)
  await knex.destroy()
  t.false(shown(error).includes('Camila Ruiz'))
  t.false(shown(error).includes('not-a-uuid'))
})

test('our own errors show name, code, message and where they came from', t => {
  const error = new DomainError('rate_limited', 'Too many wrong signatures from this address', { secret: 'hunter2' })
  const described = describeError(error)
  t.like(described, {
    name: 'DomainError',
    code: 'rate_limited',
    message: 'Too many wrong signatures from this address'
  })
  t.regex(String(described.stack), /log\.test\.ts/)
  t.false(shown(error).includes('hunter2'))
})

test('a message of many lines is shown once and cut, not again in the stack', t => {
  const described = describeError(new Error(`first\nsecond +573001112233\n${'x'.repeat(1000)}`))
  t.is(String(described.message).length, 500)
  t.notRegex(String(described.stack), /second|xxx/)
})

test('whatever is thrown can be logged', t => {
  for (const odd of [null, undefined, 7, 'mi niña está enferma', { phone: '+573001112233' }]) {
    t.deepEqual(describeError(odd), { name: 'NotAnError', message: typeof odd })
    t.false(shown(odd).includes('niña'))
  }
  t.like(describeError(new NotFoundError({})), { name: 'NotFoundError' })
})
