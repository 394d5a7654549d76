import { type Logger, type LoggerOptions, pino } from 'pino'

export type Log = Logger

/** Fields that never show, at the top of a line or one level down. */
const PRIVATE = ['access_token', 'authorization', 'password', 'phone', 'text', 'payload']

/**
 * One JSON line per event on standard output. Callers pass named fields, never rows, bodies or job data: what a person
 * wrote, phone numbers and secrets have no place in a log. The redaction is the second line of defence.
 */
export function createLog(level: string, fields: Record<string, string> = {}): Log {
  return pino(logOptions(level, fields))
}

/** How every log of ours is set up; tests hand the same to a stream that they can read. */
export const logOptions = (level: string, fields: Record<string, string>): LoggerOptions => ({
  level,
  base: fields,
  redact: [...PRIVATE.flatMap(name => [name, `*.${name}`]), 'req.headers'],
  serializers: { err: describeError }
})

/** An error without its data: name, code, message, stack. Database errors lose `detail` and all words that quote rows. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: typeof error }
  const { code, constraint } = error as Error & { code?: unknown; constraint?: unknown }
  const inner = (error as Error & { nativeError?: unknown }).nativeError
  if (inner instanceof Error) return describeError(inner)
  return {
    name: error.name,
    message: wordsOf(error, code).slice(0, 500),
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    stack: framesOf(error).slice(0, 7).join('\n')
  }
}

/** Where an error came from. The message that heads a stack may have many lines, and quote rows: it is left out. */
export const framesOf = (error: Error): string[] => error.stack?.split('\n').filter(line => /^\s+at /.test(line)) ?? []

/** Postgres quotes the values that a type refuses (class 22): of such an error only the statement is told. */
function wordsOf(error: Error, code: unknown): string {
  if (!/^22[0-9A-Z]{3}$/.test(String(code))) return error.message
  return /^\s*(select|insert|update|delete|with)\b.*?(?= - )/is.exec(error.message)?.[0] ?? 'refused data'
}
