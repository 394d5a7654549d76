import type { JsonObject } from '../types.ts'
import {
  badParam,
  badValue,
  checkText,
  first,
  hasDuplicates,
  isObject,
  missing,
  objects,
  type Refusal
} from './check-tools.ts'

/** Limits of the docs: interactive-reply-buttons, interactive-list and interactive-cta-url messages. */
const MAX_BUTTONS = 3
const MAX_ROWS = 10
const MAX_SECTIONS = 10

const checkBody = (interactive: JsonObject, max: number, required = true): Refusal => {
  if (!isObject(interactive.body))
    return required ? missing("Parameter 'body' is mandatory for type 'interactive'") : undefined
  return checkText(interactive.body.text, 'Body text', { max })
}

const checkFooter = ({ footer }: JsonObject): Refusal =>
  footer === undefined ? undefined : checkText(isObject(footer) ? footer.text : undefined, 'Footer text', { max: 60 })

const checkHeader = ({ header }: JsonObject, types: readonly string[]): Refusal => {
  if (header === undefined) return undefined
  if (!isObject(header) || typeof header.type !== 'string' || !types.includes(header.type)) {
    return badValue(`Header type must be one of {${types.join(', ')}}`)
  }
  if (header.type === 'text') return checkText(header.text, 'Header text', { max: 60 })
  return isObject(header[header.type]) ? undefined : missing(`Parameter '${header.type}' is mandatory for header`)
}

const checkButtons = (action: JsonObject): Refusal => {
  const buttons = objects(action.buttons)
  if (buttons.length < 1 || buttons.length > MAX_BUTTONS) {
    return badValue(`Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: ${MAX_BUTTONS}`)
  }
  const replies: JsonObject[] = []
  for (const { type, reply } of buttons) {
    if (type !== 'reply') return badValue('Button type must be reply')
    if (!isObject(reply)) return missing("Parameter 'reply' is mandatory for button")
    const refused = first(
      () => checkText(reply.title, 'Button title', { max: 20 }),
      () => checkText(reply.id, 'Button id', { max: 256 })
    )
    if (refused !== undefined) return refused
    replies.push(reply)
  }
  if (hasDuplicates(replies.map(reply => reply.title))) return badValue('Duplicated title of buttons')
  return hasDuplicates(replies.map(reply => reply.id)) ? badValue('Duplicated id of buttons') : undefined
}

const checkRow = (row: JsonObject): Refusal => {
  if (typeof row.title === 'string' && row.title.length > 24) return badValue('Row title is too long. Max length is 24')
  if (typeof row.description === 'string' && row.description.length > 72) {
    return badValue('Row description is too long. Max length is 72')
  }
  return first(
    () => checkText(row.title, 'Row title', { max: 24 }),
    () => checkText(row.id, 'Row id', { max: 200 }),
    () => checkText(row.description, 'Row description', { max: 72, min: 0 })
  )
}

const checkSection = (section: JsonObject, several: boolean): Refusal => {
  const rows = objects(section.rows)
  if (rows.length === 0) return badValue('Section must have at least one row')
  return first(
    () => checkText(section.title, 'Section title', { max: 24, min: several ? 1 : 0 }),
    ...rows.map(row => () => checkRow(row))
  )
}

const checkSections = (action: JsonObject): Refusal => {
  const sections = objects(action.sections)
  if (sections.length < 1 || sections.length > MAX_SECTIONS) {
    return badValue(`Invalid sections count. Min allowed sections: 1, Max allowed sections: ${MAX_SECTIONS}`)
  }
  const rows = sections.flatMap(section => objects(section.rows))
  if (rows.length > MAX_ROWS) return badValue(`Total row count exceed max allowed count: ${MAX_ROWS}`)
  return first(
    () => checkText(action.button, 'Button label', { max: 20 }),
    ...sections.map(section => () => checkSection(section, sections.length > 1)),
    () => (hasDuplicates(rows.map(row => row.id)) ? badValue('Duplicated row id') : undefined)
  )
}

const checkUrlButton = (action: JsonObject): Refusal => {
  const parameters = isObject(action.parameters) ? action.parameters : {}
  if (action.name !== 'cta_url') return badValue('Action name must be cta_url')
  return first(
    () => checkText(parameters.display_text, 'Display text', { max: 20 }),
    () => checkText(parameters.url, 'Url', { max: 2000 }),
    () => (/^https?:\/\/\S+$/.test(String(parameters.url)) ? undefined : badValue('Url is not valid'))
  )
}

const ANY_HEADER = ['text', 'image', 'video', 'document'] as const

/** A session message with buttons, a list, a link button, a request… */
export const checkInteractive = (interactive: JsonObject): Refusal => {
  const action = isObject(interactive.action) ? interactive.action : undefined
  if (typeof interactive.type !== 'string') return badParam("The parameter interactive['type'] is required.")
  if (action === undefined) return missing("Parameter 'action' is mandatory for type 'interactive'")
  switch (interactive.type) {
    case 'button':
      return first(
        () => checkHeader(interactive, ANY_HEADER),
        () => checkBody(interactive, 1024),
        () => checkFooter(interactive),
        () => checkButtons(action)
      )
    case 'list':
      return first(
        () => checkHeader(interactive, ['text']),
        () => checkBody(interactive, 4096),
        () => checkFooter(interactive),
        () => checkSections(action)
      )
    case 'cta_url':
      return first(
        () => checkHeader(interactive, ANY_HEADER),
        () => checkBody(interactive, 1024),
        () => checkFooter(interactive),
        () => checkUrlButton(action)
      )
    case 'location_request_message':
    case 'request_contact_info':
    case 'call_permission_request':
    case 'flow':
      return checkBody(interactive, 1024)
    case 'product':
    case 'product_list':
    case 'catalog_message':
      return checkBody(interactive, 1024, false)
    default:
      return badParam(
        `Param interactive['type'] must be one of {BUTTON, LIST, CTA_URL, …} - got "${interactive.type}".`
      )
  }
}
