import type { BookingFact, OutgoingContent, Statement } from '../../shared/domain/agent.ts'
import { labels } from '../../shared/texts/es-co.ts'
import { acceptChoice, bookingChoice, choices, confirmChoice, dayChoice } from './choices.ts'

/** A button that answers: Meta's limits are three of them, 20 characters each. */
export type Button = Readonly<{ id: string; title: string }>

const menu = (...names: readonly (keyof typeof choices)[]): Button[] =>
  names.map(name => ({ id: choices[name], title: labels[name] }))

/** What can be tapped under a message, by what it says last; none under a list, a question that is answered in words, a hand-off. */
export function buttonsFor(last: Statement, localDay: (instant: Date) => string): readonly Button[] {
  switch (last.kind) {
    case 'handed_over':
    case 'no_services':
    case 'ask_name':
      return []
    case 'ask_booking':
      return askButtons(labels.confirmBooking, labels.cancel, last.service.id, last.start, null, localDay)
    case 'ask_change':
      return askButtons(labels.confirmChange, labels.keepTime, last.service.id, last.start, last.booking, localDay)
    case 'ask_cancel':
      return [
        { id: bookingChoice('drop', last.booking.id), title: labels.confirmCancel },
        { id: bookingChoice('keep', last.booking.id), title: labels.keep }
      ]
    case 'booking':
    case 'already_asked':
      return bookingButtons(last.booking)
    case 'bookings':
      return last.bookings[0] ? bookingButtons(last.bookings[0]) : []
    case 'too_late_to_change':
      return [{ id: bookingChoice('cancel', last.booking.id), title: labels.cancelBooking }, ...menu('human')]
    case 'service':
    case 'hours':
      return menu('services', 'address', 'human')
    case 'address':
      return menu('services', 'hours', 'human')
    case 'kept':
    case 'done':
    case 'too_many_requests':
      return menu('bookings', 'services', 'human')
    default:
      return menu('services', 'bookings', 'human')
  }
}

function askButtons(
  yes: string,
  no: string,
  serviceId: string,
  start: Date,
  booking: BookingFact | null,
  localDay: (instant: Date) => string
): Button[] {
  const bookingId = booking?.id ?? null
  return [
    { id: confirmChoice(serviceId, start, bookingId), title: yes },
    { id: dayChoice(serviceId, localDay(start), bookingId), title: labels.otherTime },
    { id: booking ? bookingChoice('keep', booking.id) : choices.abandon, title: no }
  ]
}

function bookingButtons(booking: BookingFact): Button[] {
  const { id, offer, changeable, asked } = booking
  return [
    ...(offer ? [{ id: acceptChoice(offer.approvalId), title: labels.acceptOffer }] : []),
    ...(changeable ? [{ id: bookingChoice('change', id), title: labels.change }] : []),
    ...(asked?.action === 'cancel' ? [] : [{ id: bookingChoice('cancel', id), title: labels.cancelBooking }]),
    ...menu('human')
  ].slice(0, 3)
}

/** One message with buttons. */
export const withButtons = (text: string, buttons: readonly Button[]): OutgoingContent => ({
  type: 'interactive',
  text,
  payload: {
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text },
      action: { buttons: buttons.map(reply => ({ type: 'reply', reply })) }
    }
  }
})
