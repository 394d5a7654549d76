import test from 'ava'
import { requestCancellation } from '../../shared/use-cases/request-cancellation.ts'
import { requestChange } from '../../shared/use-cases/request-change.ts'
import { eventually } from '../helpers/eventually.ts'
import {
  bookingStatus,
  heard,
  newName,
  optionId,
  optionsOf,
  ownersOf,
  requests,
  taps,
  writes
} from '../helpers/owner-phone.ts'
import { forEachBackend, type System } from '../helpers/system.ts'

const each = forEachBackend(test, { serial: true })

/** A confirmed booking whose owner has an open window. */
async function confirmed(system: System) {
  const [owner] = await ownersOf(system)
  if (!owner) throw new Error('nobody')
  await writes(system, owner.waId)
  const name = newName()
  const request = await requests(system, name)
  const question = await heard(system, owner.waId, new RegExp(`${name}\\* pide cita`))
  await taps(system, owner.waId, optionId(question, 'Aprobar'))
  await heard(system, request.waId, /quedó confirmada/)
  const [row] = await system.rows<{ customer_id: string }>('select customer_id from bookings where id = ?', [
    request.bookingId
  ])
  const whose = { bookingId: request.bookingId, customerId: row?.customer_id ?? '', actor: 'customer' as const }
  return { owner, name, request, whose }
}

each('a customer’s wish to move is decided by a tap: the booking moves and she is told', async (t, system) => {
  const { owner, name, request, whose } = await confirmed(system)
  const start = new Date(request.start.getTime() + 120 * 60_000)
  await system.asTenant(context => requestChange(context, { ...whose, start }))
  const question = await heard(system, owner.waId, new RegExp(`${name}\\* pide mover su cita`))
  t.deepEqual(
    optionsOf(question).map(({ title }) => title),
    ['Aprobar', 'Rechazar']
  )
  await taps(system, owner.waId, optionId(question, 'Aprobar'))
  await heard(system, request.waId, /Movimos su cita/)
  await heard(system, owner.waId, /quedó aprobado lo que pidió/)
  const [row] = await system.rows<{ start_time: Date }>('select start_time from bookings where id = ?', [
    whose.bookingId
  ])
  t.is(row?.start_time.getTime(), start.getTime())
})

each('a wish to cancel that the owner rejects leaves the booking, and she says why', async (t, system) => {
  const { owner, name, request, whose } = await confirmed(system)
  await system.asTenant(context => requestCancellation(context, whose))
  const question = await heard(system, owner.waId, new RegExp(`${name}\\* pide cancelar su cita`))
  await taps(system, owner.waId, optionId(question, 'Rechazar'))
  const reasons = await heard(system, owner.waId, new RegExp(`${name} verá el motivo`))
  await taps(system, owner.waId, optionId(reasons, 'Otro'))
  await heard(system, request.waId, /sigue para/)
  t.is(await bookingStatus(system, whose.bookingId), 'confirmed')
})

each('"pendientes" shows what waits, with new buttons', async (t, system) => {
  const [owner] = await ownersOf(system)
  if (!owner) return t.fail()
  await system.rows(
    `update booking_approvals set status = 'superseded', settled_at = now() where status = 'pending' returning 1`
  )
  await writes(system, owner.waId, 'Pendientes')
  await heard(system, owner.waId, /No hay solicitudes por decidir/)
  const name = newName()
  const request = await requests(system, name)
  const first = await heard(system, owner.waId, new RegExp(`${name}\\* pide cita`))
  await writes(system, owner.waId, 'qué hay pendiente?')
  const again = await eventually(async () => {
    const last = await heard(system, owner.waId, new RegExp(`${name}\\* pide cita`))
    return last.wamid === first.wamid ? null : last
  }, 'the question again')
  t.not(optionId(again, 'Aprobar'), optionId(first, 'Aprobar'))
  await taps(system, owner.waId, optionId(again, 'Aprobar'))
  await heard(system, request.waId, /quedó confirmada/)
})
