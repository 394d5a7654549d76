import type { BookingFact, OutgoingContent, ServiceFact } from '../../shared/domain/agent.ts'
import type { DaysStatement, TimesStatement } from '../../shared/domain/statement.ts'
import { bookingRow, dayRow, timeRow } from '../../shared/texts/booking-talk.ts'
import { labels, rowDescription } from '../../shared/texts/es-co.ts'
import { shorten } from '../../shared/texts/shorten.ts'
import { bookingChoice, dayChoice, daysChoice, serviceChoice, slotChoice } from './choices.ts'

/** Meta's limits on a list (its interactive list messages). */
const ROWS_IN_A_LIST = 10
const ROW_TITLE = 24
const ROW_DESCRIPTION = 72
const LIST_BODY = 4096

type Row = Readonly<{ id: string; title: string; description?: string }>

/** One message with a list. `button` opens it; `section` stands above the rows. */
function listOf(text: string, button: string, section: string, rows: readonly Row[]): OutgoingContent {
  const body = shorten(text, LIST_BODY)
  const fitting = rows.map(row => ({
    ...row,
    title: shorten(row.title, ROW_TITLE),
    ...(row.description !== undefined && { description: shorten(row.description, ROW_DESCRIPTION) })
  }))
  const interactive = {
    type: 'list',
    body: { text: body },
    action: { button, sections: [{ title: section, rows: fitting }] }
  }
  return { type: 'interactive', text: body, payload: { type: 'interactive', interactive } }
}

export function serviceList(text: string, services: readonly ServiceFact[]): OutgoingContent {
  const rows = services.slice(0, ROWS_IN_A_LIST).map(service => ({
    id: serviceChoice(service.id),
    title: service.name,
    description: rowDescription(service)
  }))
  // what does not fit into the list is still told, as lines above it
  const more = services.slice(ROWS_IN_A_LIST).map(service => `• ${service.name}: ${rowDescription(service)}`)
  return listOf([text, ...more].join('\n'), labels.listButton, labels.listSection, rows)
}

export function dayList(text: string, { service, days, moreFrom, changing }: DaysStatement, timezone: string) {
  const bookingId = changing?.id ?? null
  const rows = days.map(each => ({ id: dayChoice(service.id, each.day, bookingId), ...dayRow(each, timezone) }))
  const more = moreFrom ? [{ id: daysChoice(service.id, moreFrom, bookingId), title: labels.moreDays }] : []
  return listOf(text, labels.daysButton, labels.daysSection, [...rows, ...more])
}

export function timeList(text: string, statement: TimesStatement, timezone: string): OutgoingContent {
  const { service, day, starts, nextPage, changing } = statement
  const bookingId = changing?.id ?? null
  const rows = starts.map(start => ({ id: slotChoice(service.id, start, bookingId), ...timeRow(start, timezone) }))
  const more =
    nextPage === null ? [] : [{ id: dayChoice(service.id, day, bookingId, nextPage), title: labels.moreTimes }]
  const other = { id: daysChoice(service.id, null, bookingId), title: labels.otherDay }
  return listOf(text, labels.timesButton, labels.timesSection, [...rows, ...more, other])
}

export function bookingList(text: string, bookings: readonly BookingFact[], timezone: string): OutgoingContent {
  const rows = bookings
    .slice(0, ROWS_IN_A_LIST)
    .map(booking => ({ id: bookingChoice('booking', booking.id), ...bookingRow(booking, timezone) }))
  return listOf(text, labels.bookingsButton, labels.bookingsSection, rows)
}
