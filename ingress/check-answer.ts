import type { Middleware } from 'koa'
import { problemsOf } from '../shared/validate.ts'
import type { Endpoint } from './endpoint.ts'
import { answerProblem } from './problem.ts'
import { problemCodesOf } from './problem-codes.ts'
import { ProblemSchema } from './schemas/problem.ts'

/** Throws when what an endpoint answers is not what its schema, and so the document, says. For tests. */
export function assertDocumented(endpoint: Endpoint, body: unknown): void {
  if (endpoint.success.status === 204) return
  const wrong = problemsOf(endpoint.success.schema, JSON.parse(JSON.stringify(body ?? null)))
  if (wrong.length > 0)
    throw new Error(`${endpoint.name} answers what is not in the document: ${JSON.stringify(wrong)}`)
}

/** Turns a problem document that is not in the API's document into a 500 that says so. For tests: outermost but one. */
export const checkProblems: Middleware = async (ctx, next) => {
  await next()
  if (ctx.type !== 'application/problem+json') return
  const problem = JSON.parse(String(ctx.body)) as { code: string }
  const endpoint = ctx.state.endpoint as Endpoint | undefined
  const wrong = problemsOf(ProblemSchema, problem).map(({ pointer, message }) => `${pointer} ${message}`)
  if (endpoint && !problemCodesOf(endpoint).some(code => code === problem.code))
    wrong.push(`${endpoint.name} does not document ${problem.code}`)
  if (wrong.length > 0) answerProblem(ctx, 'internal_error', `not as documented: ${wrong.join('; ')}`)
}
