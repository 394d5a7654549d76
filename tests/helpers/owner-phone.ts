import type { SentMessage } from '../../sandbox/types.ts'
import { toLocal } from '../../shared/domain/local-time.ts'
import { createBooking } from '../../shared/use-cases/create-booking.ts'
import { getAvailability } from '../../shared/use-cases/get-availability.ts'
import { eventually } from './eventually.ts'
import { newCustomer, type System } from './system.ts'
import { sentTo } from './talk.ts'

/** A phone of the business's own people, as the sandbox knows it. */
export type OwnerPhone = Readonly<{ waId: string; id: string }>

/** What can be tapped under a message: its title and its id. */
export type Option = Readonly<{ title: string; id: string }>

type Interactive = {
  body?: { text?: string }
  action?: {
    buttons?: { reply: Option }[]
    sections?: { rows: Option[] }[]
  }
}

/** A message's text, whatever its kind. */
export const textOf = ({ body }: Pick<SentMessage, 'body'>): string => {
  const { text, interactive, template } = body as unknown as {
    text?: { body: string }
    interactive?: Interactive
    template?: { components: { parameters: { text?: string }[] }[] }
  }
  return (
    text?.body ??
    interactive?.body?.text ??
    (template?.components ?? []).flatMap(part => part.parameters.map(each => each.text ?? '')).join(' | ')
  )
}

/** Buttons and rows of a message; a template's quick replies are named by their place. */
export const optionsOf = ({ body }: Pick<SentMessage, 'body'>): Option[] => {
  const { interactive, template } = body as unknown as {
    interactive?: Interactive
    template?: { components: { type: string; index?: string; parameters: { payload?: string }[] }[] }
  }
  const { buttons = [], sections = [] } = interactive?.action ?? {}
  const replies = (template?.components ?? [])
    .filter(part => part.type === 'button')
    .map(part => ({ title: String(part.index), id: part.parameters[0]?.payload ?? '' }))
  return [...buttons.map(({ reply }) => reply), ...sections.flatMap(({ rows }) => rows), ...replies]
}

export const optionId = (message: SentMessage, title: string): string => {
  const found = optionsOf(message).find(option => option.title === title)
  if (!found) throw new Error(`nothing called ${title} below ${JSON.stringify(message.body)}`)
  return found.id
}

/** Leaves the business with these proved owner phones and no others. Their windows are closed until they write. */
export async function ownersOf(system: System, count = 1): Promise<OwnerPhone[]> {
  await system.rows(
    'update owner_contacts set removed_at = now(), verified_at = null where removed_at is null returning 1'
  )
  const owners: OwnerPhone[] = []
  for (let index = 0; index < count; index += 1) {
    const { waId } = newCustomer()
    const [row] = await system.rows<{ id: string }>(
      `insert into owner_contacts (tenant_id, name, phone, verified_at) values (?, ?, ?, now()) returning id`,
      [system.tenantId, index === 0 ? 'Luna' : `Socia ${index}`, `+${waId}`]
    )
    owners.push({ waId, id: row?.id ?? '' })
  }
  return owners
}

/** Opens a window: the phone writes something. */
export const writes = (system: System, waId: string, body = 'hola', name = 'Persona') =>
  system.sandbox.receive({ from: { waId, name }, type: 'text', body })

export const taps = (system: System, waId: string, id: string) =>
  system.sandbox.receive({ from: { waId }, type: 'button_reply', id, title: 'x' })

/** The last message to a phone that matches, once there is one. */
export const heard = (system: System, waId: string, pattern: RegExp): Promise<SentMessage> =>
  eventually(
    () => sentTo(system, waId).findLast(message => pattern.test(textOf(message))),
    `${pattern} at ${waId}`
  ).catch(error => {
    throw new Error(`${error.message}; heard: ${JSON.stringify(sentTo(system, waId).map(textOf), null, 1)}`)
  })

export const countHeard = (system: System, waId: string, pattern: RegExp): number =>
  sentTo(system, waId).filter(message => pattern.test(textOf(message))).length

export type Requested = Readonly<{
  waId: string
  bookingId: string
  approvalId: string
  start: Date
  serviceId: string
}>

let day = 1
let names = 0

/** A name by which a request is told from those that other tests left behind. */
export const newName = (): string => {
  names += 1
  return `Camila Ruiz ${String.fromCharCode(64 + names)}`
}

/** A customer with an open window asks for the first free time of a day that no other request of this file uses. */
export async function requests(system: System, name = 'Camila Ruiz'): Promise<Requested> {
  const customer = newCustomer(name)
  await system.sandbox.receive({ from: customer, type: 'text', body: 'hola' })
  const found = await eventually(async () => {
    const [row] = await system.rows<{ id: string }>('select id from customers where phone = ?', [`+${customer.waId}`])
    return row && sentTo(system, customer.waId).length > 0 ? row : null
  }, 'the customer')
  day += 1
  return await requestFor(system, customer.waId, found.id)
}

/** The same for a customer who is known; her window is as it is. */
export async function requestFor(system: System, waId: string, customerId: string): Promise<Requested> {
  return await system.asTenant(async context => {
    const [service] = (await context.db.raw(`select id from services where name = 'Corte de cabello'`)).rows
    const from = toLocal(new Date(context.now().getTime() + day * 86_400_000), 'America/Bogota').day
    const to = toLocal(new Date(context.now().getTime() + (day + 20) * 86_400_000), 'America/Bogota').day
    const query = { serviceId: service.id, dateFrom: from, dateTo: to, publicly: false }
    const [slot] = (await getAvailability(context, query)).slots
    if (!slot) throw new Error('no free time')
    const booking = await createBooking(context, {
      serviceId: service.id,
      startTime: slot.startTime,
      source: 'whatsapp',
      by: 'customer',
      userId: null,
      customer: { id: customerId }
    })
    const [approval] = (await context.db.raw('select id from booking_approvals where booking_id = ?', [booking.id]))
      .rows
    return { waId, bookingId: booking.id, approvalId: approval.id, start: slot.startTime, serviceId: service.id }
  })
}

export type ApprovalRow = {
  status: string
  notice_state: string | null
  interrupt_id: string | null
  settled_at: Date | null
  reminded_at: Date | null
  decided_contact_id: string | null
  rejection_reason: string | null
}

export const approvalRow = async (system: System, id: string): Promise<ApprovalRow> => {
  const [row] = await system.rows<ApprovalRow>('select * from booking_approvals where id = ?', [id])
  if (!row) throw new Error('no such approval')
  return row
}

export const bookingStatus = async (system: System, id: string): Promise<string | undefined> =>
  (await system.rows<{ status: string }>('select status from bookings where id = ?', [id]))[0]?.status

/** Waits until all that follows from a decision is done. */
export const settled = (system: System, id: string): Promise<ApprovalRow> =>
  eventually(async () => {
    const row = await approvalRow(system, id)
    return row.settled_at && row
  }, 'the settled approval')
