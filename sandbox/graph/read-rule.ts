import type { SandboxRule } from './misbehaviour.ts'

type Check = (value: unknown) => boolean

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isCount: Check = value => typeof value === 'number' && Number.isInteger(value) && value > 0
const isMs: Check = value => typeof value === 'number' && value >= 0
const isGather: Check = value => isObject(value) && isCount(value.n)

const ACTIONS: Readonly<Record<string, Check>> = {
  error: value => isObject(value) && typeof value.code === 'number',
  delayMs: isMs,
  loseAnswer: value => value === 'after-accept' || value === 'before-accept',
  hang: isMs,
  status: value =>
    value === 'duplicate' ||
    value === 'reorder' ||
    value === 'none' ||
    value === 'early' ||
    (isObject(value) && typeof value.failed === 'number'),
  http500Html: value => value === true,
  batch: value => isCount(value) || isGather(value),
  duplicateWebhooks: isCount,
  reorderWebhooks: value => value === true || isGather(value)
}

/** Whether a JSON body is a rule; else the sentence for the person at the other end. */
export const readRule = (body: unknown): { readonly rule: SandboxRule } | { readonly problem: string } => {
  if (!isObject(body) || !isObject(body.action)) return { problem: 'body must be {match?, times?, action}' }
  const names = Object.keys(body.action)
  const [name] = names
  if (names.length !== 1 || name === undefined || !Object.hasOwn(ACTIONS, name)) {
    return { problem: `action must have exactly one of: ${Object.keys(ACTIONS).join(', ')}` }
  }
  if (ACTIONS[name]?.(body.action[name]) !== true) return { problem: `action.${name} is not valid` }
  if (body.times !== undefined && !isCount(body.times)) return { problem: 'times must be a positive integer' }
  if (body.match !== undefined && !isObject(body.match)) return { problem: 'match must be an object' }
  return { rule: body as SandboxRule }
}
