import test from 'ava'
import { eventually } from '../helpers/eventually.ts'
import {
  approvalRow,
  bookingStatus,
  countHeard,
  heard,
  newName,
  optionId,
  optionsOf,
  ownersOf,
  requests,
  settled,
  taps,
  textOf,
  writes
} from '../helpers/owner-phone.ts'
import { forEachBackend, newCustomer, type System } from '../helpers/system.ts'

// The owner's phones belong to the whole business: one test after the other.
const each = forEachBackend(test, { serial: true })

/** One owner with an open window, and a request that she was asked about. */
async function asked(system: System, owners = 1) {
  const phones = await ownersOf(system, owners)
  for (const phone of phones) await writes(system, phone.waId)
  const name = newName()
  const request = await requests(system, name)
  const questions = []
  for (const phone of phones) questions.push(await heard(system, phone.waId, new RegExp(`${name}\\* pide cita`)))
  const [owner] = phones
  const [question] = questions
  if (!owner || !question) throw new Error('nobody was asked')
  return { phones, owner, request, question, questions, name }
}

each(
  'a request reaches the owner with three buttons; a tap on Aprobar approves it and the customer is told',
  async (t, system) => {
    const { owner, request, question } = await asked(system)
    t.deepEqual(
      optionsOf(question).map(option => option.title),
      ['Aprobar', 'Rechazar', 'Otra hora']
    )
    t.regex(textOf(question), /\*Corte de cabello\* para el .+\nPuede responder hasta/)
    await taps(system, owner.waId, optionId(question, 'Aprobar'))
    await heard(system, request.waId, /Buenas noticias: su cita de \*Corte de cabello\* quedó confirmada/)
    await heard(system, owner.waId, /Listo: la cita de .+ quedó aprobada/)
    const row = await settled(system, request.approvalId)
    t.is(row.decided_contact_id, owner.id)
    t.is(row.notice_state, 'buttons')
    t.truthy(row.interrupt_id)
    t.is(await bookingStatus(system, request.bookingId), 'confirmed')
    const threads = await eventually(async () => {
      const rows = await system.app.knex.raw('select 1 from agent.checkpoints where thread_id = ?', [
        `approval:${request.approvalId}`
      ])
      return rows.rows.length === 0
    }, 'the thread is gone')
    t.true(threads)
  }
)

each('the owner is not answered by the agent of the customers', async (t, system) => {
  const [owner] = await ownersOf(system)
  await writes(system, owner?.waId ?? '', 'pendientes')
  await eventually(async () => (await system.rows('select 1 from conversations where kind = ?', ['owner'])).length > 0)
  const customers = await system.rows('select 1 from customers where phone = ?', [`+${owner?.waId}`])
  t.is(customers.length, 0)
})

each('Rechazar asks for the reason, and the customer reads it', async (t, system) => {
  const { owner, request, question } = await asked(system)
  await taps(system, owner.waId, optionId(question, 'Rechazar'))
  const list = await heard(system, owner.waId, /¿Por qué no se puede\?/)
  t.deepEqual(
    optionsOf(list).map(option => option.title),
    ['Ocupada', 'Fuera de horario', 'Otro']
  )
  await taps(system, owner.waId, optionId(list, 'Fuera de horario'))
  await heard(system, request.waId, /No pudimos aprobar su cita .+: no atendemos en ese horario\./)
  t.is((await settled(system, request.approvalId)).rejection_reason, 'no atendemos en ese horario')
  t.is(await bookingStatus(system, request.bookingId), 'rejected')
})

each('Otra hora offers free times near; the customer accepts with one tap', async (t, system) => {
  const { owner, request, question } = await asked(system)
  await taps(system, owner.waId, optionId(question, 'Otra hora'))
  const list = await heard(system, owner.waId, /horas libres más cercanas/)
  const times = optionsOf(list)
  t.true(times.length > 3 && times.length <= 10)
  t.true(times.every(({ title }) => title.length <= 24 && /^\S{3} \d{1,2} \S{3}, \d{1,2}:\d\d [ap]\. m\.$/.test(title)))
  await taps(system, owner.waId, times[0]?.id ?? '')
  const offer = await heard(system, request.waId, /Le proponemos/)
  await taps(system, request.waId, optionId(offer, 'Acepto'))
  await heard(system, request.waId, /quedó confirmada/)
  const [row] = await system.rows<{ start_time: Date; status: string }>('select * from bookings where id = ?', [
    request.bookingId
  ])
  t.is(row?.status, 'confirmed')
  t.not(row?.start_time.getTime(), request.start.getTime())
  await taps(system, request.waId, optionId(offer, 'Acepto'))
  await heard(system, request.waId, /ya estaba respondida/)
})

each('a declined offer goes back to the owner, and its button is worth nothing any more', async (t, system) => {
  const { owner, request, question } = await asked(system)
  await taps(system, owner.waId, optionId(question, 'Otra hora'))
  const list = await heard(system, owner.waId, /horas libres más cercanas/)
  await taps(system, owner.waId, optionsOf(list)[0]?.id ?? '')
  const offer = await heard(system, request.waId, /Le proponemos/)
  await taps(system, request.waId, optionId(offer, 'Otra hora'))
  await heard(system, request.waId, /sigue abierta/)
  const again = await heard(system, owner.waId, / no puede el .+La solicitud sigue abierta/)
  await taps(system, request.waId, optionId(offer, 'Acepto'))
  await heard(system, request.waId, /Esa propuesta ya venció/)
  const holds = await system.rows('select 1 from slot_holds where booking_id = ?', [request.bookingId])
  t.is(holds.length, 1)
  await taps(system, owner.waId, optionId(again, 'Aprobar'))
  await heard(system, request.waId, /quedó confirmada/)
})

each('a second tap, and one after the decision, change nothing and say why', async (t, system) => {
  const { owner, request, question } = await asked(system)
  await taps(system, owner.waId, optionId(question, 'Aprobar'))
  await heard(system, owner.waId, /quedó aprobada/)
  await taps(system, owner.waId, optionId(question, 'Aprobar'))
  await taps(system, owner.waId, optionId(question, 'Rechazar'))
  await eventually(() => countHeard(system, owner.waId, /ya fue aprobada por usted/) === 2)
  await settled(system, request.approvalId)
  t.is(countHeard(system, request.waId, /quedó confirmada/), 1)
})

each('a tap from another number decides nothing', async (t, system) => {
  const { request, question } = await asked(system)
  const stranger = newCustomer('Curioso')
  await taps(system, stranger.waId, optionId(question, 'Aprobar'))
  await heard(system, stranger.waId, /Ese botón no es para su número/)
  const forged = optionId(question, 'Aprobar').replace(/.$/, last => (last === 'A' ? 'B' : 'A'))
  const [owner] = await system.rows<{ phone: string }>('select phone from owner_contacts where verified_at is not null')
  await taps(system, owner?.phone.slice(1) ?? '', forged)
  await heard(system, owner?.phone.slice(1) ?? '', /Este botón no es para este número/)
  t.is((await approvalRow(system, request.approvalId)).status, 'pending')
})

each('two owners tap at once: one decision, the other one is told by whom', async (t, system) => {
  const { phones, request, questions } = await asked(system, 2)
  await Promise.all(
    phones.map((phone, index) => taps(system, phone.waId, optionId(questions[index] as never, 'Aprobar')))
  )
  await settled(system, request.approvalId)
  await eventually(() => phones.every(phone => countHeard(system, phone.waId, /aprobada/) > 0))
  const said = phones.map(phone => countHeard(system, phone.waId, /Listo: la cita/))
  t.deepEqual(said.sort(), [0, 1])
  t.is(countHeard(system, request.waId, /quedó confirmada/), 1)
})
