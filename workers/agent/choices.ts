import type { Choice } from '../../shared/domain/agent.ts'
import { type Day, isDay } from '../../shared/domain/local-time.ts'

/**
 * Ids of buttons and rows, both ways. Meta takes up to 200 characters for a row; the longest here has 107. An id carries all
 * that its tap means, so that one in an old message still works.
 */
export const choices = {
  services: 'menu:services',
  hours: 'menu:hours',
  address: 'menu:address',
  human: 'menu:human',
  bookings: 'menu:bookings',
  abandon: 'menu:abandon'
} as const
type Menu = keyof typeof choices

export const serviceChoice = (id: string): string => `service:${id}`
export const daysChoice = (serviceId: string, from: Day | null, bookingId: string | null): string =>
  join('days', serviceId, from ?? 'today', bookingId)
export const dayChoice = (serviceId: string, day: Day, bookingId: string | null, page = 0): string =>
  join('day', serviceId, page > 0 ? `${day}.${page}` : day, bookingId)
export const slotChoice = (serviceId: string, start: Date, bookingId: string | null): string =>
  join('slot', serviceId, start.toISOString(), bookingId)
export const confirmChoice = (serviceId: string, start: Date, bookingId: string | null): string =>
  join('confirm', serviceId, start.toISOString(), bookingId)
export const bookingChoice = (on: 'booking' | 'change' | 'cancel' | 'drop' | 'keep', bookingId: string): string =>
  `${on}:${bookingId}`
/** A counter-offer of the owner, taken with one tap. */
export const acceptChoice = (approvalId: string): string => `accept:${approvalId}`

const join = (...parts: readonly (string | null)[]): string => parts.filter(part => part !== null).join(':')

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const ABOUT_BOOKING = new RegExp(`^(booking|change|cancel|drop|keep):(${ID})$`)
const ABOUT_TIME = new RegExp(
  `^(slot|confirm):(${ID}):(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)(?::(${ID}))?$`
)
const ABOUT_DAYS = new RegExp(`^(days|day):(${ID}):(today|\\d{4}-\\d\\d-\\d\\d)(?:\\.(\\d{1,2}))?(?::(${ID}))?$`)
const WHOLE = new RegExp(`^(service|accept):(${ID})$`)

/** What an id means; null for one that is not ours. */
export function readChoice(id: string): Choice | null {
  const menu = (Object.keys(choices) as Menu[]).find(name => choices[name] === id)
  if (menu) return { on: menu }
  const [, whole, named = ''] = WHOLE.exec(id) ?? []
  if (whole) return whole === 'service' ? { on: 'service', serviceId: named } : { on: 'accept', approvalId: named }
  const [, act, booking = ''] = ABOUT_BOOKING.exec(id) ?? []
  if (act) return { on: act as 'booking' | 'change' | 'cancel' | 'drop' | 'keep', bookingId: booking }
  return readTime(id) ?? readDays(id)
}

function readTime(id: string): Choice | null {
  const [, on, serviceId = '', instant = '', bookingId = null] = ABOUT_TIME.exec(id) ?? []
  const start = new Date(instant)
  if (!on || Number.isNaN(start.getTime())) return null
  return { on: on as 'slot' | 'confirm', serviceId, start, bookingId }
}

function readDays(id: string): Choice | null {
  const [, on, serviceId = '', day = '', page = '0', bookingId = null] = ABOUT_DAYS.exec(id) ?? []
  if (on === 'days' && (day === 'today' || isDay(day)))
    return { on, serviceId, from: day === 'today' ? null : day, bookingId }
  return on === 'day' && isDay(day) ? { on, serviceId, day, page: Number(page), bookingId } : null
}
