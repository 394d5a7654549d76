import type { Json } from '../types.ts'
import { type CalcomState, success } from './state.ts'
import type { CalcomSandboxEventType, CalcomSandboxUser } from './types.ts'
import type { Answer } from './webhooks.ts'

const VERSION = '2024-06-14'

const defaultFields = [
  { type: 'name', slug: 'name', label: 'your_name', placeholder: '', required: true, isDefault: true },
  {
    type: 'email',
    slug: 'email',
    label: 'email_address',
    placeholder: '',
    required: true,
    hidden: false,
    isDefault: true
  },
  {
    type: 'textarea',
    slug: 'notes',
    label: 'additional_notes',
    placeholder: '',
    required: false,
    hidden: false,
    isDefault: true
  }
]

/** An event type of version 2024-06-14, with every field that Cal.com's document demands. */
const view = (user: CalcomSandboxUser, type: CalcomSandboxEventType): Json => ({
  id: type.id,
  ownerId: user.id,
  lengthInMinutes: type.lengthInMinutes,
  title: type.title,
  slug: type.slug,
  description: '',
  locations: [{ type: 'attendeePhone' }],
  bookingFields: defaultFields,
  recurrence: null,
  disableGuests: false,
  slotInterval: null,
  minimumBookingNotice: 120,
  beforeEventBuffer: 0,
  afterEventBuffer: 0,
  metadata: {},
  price: 0,
  currency: 'usd',
  lockTimeZoneToggleOnBookingPage: false,
  forwardParamsSuccessRedirect: null,
  successRedirectUrl: null,
  isInstantEvent: false,
  scheduleId: null,
  hidden: type.hidden ?? false,
  bookingRequiresAuthentication: false,
  confirmationPolicy: { disabled: true },
  users: [],
  bookingUrl: `https://cal.com/${user.username}/${type.slug}`,
  ...type.more
})

/**
 * GET /v2/event-types: with the key alone all own ones, by username those that are not hidden. Under any other version
 * than its own an older contract answers, in another shape.
 */
export const listEventTypes = (
  state: CalcomState,
  user: CalcomSandboxUser | undefined,
  version: string | undefined,
  username: string | undefined
): Answer => {
  const owner = username === undefined ? user : state.options.users.find(each => each.username === username)
  const types = (owner?.eventTypes ?? []).filter(type => username === undefined || type.hidden !== true)
  if (version === VERSION) {
    return { status: 200, body: success(owner === undefined ? [] : types.map(type => view(owner, type))) }
  }
  const old = types.map(({ id, title, slug, lengthInMinutes }) => ({ id, title, slug, length: lengthInMinutes }))
  return { status: 200, body: success({ eventTypeGroups: [{ teamId: null, eventTypes: old }], profiles: [] }) }
}
