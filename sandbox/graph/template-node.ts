import { randomBytes } from 'node:crypto'
import type { Json, JsonObject, SandboxTemplate, TemplateReview } from '../types.ts'
import type { Emit } from '../webhooks/delivery.ts'
import { type Answer, ok, refuse } from './answer.ts'
import { badParam, first, isObject, objects, type Refusal } from './check-tools.ts'
import { type GraphError, graphError, missingParameter } from './graph-error.ts'
import type { NumberState, State, WabaState } from './state.ts'

/** Docs: templates/components. */
const MAX_BODY = 1024
const MAX_BUTTON = 25

const PLACE = /\{\{([a-z_]+)\}\}/g

const bodyOf = (template: Pick<SandboxTemplate, 'components'>): string =>
  String(objects(template.components).find(part => String(part.type).toUpperCase() === 'BODY')?.text ?? '')

const buttonsOf = (template: Pick<SandboxTemplate, 'components'>): readonly JsonObject[] =>
  objects(objects(template.components).find(part => String(part.type).toUpperCase() === 'BUTTONS')?.buttons)

const placesOf = (body: string): readonly string[] => [
  ...new Set([...body.matchAll(PLACE)].map(([, name = '']) => name))
]

const rejected = (subcode: number, message: string): GraphError => graphError(100, { message, subcode })

/** What Meta refuses before any review (docs: error-codes, 2388xxx). */
const checkBody = (body: JsonObject): Refusal => {
  const text = bodyOf(body as never)
  if (text === '' || text.length > MAX_BODY)
    return rejected(2388040, 'The body of a template has 1 to 1024 characters.')
  if (/^\s*\{\{|\}\}\s*$/.test(text))
    return rejected(2388299, 'Variables can’t be at the start or end of the template.')
  const examples = objects(
    objects(body.components).flatMap(part => (isObject(part.example) ? [part.example] : []))[0]?.body_text_named_params
  )
  const missing = placesOf(text).find(
    place =>
      !examples.some(each => each.param_name === place && typeof each.example === 'string' && each.example !== '')
  )
  return missing === undefined ? undefined : rejected(2388043, `The variable ${missing} has no example.`)
}

const checkButtons = (body: JsonObject): Refusal =>
  buttonsOf(body as never).some(button => typeof button.text !== 'string' || button.text.length > MAX_BUTTON)
    ? rejected(2388050, 'A button has a text of at most 25 characters.')
    : undefined

const checkTemplate = (body: JsonObject): Refusal =>
  first(
    () =>
      typeof body.name === 'string' && /^[a-z0-9_]{1,512}$/.test(body.name)
        ? undefined
        : badParam('Param name must match [a-z0-9_]'),
    () =>
      typeof body.language === 'string' && /^[a-z]{2}(_[A-Z]{2})?$/.test(body.language)
        ? undefined
        : badParam('Param language is not a known language code'),
    () =>
      ['UTILITY', 'MARKETING', 'AUTHENTICATION'].includes(String(body.category).toUpperCase())
        ? undefined
        : missingParameter('category'),
    () => (body.parameter_format === 'NAMED' ? undefined : badParam('This sandbox knows named parameters only')),
    () => checkBody(body),
    () => checkButtons(body)
  )

const templatesOf = (state: State, wabaId: string): readonly SandboxTemplate[] =>
  state.templates.filter(template => template.wabaId === wabaId)

const replace = (state: State, old: SandboxTemplate, fresh: SandboxTemplate): void => {
  state.templates[state.templates.indexOf(old)] = fresh
}

/** POST /{waba_id}/message_templates: goes to review, and out of it by itself unless the sandbox waits for a person. */
export const createTemplate = (state: State, emit: Emit, waba: WabaState, body: JsonObject): Answer => {
  const refused = checkTemplate(body)
  if (refused !== undefined) return refuse(refused)
  const [name, language] = [String(body.name), String(body.language)]
  if (templatesOf(state, waba.id).some(each => each.name === name && each.language === language))
    return refuse(rejected(2388024, 'There is already content in this language for this template name.'))
  const template: SandboxTemplate = {
    // within what JSON numbers hold: webhooks carry it as a number
    id: String(1_000_000_000_000_000 + randomBytes(6).readUIntBE(0, 6)),
    wabaId: waba.id,
    name,
    language,
    category: String(body.category).toUpperCase(),
    status: 'PENDING',
    reason: undefined,
    components: (body.components ?? []) as Json
  }
  state.templates.push(template)
  if (state.options.templateReview === 'approve')
    state.timers.later(state.options.statusDelayMs ?? 30, () => {
      reviewTemplate(state, emit, { name, language, wabaId: waba.id, event: 'APPROVED' }).catch(error =>
        console.error(error)
      )
    })
  return ok({ id: template.id, status: template.status, category: template.category })
}

/** GET /{waba_id}/message_templates?name=: names that contain it. */
export const listTemplates = (state: State, waba: WabaState, name: unknown): Answer => {
  const data = templatesOf(state, waba.id)
    .filter(template => typeof name !== 'string' || template.name.includes(name))
    .map(({ wabaId: _, reason, ...template }) => ({ ...template, rejected_reason: reason ?? 'NONE' }))
  const cursor = Buffer.from(waba.id).toString('base64')
  return ok({ data, paging: { cursors: { before: cursor, after: cursor } } })
}

const STATUS: Readonly<Record<string, SandboxTemplate['status']>> = { REINSTATED: 'APPROVED', FLAGGED: 'APPROVED' }

/** Meta decides on a template: every one of this name, or that of one language. Resolves when the webhooks were answered. */
export const reviewTemplate = async (state: State, emit: Emit, review: TemplateReview): Promise<number> => {
  const chosen = state.templates.filter(
    each =>
      each.name === review.name &&
      each.language === (review.language ?? each.language) &&
      each.wabaId === (review.wabaId ?? each.wabaId)
  )
  for (const template of chosen) {
    const status = STATUS[review.event] ?? (review.event as SandboxTemplate['status'])
    replace(state, template, { ...template, status, reason: review.reason })
    await emit({
      wabaId: template.wabaId,
      phoneNumberId: undefined,
      field: 'message_template_status_update',
      value: {
        event: review.event,
        message_template_id: Number(template.id),
        message_template_name: template.name,
        // Meta's own example writes it with a hyphen
        message_template_language: template.language.replace('_', '-'),
        message_template_category: template.category,
        reason: review.reason ?? 'NONE'
      }
    })
  }
  return chosen.length
}

const namesIn = (template: JsonObject, type: string): readonly string[] =>
  objects(template.components)
    .filter(part => String(part.type).toLowerCase() === type)
    .flatMap(part => objects(part.parameters))
    .map(parameter => String(parameter.parameter_name))

/** Why a template cannot be sent. An account to which none was ever submitted takes any name. */
export const refuseTemplate = (state: State, number: NumberState, content: JsonObject): GraphError | undefined => {
  const known = templatesOf(state, number.config.wabaId)
  if (known.length === 0) return undefined
  const code = isObject(content.language) ? content.language.code : undefined
  const template = known.find(each => each.name === content.name && each.language === code)
  if (template?.status === 'PAUSED') return graphError(132015)
  if (template?.status === 'DISABLED') return graphError(132016)
  if (template?.status !== 'APPROVED')
    return graphError(132001, { details: `template name (${String(content.name)}) does not exist in ${String(code)}` })
  const [wanted, given] = [placesOf(bodyOf(template)), namesIn(content, 'body')]
  const same = wanted.length === given.length && wanted.every(place => given.includes(place))
  return same ? undefined : graphError(132000, { details: `expected ${wanted.join(', ')}, got ${given.join(', ')}` })
}

/** What the person reads: the template's text, filled in, and the labels of its buttons; for the phone page. */
export const shownTemplate = (state: State, number: NumberState, content: JsonObject): JsonObject => {
  const code = isObject(content.language) ? content.language.code : undefined
  const template = templatesOf(state, number.config.wabaId).find(
    each => each.name === content.name && each.language === code
  )
  if (template === undefined) return content
  const values = new Map(
    objects(content.components)
      .flatMap(part => objects(part.parameters))
      .map(parameter => [String(parameter.parameter_name), String(parameter.text)])
  )
  const shown = bodyOf(template).replace(PLACE, (place, name: string) => values.get(name) ?? place)
  return { ...content, shown, labels: buttonsOf(template).map(button => String(button.text)) }
}
