import test from 'ava'
import type { Outcome, Statement } from '../../../shared/domain/agent.ts'
import { check } from '../../../workers/agent/check.ts'
import { readChoice } from '../../../workers/agent/choices.ts'
import { render } from '../../../workers/agent/render.ts'
import { compose } from '../../../workers/agent/turn-graph.ts'
import { at, booking, corte, facts, friday, ids, known, manicure, now, offers } from '../../helpers/agent-facts.ts'

const start = at('2026-11-27', '15:00')
const long = { ...manicure, name: 'Manicure semipermanente con diseño y decoración a mano alzada en las dos manos' }
const far = booking({ serviceName: long.name, start: at('2026-12-30', '12:30') })
const outcome = (kind: Outcome['kind']): Outcome => ({
  kind,
  bookingId: ids.booking,
  serviceName: long.name,
  start: far.start,
  askedStart: start,
  status: 'pending_approval'
})

/** Every statement that talks, at its longest. */
const talk: readonly Statement[] = [
  { kind: 'ask_booking', service: long, start },
  { kind: 'ask_change', service: long, start, booking: far },
  { kind: 'ask_cancel', booking: { ...far, cancelling: 'needs_owner' } },
  { kind: 'too_late_to_change', booking: far, hours: 72 },
  { kind: 'kept', booking: far },
  { kind: 'slot_gone', start },
  { kind: 'too_many_requests', most: 10 },
  ...(['handed_over', 'abandoned', 'ask_name', 'thanked', 'no_bookings', 'booking_gone', 'offer_gone'] as const).map(
    kind => ({ kind })
  ),
  ...(['requested', 'request_moved', 'change_requested', 'cancel_requested'] as const).map(
    kind => ({ kind: 'done', outcome: outcome(kind) }) as const
  ),
  {
    kind: 'days',
    service: long,
    days: [{ day: '2026-11-27', count: 1, first: start }],
    moreFrom: '2026-12-30',
    changing: far
  },
  { kind: 'times', service: long, day: '2026-12-30', starts: [start], nextPage: 1, changing: far }
]

type Option = { id: string; title: string; description?: string }
const optionsOf = (payload: Record<string, unknown>): Option[] => {
  const { action } = (payload.interactive ?? {}) as {
    action?: { buttons?: { reply: Option }[]; sections?: { rows: Option[] }[] }
  }
  return [...(action?.buttons ?? []).map(({ reply }) => reply), ...(action?.sections ?? []).flatMap(({ rows }) => rows)]
}

for (const treatment of ['usted', 'tu'] as const)
  test(`what is no list is short, and what can be tapped is of Meta's size (${treatment})`, t => {
    for (const statement of talk) {
      const [content, another] = render([statement], { treatment, timezone: 'America/Bogota' })
      t.is(another, undefined)
      if (!content) return t.fail(statement.kind)
      t.true(content.text.length <= 350, `${statement.kind}: ${content.text.length}`)
      const isList = statement.kind === 'days' || statement.kind === 'times'
      const options = optionsOf(content.payload)
      t.is(new Set(options.map(({ id }) => id)).size, options.length)
      for (const { id, title, description = '' } of options) {
        t.true(id.length <= 200 && title.length > 0 && title.length <= (isList ? 24 : 20), title)
        t.true(description.length <= 72, description)
        t.not(readChoice(id), null, `what we offer we understand: ${id}`)
      }
    }
  })

test('a day and an hour are named in words', t => {
  const [question] = render([{ kind: 'ask_booking', service: manicure, start }], {
    treatment: 'usted',
    timezone: 'America/Bogota'
  })
  t.is(question?.text, '¿Pido esta cita?\n*Manicure*\n*viernes 27 de noviembre, 3:00 p. m.*\n$ 28.000 · 1 hora')
})

test('a statement without a fact behind it never leaves', t => {
  const given = facts({ offers: friday('15:00'), bookings: [booking()] })
  const statements: readonly Statement[] = [
    { kind: 'ask_booking', service: manicure, start: at('2026-11-27', '16:00') },
    { kind: 'ask_booking', service: corte, start },
    {
      kind: 'times',
      service: manicure,
      day: '2026-11-27',
      starts: [at('2026-11-27', '16:00')],
      nextPage: null,
      changing: null
    },
    { kind: 'bookings', bookings: [booking({ id: ids.approval })] },
    { kind: 'ask_cancel', booking: booking() },
    { kind: 'too_many_requests', most: 3 },
    { kind: 'no_bookings' },
    { kind: 'privacy', businessName: 'Salón Luna', url: 'https://elsewhere.example' },
    { kind: 'done', outcome: outcome('requested') }
  ]
  for (const statement of statements)
    t.throws(() => check({ statements: [statement], effects: [], state: known() }, [], given), {
      message: /without a fact/
    })
})

test('a time that is past is never offered', t => {
  const past = new Date(now.getTime() - 60_000)
  const given = facts({ offers: offers({ day: { day: '2026-11-23', starts: [{ startTime: past, fit: 0 }] } }) })
  const decision = {
    statements: [{ kind: 'ask_booking', service: manicure, start: past }],
    effects: [],
    state: known()
  } as const
  t.throws(() => check(decision, [], given), { message: /a time that is past/ })
})

test('the reply to an effect says what the rows say, and nothing where her notice says it', t => {
  const decision = { statements: [], effects: [], state: known() }
  const [reply] = compose(decision, facts(), [outcome('requested')])
  t.regex(reply?.text ?? '', /Queda pendiente de aprobación del negocio/)
  t.deepEqual(compose(decision, facts(), [outcome('settled')]), [])
})
