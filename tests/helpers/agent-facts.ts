import {
  type BookingFact,
  type DialogueState,
  type Facts,
  freshState,
  type Heard,
  type Offers,
  type ServiceFact
} from '../../shared/domain/agent.ts'

/** Monday, eight in the morning in Bogotá. */
export const now = new Date('2026-11-23T13:00:00Z')
export const ids = {
  corte: '11111111-1111-4111-8111-111111111111',
  manicure: '22222222-2222-4222-8222-222222222222',
  booking: '33333333-3333-4333-8333-333333333333',
  approval: '44444444-4444-4444-8444-444444444444'
} as const

const service = (id: string, name: string): ServiceFact => ({
  id,
  name,
  description: null,
  durationMinutes: 60,
  price: '28000.00',
  currency: 'COP'
})
export const corte = service(ids.corte, 'Corte de cabello')
export const manicure = service(ids.manicure, 'Manicure')

/** An instant of Bogotá. */
export const at = (day: string, time: string): Date => new Date(`${day}T${time}:00-05:00`)

export const booking = (more: Partial<BookingFact> = {}): BookingFact => ({
  id: ids.booking,
  serviceId: ids.manicure,
  serviceName: 'Manicure',
  start: at('2026-11-26', '10:00'),
  status: 'confirmed',
  cancelling: 'allowed',
  changeable: true,
  asked: null,
  offer: null,
  ...more
})

export const facts = (more: Partial<Facts> = {}): Facts => ({
  now,
  timezone: 'America/Bogota',
  business: {
    id: 'b',
    name: 'Salón Luna',
    address: 'Carrera 13',
    treatment: 'usted',
    privacyUrl: null,
    maxOpenRequests: 2,
    changeWindowHours: 24
  },
  customer: { id: 'c', firstName: 'Camila', consented: true },
  services: [corte, manicure],
  hours: [{ weekday: 1, opens: '09:00', closes: '18:00' }],
  bookings: [],
  offers: null,
  refusals: [],
  ...more
})

const day = (name: string, ...times: string[]) => ({
  day: name,
  starts: times.map(time => ({ startTime: at(name, time), fit: 1 as const }))
})

/** Tuesday and Friday have times. */
export const offers = (more: Partial<Offers> = {}): Offers => ({
  serviceId: ids.manicure,
  day: null,
  days: [day('2026-11-24', '09:00', '10:00'), day('2026-11-27', '15:00')],
  moreFrom: '2026-12-09',
  ...more
})
export const friday = (...times: string[]): Offers =>
  offers({ day: day('2026-11-27', ...times), days: [], moreFrom: null })

export const known = (more: Partial<DialogueState> = {}): DialogueState => ({
  ...freshState,
  greeted: true,
  informed: true,
  ...more
})

export const text = (words: string): Heard => ({ key: 'wamid.T', type: 'text', text: words, choice: null })
export const tap = (choice: string): Heard => ({ key: 'wamid.T', type: 'interactive', text: 'x', choice })
