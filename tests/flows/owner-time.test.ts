import test from 'ava'
import { makeCounterOffer } from '../../shared/use-cases/make-counter-offer.ts'
import { eventually } from '../helpers/eventually.ts'
import {
  approvalRow,
  bookingStatus,
  countHeard,
  heard,
  newName,
  optionId,
  ownersOf,
  requestFor,
  requests,
  settled,
  taps,
  textOf,
  writes
} from '../helpers/owner-phone.ts'
import { forEachBackend, newCustomer, type System } from '../helpers/system.ts'
import { sentTo } from '../helpers/talk.ts'

// The clock and the templates belong to the whole business: one test after the other.
const each = forEachBackend(test, { serial: true })

const MINUTE = 60_000
const holds = (system: System) =>
  system.app.producer.add([{ queue: 'expiry', job: 'holds', data: {} }], system.clock.now())
const jobRan = (system: System, probe: () => Promise<unknown>, what: string) =>
  eventually(async () => {
    await holds(system)
    return await probe()
  }, what)

/** An owner who was asked about a request. */
async function asked(system: System) {
  system.clock.shift(0)
  await system.rows(
    `update booking_approvals set status = 'superseded', settled_at = now() where status = 'pending' returning 1`
  )
  const [owner] = await ownersOf(system)
  if (!owner) throw new Error('nobody')
  await writes(system, owner.waId)
  const name = newName()
  const request = await requests(system, name)
  const question = await heard(system, owner.waId, new RegExp(`${name}\\* pide cita`))
  return { owner, name, request, question }
}

/** The template stands approved, and Meta says so. */
async function approveTemplates(system: System, event: 'APPROVED' | 'PAUSED' = 'APPROVED') {
  await eventually(() => system.sandbox.templates.length >= 4, 'the templates are submitted')
  for (const { name } of [...system.sandbox.templates]) await system.sandbox.reviewTemplate({ name, event })
  const status = event.toLowerCase()
  await eventually(async () => {
    const rows = await system.rows<{ status: string }>('select status from message_templates')
    return rows.length >= 4 && rows.every(row => row.status === status)
  }, `every template is ${status}`)
}

each('no template and a closed window: the question waits, and is asked once when she writes', async (t, system) => {
  await system.rows(`update booking_approvals set status = 'superseded', settled_at = now() returning 1`)
  const [owner] = await ownersOf(system)
  const name = newName()
  const request = await requests(system, name)
  await eventually(async () => (await approvalRow(system, request.approvalId)).notice_state === 'waiting_for_window')
  t.is(sentTo(system, owner?.waId ?? '').length, 0)
  await writes(system, owner?.waId ?? '', 'buenas')
  const question = await heard(system, owner?.waId ?? '', new RegExp(name))
  await writes(system, owner?.waId ?? '', 'ya voy')
  await taps(system, owner?.waId ?? '', optionId(question, 'Aprobar'))
  await heard(system, request.waId, /quedó confirmada/)
  t.is(countHeard(system, owner?.waId ?? '', /pide cita/), 1)
})

each('a closed window with an approved template: the template asks, and its button decides', async (t, system) => {
  await approveTemplates(system)
  const [owner] = await ownersOf(system)
  const name = newName()
  const request = await requests(system, name)
  const question = await heard(system, owner?.waId ?? '', new RegExp(name))
  t.is(question.type, 'template')
  t.like(question.body, { template: { name: 'cuadra_aviso_cita', language: { code: 'es_CO' } } })
  t.is((await approvalRow(system, request.approvalId)).notice_state, 'template')
  await system.sandbox.receive({
    from: { waId: owner?.waId ?? '' },
    type: 'template_button',
    payload: optionId(question, '0'),
    text: 'Aprobar'
  })
  await heard(system, request.waId, /quedó confirmada/)
  await heard(system, owner?.waId ?? '', /Listo: la cita de/)
  t.is((await settled(system, request.approvalId)).decided_contact_id, owner?.id ?? '')
})

each('a customer without a window is told of the approval by template, if she consented', async (t, system) => {
  await approveTemplates(system)
  const [owner] = await ownersOf(system)
  await writes(system, owner?.waId ?? '')
  const { waId } = newCustomer()
  const [customer] = await system.rows<{ id: string }>(
    `insert into customers (tenant_id, first_name, phone, source) values (?, 'Rosa', ?, 'landing_page') returning id`,
    [system.tenantId, `+${waId}`]
  )
  const silent = await requestFor(system, waId, customer?.id ?? '')
  const first = await heard(system, owner?.waId ?? '', /Rosa\* pide cita/)
  await taps(system, owner?.waId ?? '', optionId(first, 'Aprobar'))
  await settled(system, silent.approvalId)
  const events = await system.rows<{ payload: { notified: boolean } }>(
    `select payload from audit_log where type = 'booking_approved' and entity_id = ?`,
    [silent.bookingId]
  )
  t.false(events[0]?.payload.notified, 'without a consent nothing is begun with her')
  await system.rows(
    `insert into customer_consents (tenant_id, customer_id, text_version, channel) values (?, ?, '1', 'landing_page') returning 1`,
    [system.tenantId, customer?.id]
  )
  const told = await requestFor(system, waId, customer?.id ?? '')
  const second = await eventually(() => {
    const all = sentTo(system, owner?.waId ?? '').filter(message => /Rosa\* pide cita/.test(textOf(message)))
    return all.length === 2 ? all[1] : null
  })
  await taps(system, owner?.waId ?? '', optionId(second, 'Aprobar'))
  const message = await heard(system, waId, /Rosa \| Salón Luna \| Corte de cabello/)
  t.is(message.type, 'template')
  await settled(system, told.approvalId)
})

each('a paused template is not sent: the question waits for her window', async (t, system) => {
  await approveTemplates(system, 'PAUSED')
  const [owner] = await ownersOf(system)
  const request = await requests(system, newName())
  await eventually(async () => (await approvalRow(system, request.approvalId)).notice_state === 'waiting_for_window')
  t.is(sentTo(system, owner?.waId ?? '').length, 0)
})

each(
  'a request that nobody decides runs out: one reminder before, then both sides are told and the time is free',
  async (t, system) => {
    const { owner, name, request, question } = await asked(system)
    system.clock.shift(89 * MINUTE)
    await holds(system)
    system.clock.shift(91 * MINUTE)
    await jobRan(system, async () => (await approvalRow(system, request.approvalId)).reminded_at, 'the reminder')
    await heard(system, owner.waId, new RegExp(`Recordatorio: .+\\n.+${name}`))
    await holds(system)
    system.clock.shift(121 * MINUTE)
    await jobRan(system, async () => (await bookingStatus(system, request.bookingId)) === 'expired', 'the expiry')
    await heard(system, request.waId, /venció sin quedar confirmada/)
    await heard(system, owner.waId, new RegExp(`La solicitud de \\*${name}\\* .+ venció sin respuesta`))
    await settled(system, request.approvalId)
    t.is(countHeard(system, owner.waId, new RegExp(`Recordatorio: .+\\n.+${name}`)), 1)
    t.is((await system.rows('select 1 from slot_holds where booking_id = ?', [request.bookingId])).length, 0)
    await taps(system, owner.waId, optionId(question, 'Aprobar'))
    await heard(system, owner.waId, /ya venció/)
    t.is(await bookingStatus(system, request.bookingId), 'expired')
    system.clock.shift(0)
  }
)

each(
  'an offer that the customer does not answer runs out with its request, and is not reminded of',
  async (t, system) => {
    const { owner, request } = await asked(system)
    await system.asTenant(context =>
      makeCounterOffer(context, {
        approvalId: request.approvalId,
        startTime: new Date(request.start.getTime() + 4 * 60 * MINUTE),
        offeredBy: null
      })
    )
    const offer = await heard(system, request.waId, /Le proponemos/)
    system.clock.shift(100 * MINUTE)
    await holds(system)
    system.clock.shift(121 * MINUTE)
    await jobRan(system, async () => (await bookingStatus(system, request.bookingId)) === 'expired', 'the expiry')
    await heard(system, request.waId, /venció sin quedar confirmada/)
    t.is((await settled(system, request.approvalId)).reminded_at, null)
    t.is(countHeard(system, owner.waId, /Recordatorio/), 0)
    await taps(system, request.waId, optionId(offer, 'Acepto'))
    await heard(system, request.waId, /Esa propuesta ya venció/)
    t.is((await system.rows('select 1 from slot_holds where booking_id = ?', [request.bookingId])).length, 0)
    system.clock.shift(0)
  }
)

each('an approved booking whose deposit does not come runs out at its deadline', async (t, system) => {
  const deposit = JSON.stringify({ deposit: { kind: 'fixed', amount: 10000, applies_to: 'everyone' } })
  await system.rows('update tenants set policies = ?::jsonb where id = ? returning 1', [deposit, system.tenantId])
  const { owner, request, question } = await asked(system)
  await taps(system, owner.waId, optionId(question, 'Aprobar'))
  await heard(system, request.waId, /Para confirmarla falta un anticipo/)
  await heard(system, owner.waId, /recibe los datos para el anticipo/)
  system.clock.shift(25 * 60 * MINUTE)
  await jobRan(system, async () => (await bookingStatus(system, request.bookingId)) === 'expired', 'the expiry')
  t.is((await system.rows('select 1 from slot_holds where booking_id = ?', [request.bookingId])).length, 0)
  await system.rows(`update tenants set policies = '{}' where id = ? returning 1`, [system.tenantId])
  system.clock.shift(0)
})
