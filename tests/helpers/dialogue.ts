import type { SentMessage } from '../../sandbox/types.ts'
import { approveBooking } from '../../shared/use-cases/approve-booking.ts'
import { createBooking } from '../../shared/use-cases/create-booking.ts'
import { newCustomer, type System } from './system.ts'
import { answers, sentTo } from './talk.ts'

type Option = Readonly<{ id: string; title: string; description?: string }>
type Interactive = {
  type: string
  body: { text: string }
  action: { buttons?: { reply: Option }[]; sections?: { rows: Option[] }[] }
}
export type Person = Readonly<{ waId: string; name: string }>

const interactiveOf = (message: SentMessage | undefined): Interactive | undefined =>
  (message?.body as { interactive?: Interactive } | undefined)?.interactive

/** What a message lets a person tap: buttons or rows. */
export function optionsOf(message: SentMessage | undefined): Option[] {
  const action = interactiveOf(message)?.action
  return [...(action?.buttons ?? []).map(({ reply }) => reply), ...(action?.sections ?? []).flatMap(({ rows }) => rows)]
}

export const textOfMessage = (message: SentMessage | undefined): string =>
  interactiveOf(message)?.body.text ?? (message?.body as { text?: { body: string } } | undefined)?.text?.body ?? ''

/** One person's side of a conversation: what she does, and the answer that comes back. */
export function talkAs(system: System, person: Person) {
  const next = async (act: () => Promise<unknown>): Promise<SentMessage> => {
    const before = sentTo(system, person.waId).length
    await act()
    const all = await answers(system, person.waId, before + 1)
    return all[before] as SentMessage
  }
  const tapId = (id: string) => system.sandbox.receive({ from: person, type: 'list_reply', id })
  return {
    say: (body: string) => next(() => system.sandbox.receive({ from: person, type: 'text', body })),
    /** Taps what the message offers under this title, or in this place. */
    tap: (message: SentMessage, title: string | number) => {
      const options = optionsOf(message)
      const option = typeof title === 'number' ? options[title] : options.find(each => each.title === title)
      if (!option) throw new Error(`no "${title}" among ${JSON.stringify(optionsOf(message))}`)
      return next(() => tapId(option.id))
    },
    tapId: (id: string) => next(() => tapId(id)),
    /** Taps without waiting for an answer. */
    tapNow: (id: string) => tapId(id)
  }
}
export type Talk = ReturnType<typeof talkAs>

/** From "hola" to the question whether this is to be booked. `day`: its place in the list; the first may be today. */
export async function untilConfirmation(talk: Talk, service: string, day: number, at: string) {
  const services = await talk.say('hola')
  const days = await talk.tap(services, service)
  const times = await talk.tap(days, day)
  return { services, days, times, question: await talk.tap(times, at) }
}

export type BookingRow = {
  id: string
  status: string
  start_time: Date
  request_key: string | null
  source: string
}

export const bookingsOf = (system: System, waId: string): Promise<BookingRow[]> =>
  system.rows<BookingRow>(
    `select b.* from bookings b join customers c on c.id = b.customer_id where c.phone = ? order by b.created_at`,
    [`+${waId}`]
  )

export const approvalsOf = (system: System, bookingId: string) =>
  system.rows<{ id: string; requested_action: string; status: string; ai_suggested_data: Record<string, unknown> }>(
    'select * from booking_approvals where booking_id = ? order by created_at, id',
    [bookingId]
  )

export const holdsOf = (system: System, bookingId: string) =>
  system.rows<{ starts_at: Date; expires_at: Date | null }>(
    'select starts_at, expires_at from slot_holds where booking_id = ? order by starts_at',
    [bookingId]
  )

/** Somebody else has this time from now on: the owner wrote it down herself. */
export const ownerBooks = (system: System, serviceId: string, startTime: Date): Promise<unknown> =>
  system.asTenant(context =>
    createBooking(context, {
      serviceId,
      startTime,
      source: 'direct',
      by: 'owner',
      userId: null,
      customer: { phone: `+${newCustomer().waId}`, firstName: 'Olga', source: 'direct', proven: true }
    })
  )

/** The owner approves; the customer has been told when this ends. */
export async function ownerApproves(system: System, bookingId: string, person: Person): Promise<void> {
  const before = sentTo(system, person.waId).length
  await system.asTenant(context => approveBooking(context, { bookingId, approvedBy: null }))
  await answers(system, person.waId, before + 1)
}

/** Service and start of a button or row that names them. */
export function readSlot(id: string): { serviceId: string; start: Date } {
  const [, serviceId = '', iso = ''] = /^(?:slot|confirm):([^:]+):(\d{4}.*?Z)/.exec(id) ?? []
  return { serviceId, start: new Date(iso) }
}
