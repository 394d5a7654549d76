import { type Logger, pino } from 'pino'

export type Log = Logger

/**
 * One JSON line per event on standard output. Callers pass named fields, never rows, bodies or job data: what a person
 * wrote, phone numbers and secrets have no place in a log. The redaction is the second line of defence.
 */
export function createLog(level: string, fields: Record<string, string> = {}): Log {
  return pino({
    level,
    base: fields,
    redact: ['*.access_token', '*.authorization', '*.password', '*.phone', '*.text', '*.payload', 'req.headers'],
    serializers: { err: describeError }
  })
}

/** An error without its data: name, code, message of our own errors, stack. Database errors lose `detail`, which quotes rows. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: typeof error }
  const { code, constraint } = error as Error & { code?: unknown; constraint?: unknown }
  const inner = (error as Error & { nativeError?: unknown }).nativeError
  if (inner instanceof Error) return describeError(inner)
  return {
    name: error.name,
    message: error.message.slice(0, 500),
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    stack: error.stack?.split('\n').slice(1, 8).join('\n')
  }
}
