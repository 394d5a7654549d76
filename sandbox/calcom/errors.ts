import type { Json } from '../types.ts'

export type CalcomError = { readonly status: number; readonly body: Json }

const NAMES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict'
}

const CLASSES: Readonly<Record<number, string>> = {
  400: 'BadRequestException',
  401: 'UnauthorizedException',
  403: 'ForbiddenException',
  404: 'NotFoundException',
  409: 'ConflictException'
}

/** The usual envelope: its `code` is the name of an exception's class. */
export const httpError = (status: number, message: string, path: string, now: Date): CalcomError => ({
  status,
  body: {
    status: 'error',
    timestamp: now.toISOString(),
    path,
    error: {
      code: CLASSES[status] ?? 'HttpException',
      message,
      details: { message, error: NAMES[status] ?? 'Error', statusCode: status }
    }
  }
})

export type FieldProblem = { readonly property: string; readonly constraints: Readonly<Record<string, string>> }

/** The validation pipe's: the message says nothing, the fields stand in the details. */
export const validationError = (problems: readonly FieldProblem[], path: string, now: Date): CalcomError => ({
  status: 400,
  body: {
    status: 'error',
    timestamp: now.toISOString(),
    path,
    error: {
      code: 'BadRequestException',
      message: 'Bad Request Exception',
      details: { errors: problems.map(({ property, constraints }) => ({ property, children: [], constraints })) }
    }
  }
})

/** The throttler's: its details are a text. */
export const tooMany = (path: string, now: Date): CalcomError => {
  const message = 'CustomThrottlerGuard - Too many requests. Please try again later.'
  return {
    status: 429,
    body: {
      status: 'error',
      timestamp: now.toISOString(),
      path,
      error: { code: 'ThrottlerException', message, details: message }
    }
  }
}
