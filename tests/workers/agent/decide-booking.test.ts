import test from 'ava'
import type { Decision, DialogueState, Facts, Heard } from '../../../shared/domain/agent.ts'
import { check } from '../../../workers/agent/check.ts'
import { decide } from '../../../workers/agent/decide.ts'
import { guidedUnderstander } from '../../../workers/agent/guided-understander.ts'
import { render } from '../../../workers/agent/render.ts'
import { at, booking, facts, friday, ids, known, offers, tap, text } from '../../helpers/agent-facts.ts'

const signal = new AbortController().signal
const slot = at('2026-11-27', '15:00')
const iso = slot.toISOString()
const pending = { kind: 'booking', serviceId: ids.manicure, start: iso } as const

/** Understands, decides, writes and checks, as a turn does. */
async function turn(heard: Heard, state: DialogueState, given: Facts): Promise<Decision & { text: string }> {
  const understanding = await guidedUnderstander.understand([heard], state, given, signal)
  const decision = decide([heard], understanding, state, given)
  const contents = render(decision.statements, { treatment: 'usted', timezone: given.timezone })
  check(decision, contents, given)
  return { ...decision, text: contents.map(content => content.text).join('\n') }
}

type Row = readonly [
  what: string,
  heard: Heard,
  state: DialogueState,
  facts: Facts,
  says: readonly string[],
  does: readonly string[]
]

const asked = { approvalId: ids.approval, action: 'cancel', start: null } as const
const offered = booking({ status: 'pending_approval', offer: { approvalId: ids.approval, start: slot } })

const rows: readonly Row[] = [
  ['cita', text('quiero una cita'), known(), facts(), ['service_list'], []],
  ['a named service', text('agendar manicure'), known(), facts({ offers: offers() }), ['service', 'days'], []],
  ['a tapped service', tap(`service:${ids.manicure}`), known(), facts({ offers: offers() }), ['service', 'days'], []],
  [
    'no free day',
    tap(`service:${ids.manicure}`),
    known(),
    facts({ offers: offers({ days: [] }) }),
    ['service', 'no_times'],
    []
  ],
  ['an inactive service', tap(`service:${ids.booking}`), known(), facts(), ['service_gone', 'service_list'], []],
  ['a tapped day', tap(`day:${ids.manicure}:2026-11-27`), known(), facts({ offers: friday('15:00') }), ['times'], []],
  ['a full day', tap(`day:${ids.manicure}:2026-11-25`), known(), facts({ offers: offers() }), ['day_gone', 'days'], []],
  ['a weekday', text('el viernes'), known({ serviceId: ids.manicure }), facts({ offers: offers() }), ['times'], []],
  [
    'a weekday without times',
    text('lunes'),
    known({ serviceId: ids.manicure }),
    facts({ offers: offers() }),
    ['days'],
    []
  ],
  ['a weekday out of the blue', text('el viernes'), known(), facts(), ['service_list'], []],
  ['a time', tap(`slot:${ids.manicure}:${iso}`), known(), facts({ offers: friday('15:00') }), ['ask_booking'], []],
  [
    'a time that is gone',
    tap(`slot:${ids.manicure}:${iso}`),
    known(),
    facts({ offers: friday('16:00') }),
    ['slot_gone', 'times'],
    []
  ],
  [
    'a nameless customer',
    tap(`slot:${ids.manicure}:${iso}`),
    known(),
    facts({ offers: friday('15:00'), customer: { id: 'c', firstName: null, consented: true } }),
    ['ask_name'],
    []
  ],
  [
    'her name',
    text('Luz Pérez'),
    known({ pending: { ...pending, kind: 'name' } }),
    facts({ offers: friday('15:00') }),
    ['ask_booking'],
    ['name_customer']
  ],
  ['no name', text('12345'), known({ pending: { ...pending, kind: 'name' } }), facts(), ['ask_name'], []],
  ['yes', text('Sí, por favor'), known({ pending }), facts({ offers: friday('15:00') }), [], ['create_booking']],
  [
    'a tapped yes',
    tap(`confirm:${ids.manicure}:${iso}`),
    known(),
    facts({ offers: friday('15:00') }),
    [],
    ['create_booking']
  ],
  ['no', text('no, gracias'), known({ pending }), facts(), ['abandoned'], []],
  ['cancelar, when asked', text('cancelar'), known({ pending }), facts(), ['abandoned'], []],
  [
    'another hour',
    text('cambiar la hora'),
    known({ pending }),
    facts({ offers: friday('15:00', '16:00') }),
    ['times'],
    []
  ],
  [
    'yes to a time that is gone',
    text('dale'),
    known({ pending }),
    facts({ offers: offers() }),
    ['slot_gone', 'days'],
    []
  ],
  [
    'yes to what is asked already',
    text('si'),
    known({ pending }),
    facts({ bookings: [booking({ start: slot })] }),
    ['already_asked'],
    []
  ],
  ['yes to nothing', text('ok'), known(), facts(), ['thanked'], []],
  ['yes to a counter-offer', text('sí'), known(), facts({ bookings: [offered] }), [], ['accept_offer']],
  ['thanks', text('muchas gracias'), known(), facts(), ['thanked'], []],
  [
    'too many requests',
    tap(`service:${ids.manicure}`),
    known(),
    facts({
      offers: offers(),
      bookings: [booking({ status: 'pending_approval' }), booking({ id: ids.approval, status: 'pending_approval' })]
    }),
    ['service', 'too_many_requests'],
    []
  ],
  ['mis citas', text('mis citas'), known(), facts({ bookings: [booking()] }), ['bookings'], []],
  ['mis citas, none', text('¿cuándo es mi cita?'), known(), facts(), ['no_bookings'], []],
  ['cancelar mi cita', text('quiero cancelar mi cita'), known(), facts({ bookings: [booking()] }), ['ask_cancel'], []],
  [
    'cancelar, asked twice',
    text('cancelar'),
    known(),
    facts({ bookings: [booking({ asked })] }),
    ['already_asked'],
    []
  ],
  [
    'yes to a cancellation',
    text('sí'),
    known({ pending: { kind: 'cancel', bookingId: ids.booking } }),
    facts({ bookings: [booking()] }),
    [],
    ['cancel_booking']
  ],
  [
    'no to a cancellation',
    text('mejor no'),
    known({ pending: { kind: 'cancel', bookingId: ids.booking } }),
    facts({ bookings: [booking()] }),
    ['kept'],
    []
  ],
  ['a booking that is not hers', tap(`drop:${ids.booking}`), known(), facts(), ['booking_gone', 'no_bookings'], []],
  ['change', text('cambiar la cita'), known(), facts({ bookings: [booking()], offers: offers() }), ['days'], []],
  [
    'change, too late',
    tap(`change:${ids.booking}`),
    known(),
    facts({ bookings: [booking({ changeable: false })] }),
    ['too_late_to_change'],
    []
  ],
  [
    'change to a time',
    tap(`slot:${ids.manicure}:${iso}:${ids.booking}`),
    known(),
    facts({ bookings: [booking()], offers: friday('15:00') }),
    ['ask_change'],
    []
  ],
  [
    'change confirmed',
    tap(`confirm:${ids.manicure}:${iso}:${ids.booking}`),
    known(),
    facts({ bookings: [booking()], offers: friday('15:00') }),
    [],
    ['change_booking']
  ],
  ['an id of nobody', tap('hello'), known(), facts(), ['service_list'], []],
  ['a question by the way', text('¿dónde quedan?'), known({ pending }), facts(), ['address'], []],
  ['nonsense', text('asdf'), known(), facts(), ['not_understood', 'service_list'], []],
  ['nonsense for the third time', text('asdf'), known({ misses: 2 }), facts(), ['handed_over'], ['hand_off']],
  [
    'a third time that is gone',
    text('sí'),
    known({ pending, refusals: 2 }),
    facts({ offers: offers() }),
    ['handed_over'],
    ['hand_off']
  ]
]

for (const [what, heard, state, given, says, does] of rows)
  test(`decides on: ${what}`, async t => {
    const decision = await turn(heard, state, given)
    t.deepEqual(
      decision.statements.map(({ kind }) => kind),
      [...says]
    )
    t.deepEqual(
      decision.effects.map(({ kind }) => kind),
      [...does]
    )
  })

test('a request carries the message that asked for it', async t => {
  const { effects } = await turn(tap(`confirm:${ids.manicure}:${iso}`), known(), facts({ offers: friday('15:00') }))
  t.deepEqual(effects, [{ kind: 'create_booking', serviceId: ids.manicure, start: slot, key: 'wamid.T' }])
})

test('what was asked is still open after a question by the way, and closed by anything else', async t => {
  const open = known({ pending })
  t.deepEqual((await turn(text('a qué horas abren'), open, facts())).state.pending, pending)
  t.is((await turn(text('mis citas'), open, facts())).state.pending, null)
})

test('every refusal of the rows has an answer, and the third is a person', async t => {
  const create = { kind: 'create_booking', serviceId: ids.manicure, start: slot, key: 'k' } as const
  const change = { kind: 'change_booking', bookingId: ids.booking, start: slot } as const
  const cancel = { kind: 'cancel_booking', bookingId: ids.booking } as const
  const accept = { kind: 'accept_offer', approvalId: ids.approval } as const
  const table = [
    [create, 'slot_taken', ['slot_gone', 'times']],
    [create, 'too_many_open_requests', ['too_many_requests', 'bookings']],
    [create, 'service_not_found', ['service_gone', 'service_list']],
    [create, 'tenant_not_found', ['handed_over']],
    [change, 'slot_taken', ['slot_gone', 'times']],
    [change, 'too_late_to_change', ['too_late_to_change']],
    [change, 'invalid_booking_status', ['booking']],
    [cancel, 'cannot_cancel_booking', ['booking']],
    [accept, 'approval_already_decided', ['offer_gone', 'bookings']]
  ] as const
  for (const [effect, code, says] of table) {
    const given = facts({ bookings: [booking()], offers: friday('16:00'), refusals: [{ effect, code }] })
    const { statements, state } = await turn(text('sí'), known({ pending }), given)
    t.deepEqual(
      statements.map(({ kind }) => kind),
      [...says],
      `${effect.kind} ${code}`
    )
    t.is(state.refusals, statements[0]?.kind === 'handed_over' ? 0 : 1)
    const third = await turn(text('sí'), known({ pending, refusals: 2 }), given)
    t.deepEqual(third.effects, [{ kind: 'hand_off' }], `${effect.kind} ${code}`)
  }
})

test('the first answer to somebody new greets once and says what her data are for', async t => {
  const stranger = facts({
    customer: { id: 'c', firstName: 'Ana', consented: false },
    business: { ...facts().business, privacyUrl: 'https://luna.example/privacidad' }
  })
  const first = await turn(text('hola'), known({ greeted: false, informed: false }), stranger)
  t.is(
    first.text,
    '¡Hola, Ana! Soy el asistente de *Salón Luna*.\n\n*Salón Luna* usa sus datos solo para atender sus citas por este chat. Política de datos: https://luna.example/privacidad\n\nEstos son nuestros servicios. ¿Cuál le interesa?'
  )
  const second = await turn(text('hola'), first.state, stranger)
  t.is(second.text, 'Estos son nuestros servicios. ¿Cuál le interesa?')
  const person = await turn(text('quiero hablar con alguien'), known({ greeted: false, informed: false }), stranger)
  t.deepEqual(
    person.statements.map(({ kind }) => kind),
    ['privacy', 'handed_over']
  )
})

test('times that leave no gaps are on the first page, in order of time, and the others a tap away', async t => {
  const starts = ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '12:00', '12:30', '13:00', '13:30']
  const day = {
    day: '2026-11-27',
    starts: starts.map(time => ({
      startTime: at('2026-11-27', time),
      fit: time.endsWith(':30') ? (2 as const) : (1 as const)
    }))
  }
  const given = facts({ offers: offers({ day, days: [] }) })
  const pageOf = async (page: string) => {
    const { statements } = await turn(tap(`day:${ids.manicure}:2026-11-27${page}`), known(), given)
    const [times] = statements
    if (times?.kind !== 'times') throw new Error('no times')
    return { clock: times.starts.map(start => start.toISOString().slice(11, 16)), next: times.nextPage }
  }
  t.deepEqual(await pageOf(''), {
    clock: ['14:00', '14:30', '15:00', '15:30', '16:00', '16:30', '17:00', '18:00'],
    next: 1
  })
  t.deepEqual(await pageOf('.1'), { clock: ['17:30', '18:30'], next: null })
  t.deepEqual((await pageOf('.7')).next, 1, 'a page that is no more is the first one')
})
