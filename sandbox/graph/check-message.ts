import type { JsonObject } from '../types.ts'
import { checkInteractive } from './check-interactive.ts'
import { badParam, badValue, checkText, first, isObject, missing, objects, type Refusal } from './check-tools.ts'
import { graphError, missingParameter } from './graph-error.ts'

/** Docs: messages/text-messages. */
const MAX_TEXT = 4096
const MAX_CAPTION = 1024
const MAX_OPAQUE = 512

const checkTextMessage = (text: JsonObject): Refusal => {
  if (text.body === undefined) return missingParameter("text['body']")
  if (typeof text.body !== 'string') return badParam("Param text['body'] must be a string.")
  if (text.body.trim() === '') return badParam("Param text['body'] must be a non-empty string.")
  return text.body.length > MAX_TEXT
    ? badParam(`Param text['body'] must be at most ${MAX_TEXT} characters long.`)
    : undefined
}

const checkMedia =
  (type: string, caption: boolean) =>
  (media: JsonObject): Refusal => {
    const one = [media.id, media.link].filter(value => typeof value === 'string' && value !== '')
    if (one.length !== 1)
      return graphError(100, { details: `Exactly one of 'id' or 'link' is needed for type '${type}'` })
    if (media.caption === undefined) return undefined
    if (!caption) return badParam(`Unexpected key "caption" on param "${type}".`)
    return checkText(media.caption, 'Caption', { max: MAX_CAPTION, min: 0 })
  }

const checkReaction = (reaction: JsonObject): Refusal => {
  if (typeof reaction.message_id !== 'string') return missingParameter("reaction['message_id']")
  return typeof reaction.emoji === 'string' ? undefined : missingParameter("reaction['emoji']")
}

const checkLocation = (location: JsonObject): Refusal => {
  const inside = (value: unknown, limit: number): boolean =>
    Number.isFinite(Number(value)) && Math.abs(Number(value)) <= limit
  for (const key of ['latitude', 'longitude']) {
    if (location[key] === undefined) return missingParameter(`location['${key}']`)
  }
  if (!inside(location.latitude, 90)) return badValue('Latitude is not valid')
  return inside(location.longitude, 180) ? undefined : badValue('Longitude is not valid')
}

const checkTemplateParameter = (parameter: JsonObject): Refusal => {
  if (parameter.type !== 'text') return undefined
  if (typeof parameter.text !== 'string' || parameter.text === '')
    return missing('Parameter of type text is missing text value')
  return /[\n\t]| {5,}/.test(parameter.text)
    ? badParam('Param text cannot have new-line/tab characters or more than 4 consecutive spaces')
    : undefined
}

const checkTemplate = (template: JsonObject): Refusal => {
  if (typeof template.name !== 'string' || template.name === '') return missingParameter("template['name']")
  if (!isObject(template.language) || typeof template.language.code !== 'string') {
    return missingParameter("template['language']")
  }
  if (!/^[a-z0-9_]{1,512}$/.test(template.name))
    return graphError(132001, {
      details: `template name (${template.name}) does not exist in ${template.language.code}`
    })
  const parameters = objects(template.components).flatMap(component => objects(component.parameters))
  return first(...parameters.map(parameter => () => checkTemplateParameter(parameter)))
}

/** Each type's own object; contacts are a list. */
const CHECKS: ReadonlyMap<string, (content: JsonObject) => Refusal> = new Map(
  Object.entries({
    text: checkTextMessage,
    image: checkMedia('image', true),
    video: checkMedia('video', true),
    document: checkMedia('document', true),
    audio: checkMedia('audio', false),
    sticker: checkMedia('sticker', false),
    reaction: checkReaction,
    location: checkLocation,
    template: checkTemplate,
    interactive: checkInteractive
  })
)

const checkContacts = (contacts: unknown): Refusal => {
  const cards = objects(contacts)
  if (cards.length === 0) return missingParameter('contacts')
  const complete = cards.every(({ name }) => isObject(name) && typeof name.formatted_name === 'string')
  return complete ? undefined : missing("Parameter 'name.formatted_name' is mandatory for contacts")
}

const checkContent = (body: JsonObject): Refusal => {
  const type = body.type ?? 'text'
  if (type === 'contacts') return checkContacts(body.contacts)
  const check = typeof type === 'string' ? CHECKS.get(type) : undefined
  if (check === undefined || typeof type !== 'string') {
    const known = [...CHECKS.keys(), 'contacts'].map(name => name.toUpperCase()).sort()
    return badParam(`Param type must be one of {${known.join(', ')}} - got "${String(type)}".`)
  }
  const content = body[type]
  if (content === undefined) return graphError(100, { details: `Parameter '${type}' is mandatory for type '${type}'` })
  return isObject(content) ? check(content) : badParam(`Param ${type} must be a JSON object.`)
}

export const checkProduct = (body: JsonObject): Refusal => {
  if (body.messaging_product === undefined) return missingParameter('messaging_product')
  if (body.messaging_product === 'whatsapp') return undefined
  return badParam(`Param messaging_product must be one of {WHATSAPP} - got "${String(body.messaging_product)}".`)
}

const checkAddressee = ({ to, recipient }: JsonObject): Refusal => {
  if (to === undefined && recipient === undefined) return missingParameter('to')
  if (to !== undefined && (typeof to !== 'string' || !/^\+?[\d\s().-]{5,25}$/.test(to))) {
    return badValue('The phone number is malformed: Please use the format: +1234567890.')
  }
  if (recipient !== undefined && (typeof recipient !== 'string' || !/^[A-Z]{2}\.[A-Za-z0-9.]+$/.test(recipient))) {
    return badValue('The recipient is not a valid business-scoped user ID.')
  }
  return undefined
}

const checkContext = ({ context }: JsonObject): Refusal => {
  if (context === undefined || (isObject(context) && typeof context.message_id === 'string')) return undefined
  return missingParameter("context['message_id']")
}

/** Why POST /messages would refuse this body whatever the state of the number; undefined when it would not. */
export const checkMessage = (body: JsonObject): Refusal =>
  first(
    () => checkProduct(body),
    () => checkAddressee(body),
    () => checkContext(body),
    () => checkText(body.biz_opaque_callback_data, 'biz_opaque_callback_data', { max: MAX_OPAQUE, min: 0 }),
    () => checkContent(body)
  )

/** `status: read` with or without a typing indicator. */
export const checkReadMark = (body: JsonObject): Refusal => {
  const refused = checkProduct(body)
  if (refused !== undefined) return refused
  if (body.status !== 'read') return badParam(`Param status must be one of {READ} - got "${String(body.status)}".`)
  if (typeof body.message_id !== 'string' || body.message_id === '') return missingParameter('message_id')
  if (body.typing_indicator === undefined) return undefined
  const typing = body.typing_indicator
  return isObject(typing) && typing.type === 'text' ? undefined : missingParameter("typing_indicator['type']")
}
