/**
 * How a template stands: Meta's states as far as they matter for sending, and `refused` for one that Meta would not even
 * take for review.
 */
export type TemplateStatus = 'pending' | 'approved' | 'rejected' | 'paused' | 'disabled' | 'refused'

/** A template as we write it: text with named places, an example for each, and the labels of its quick replies. */
export type TemplateDraft = Readonly<{
  name: string
  category: 'UTILITY'
  body: string
  examples: Readonly<Record<string, string>>
  buttons: readonly string[]
}>

/** Our languages, the best first. Meta does not fall back from one to the other by itself. */
export const templateLanguages = ['es_CO', 'es'] as const

const LONGEST_PARAMETER = 300

/** Meta's words → ours; null for what says nothing about sending (Meta: message_template_status_update). */
export function templateStatusOf(word: unknown): TemplateStatus | null {
  switch (String(word).toUpperCase()) {
    case 'APPROVED':
    case 'REINSTATED':
    case 'FLAGGED':
    case 'UNARCHIVED':
      return 'approved'
    case 'PENDING':
    case 'IN_APPEAL':
      return 'pending'
    case 'REJECTED':
      return 'rejected'
    case 'PAUSED':
    case 'LIMIT_EXCEEDED':
    case 'LOCKED':
      return 'paused'
    case 'DISABLED':
    case 'DELETED':
    case 'PENDING_DELETION':
    case 'ARCHIVED':
      return 'disabled'
    default:
      return null
  }
}

/** `es-CO` → `es_CO`: Meta's webhooks write the language otherwise than its API. */
export const templateLanguageOf = (text: string): string => text.replace('-', '_')

/** The names of the places in a body, each once. */
export const placesOf = (body: string): string[] => [
  ...new Set([...body.matchAll(/\{\{([a-z_]+)\}\}/g)].map(([, name]) => name ?? ''))
]

/** What may stand in a place: one line, no runs of blanks, not nothing (Meta refuses the rest, 100 and 132xxx). */
export const cleanParameter = (text: string): string =>
  text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_PARAMETER).toWellFormed() || '-'

/**
 * The message that sends a template, checked before it leaves: every place filled, nothing more, one payload per quick
 * reply. Throws when it does not fit: that is a mistake of ours.
 */
export function templateMessage(
  draft: TemplateDraft,
  language: string,
  values: Readonly<Record<string, string>>,
  payloads: readonly string[]
): Record<string, unknown> {
  const places = placesOf(draft.body)
  const given = Object.keys(values)
  if (places.length !== given.length || places.some(place => !given.includes(place)))
    throw new Error(`${draft.name} takes ${places.join(', ')}, not ${given.join(', ')}`)
  if (payloads.length !== draft.buttons.length)
    throw new Error(`${draft.name} has ${draft.buttons.length} buttons, not ${payloads.length}`)
  const parameters = places.map(place => ({
    type: 'text',
    parameter_name: place,
    text: cleanParameter(values[place] ?? '')
  }))
  const buttons = payloads.map((payload, index) => ({
    type: 'button',
    sub_type: 'quick_reply',
    index: String(index),
    parameters: [{ type: 'payload', payload }]
  }))
  const components = [{ type: 'body', parameters }, ...buttons]
  return { type: 'template', template: { name: draft.name, language: { code: language }, components } }
}

/** What `POST /{waba}/message_templates` takes. */
export const toCreateBody = (draft: TemplateDraft, language: string): Record<string, unknown> => ({
  name: draft.name,
  language,
  category: draft.category,
  parameter_format: 'NAMED',
  components: [
    {
      type: 'BODY',
      text: draft.body,
      example: {
        body_text_named_params: placesOf(draft.body).map(place => ({
          param_name: place,
          example: draft.examples[place] ?? ''
        }))
      }
    },
    ...(draft.buttons.length > 0
      ? [{ type: 'BUTTONS', buttons: draft.buttons.map(text => ({ type: 'QUICK_REPLY', text })) }]
      : [])
  ]
})

/** The text that a person reads. */
export const fillIn = (draft: TemplateDraft, values: Readonly<Record<string, string>>): string =>
  draft.body.replace(/\{\{([a-z_]+)\}\}/g, (_, place: string) => cleanParameter(values[place] ?? ''))
