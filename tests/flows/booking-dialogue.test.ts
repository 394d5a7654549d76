import test from 'ava'
import { createService } from '../../shared/use-cases/create-service.ts'
import { approveApproval } from '../../shared/use-cases/decide-approval.ts'
import { makeCounterOffer } from '../../shared/use-cases/make-counter-offer.ts'
import {
  approvalsOf,
  bookingsOf,
  holdsOf,
  optionsOf,
  ownerApproves,
  ownerBooks,
  readSlot,
  talkAs,
  textOfMessage,
  untilConfirmation
} from '../helpers/dialogue.ts'
import { forEachBackend, newCustomer } from '../helpers/system.ts'
import { answers, sentTo } from '../helpers/talk.ts'

const each = forEachBackend(test, { serial: true })

each('a whole booking by taps ends as a request that holds its time and waits for the owner', async (t, system) => {
  const customer = newCustomer('Camila Ruiz')
  const talk = talkAs(system, customer)
  const { services, days, times, question } = await untilConfirmation(talk, 'Manicure', 1, '10:00 a. m.')
  t.regex(textOfMessage(services), /¡Hola, Camila![\s\S]*Salón Luna\* usa sus datos/)
  t.regex(textOfMessage(days), /\*Manicure\*: \$ 28\.000, 1 hora[\s\S]*¿Qué día le queda bien\?/)
  t.true(optionsOf(days).length <= 10)
  t.is(optionsOf(days).at(-1)?.title, 'Ver más días')
  t.deepEqual(
    optionsOf(times)
      .slice(-2)
      .map(({ title }) => title),
    ['Más horarios', 'Otro día']
  )
  t.regex(textOfMessage(question), /¿Pido esta cita\?\n\*Manicure\*\n\*\p{L}+ \d+ de \p{L}+, 10:00 a\. m\.\*/u)
  t.deepEqual(
    optionsOf(question).map(({ title }) => title),
    ['Sí, pedir cita', 'Cambiar hora', 'Cancelar']
  )
  const done = await talk.tap(question, 'Sí, pedir cita')
  t.regex(
    textOfMessage(done),
    /pedí su cita de \*Manicure\* para el .* a las 10:00 a\. m\.\. Queda pendiente de aprobación/
  )
  const [booking, another] = await bookingsOf(system, customer.waId)
  t.is(another, undefined)
  t.deepEqual([booking?.status, booking?.source], ['pending_approval', 'whatsapp'])
  const approvals = await approvalsOf(system, booking?.id ?? '')
  t.deepEqual(
    approvals.map(({ requested_action, status }) => [requested_action, status]),
    [['create', 'pending']]
  )
  const holds = await holdsOf(system, booking?.id ?? '')
  t.is(holds.length, 1)
  t.is(holds[0]?.starts_at.getTime(), booking?.start_time.getTime())
  t.is(sentTo(system, customer.waId).length, 5, 'one message for each turn')
  const consents = await system.rows<{ text_version: string; wamid: string }>(
    `select k.text_version, k.wamid from customer_consents k join customers c on c.id = k.customer_id where c.phone = ?`,
    [`+${customer.waId}`]
  )
  t.is(consents.length, 1)
  t.is(booking?.request_key, `${consents[0]?.wamid}:create`)
})

each('a time that was taken since it was offered is answered with other times of that day', async (t, system) => {
  const customer = newCustomer()
  const talk = talkAs(system, customer)
  const { question } = await untilConfirmation(talk, 'Manicure', 2, '10:00 a. m.')
  const { serviceId, start } = readSlot(optionsOf(question)[0]?.id ?? '')
  await ownerBooks(system, serviceId, start)
  const others = await talk.tap(question, 'Sí, pedir cita')
  t.regex(textOfMessage(others), /10:00 a\. m\.\) ya no está disponible[\s\S]*Horarios libres/)
  const titles = optionsOf(others).map(({ title }) => title)
  t.false(titles.includes('10:00 a. m.'))
  t.true(titles.includes('11:00 a. m.'))
  t.is((await bookingsOf(system, customer.waId)).length, 0)
  const question2 = await talk.tap(others, '11:00 a. m.')
  t.regex(textOfMessage(await talk.tap(question2, 'Sí, pedir cita')), /pendiente de aprobación/)
  t.is((await bookingsOf(system, customer.waId)).length, 1)
})

each('two customers confirm one time at once: one has it, the other is offered others', async (t, system) => {
  const people = [newCustomer('Ana'), newCustomer('Berta')]
  const talks = people.map(person => talkAs(system, person))
  const questions = await Promise.all(talks.map(talk => untilConfirmation(talk, 'Pedicure', 3, '10:00 a. m.')))
  const said = await Promise.all(questions.map(({ question }, index) => talks[index]?.tap(question, 'Sí, pedir cita')))
  const texts = said.map(textOfMessage).sort()
  t.is(texts.filter(text => /Queda pendiente de aprobación/.test(text)).length, 1)
  t.is(texts.filter(text => /ya no está disponible/.test(text)).length, 1)
  const rows = await Promise.all(people.map(({ waId }) => bookingsOf(system, waId)))
  t.is(rows.flat().length, 1)
})

each('taps on old messages still work, or bring fresh offers', async (t, system) => {
  const customer = newCustomer()
  const talk = talkAs(system, customer)
  const { services, days, times, question } = await untilConfirmation(talk, 'Manicure', 4, '10:00 a. m.')
  t.regex(textOfMessage(await talk.say('dónde quedan?')), /Carrera 13/)
  t.regex(textOfMessage(await talk.tap(times, '11:00 a. m.')), /11:00 a\. m\./)
  t.regex(textOfMessage(await talk.tap(days, 5)), /Horarios libres/)
  t.regex(textOfMessage(await talk.tap(services, 'Pedicure')), /\*Pedicure\*/)
  const { serviceId } = readSlot(optionsOf(question)[0]?.id ?? '')
  const past = await talk.tapId(`confirm:${serviceId}:2026-01-05T15:00:00.000Z`)
  t.regex(textOfMessage(past), /ya no está disponible[\s\S]*¿Qué día/)
  t.regex(textOfMessage(await talk.tapId(`day:${serviceId}:2026-01-05`)), /ya no hay horarios libres[\s\S]*¿Qué día/)
  t.regex(textOfMessage(await talk.tapId('slot:what-is-this')), /Estos son nuestros servicios/)
  const done = await talk.tap(question, 'Sí, pedir cita')
  t.regex(textOfMessage(done), /pendiente de aprobación/)
  const again = await talk.tap(question, 'Sí, pedir cita')
  t.regex(textOfMessage(again), /Ya tengo su cita:\n\*Manicure\*, .*: pendiente de aprobación/)
  t.is((await bookingsOf(system, customer.waId)).length, 1)
})

each('a request is taken back at once; a confirmed booking is cancelled by the owner only', async (t, system) => {
  const customer = newCustomer()
  const talk = talkAs(system, customer)
  const first = await untilConfirmation(talk, 'Manicure', 5, '10:00 a. m.')
  await talk.tap(first.question, 'Sí, pedir cita')
  const ask = await talk.say('quiero cancelar mi cita')
  t.regex(textOfMessage(ask), /¿Cancelo su cita de \*Manicure\*/)
  t.regex(textOfMessage(await talk.say('sí')), /fue cancelada/)
  const [gone] = await bookingsOf(system, customer.waId)
  t.is(gone?.status, 'cancelled')
  t.is((await holdsOf(system, gone?.id ?? '')).length, 0)

  const second = await untilConfirmation(talk, 'Manicure', 5, '10:00 a. m.')
  await talk.tap(second.question, 'Sí, pedir cita')
  const [, booking] = await bookingsOf(system, customer.waId)
  const id = booking?.id ?? ''
  await ownerApproves(system, id, customer)
  const own = await talk.say('mis citas')
  t.regex(textOfMessage(own), /Su próxima cita:\n\*Manicure\*, .*: confirmada/)
  const sure = await talk.tap(own, 'Cancelar cita')
  t.regex(textOfMessage(sure), /el negocio debe aprobarlo/)
  t.regex(textOfMessage(await talk.tap(sure, 'Sí, cancelarla')), /Mientras responde, la cita sigue en pie/)
  t.is((await bookingsOf(system, customer.waId))[1]?.status, 'confirmed')
  t.is((await holdsOf(system, id)).length, 1)
  const pending = (await approvalsOf(system, id)).filter(({ status }) => status === 'pending')
  t.deepEqual(
    pending.map(({ requested_action }) => requested_action),
    ['cancel']
  )
  t.regex(textOfMessage(await talk.say('cancelar la cita')), /Ya tengo su cita:.*cancelación pedida/s)
})

each('a change that is asked for keeps the old time until the owner decides', async (t, system) => {
  const customer = newCustomer()
  const talk = talkAs(system, customer)
  const { question } = await untilConfirmation(talk, 'Manicure', 7, '10:00 a. m.')
  await talk.tap(question, 'Sí, pedir cita')
  const [booking] = await bookingsOf(system, customer.waId)
  const id = booking?.id ?? ''
  await ownerApproves(system, id, customer)
  const days = await talk.say('necesito cambiar la cita')
  t.regex(textOfMessage(days), /¿Para qué día quiere pasar su cita de \*Manicure\*\?/)
  const times = await talk.tap(days, 7)
  const sure = await talk.tap(times, '11:00 a. m.')
  t.regex(textOfMessage(sure), /¿Pido este cambio\?[\s\S]*De: .*10:00 a\. m\.\nA: .*11:00 a\. m\./)
  const asked = await talk.tap(sure, 'Sí, pedir cambio')
  t.regex(textOfMessage(asked), /conserva la de .*10:00 a\. m\./)
  const holds = await holdsOf(system, id)
  t.is(holds.length, 2)
  t.deepEqual(
    holds.map(({ expires_at }) => expires_at === null),
    [true, false]
  )
  const [after] = await bookingsOf(system, customer.waId)
  t.deepEqual(after?.start_time, booking?.start_time)
  const [change, another] = (await approvalsOf(system, id)).filter(({ status }) => status === 'pending')
  t.is(another, undefined)
  t.is(change?.requested_action, 'modify')
  await system.asTenant(context => approveApproval(context, { approvalId: change?.id ?? '', decidedBy: null }))
  const [moved] = await bookingsOf(system, customer.waId)
  t.is(moved?.start_time.getTime(), Number(booking?.start_time) + 3_600_000)
  t.is((await holdsOf(system, id)).length, 1)
})

each('a request that is not decided yet moves at once and is asked for anew', async (t, system) => {
  const customer = newCustomer()
  const talk = talkAs(system, customer)
  const { question } = await untilConfirmation(talk, 'Manicure', 8, '10:00 a. m.')
  await talk.tap(question, 'Sí, pedir cita')
  const days = await talk.tap(await talk.say('mis citas'), 'Cambiar')
  const sure = await talk.tap(await talk.tap(days, 8), '12:00 p. m.')
  t.regex(textOfMessage(await talk.say('listo, gracias')), /cambié su solicitud/)
  t.truthy(sure)
  const [booking] = await bookingsOf(system, customer.waId)
  const approvals = await approvalsOf(system, booking?.id ?? '')
  t.deepEqual(
    approvals.map(({ requested_action, status }) => `${requested_action} ${status}`),
    ['create superseded', 'create pending']
  )
  const holds = await holdsOf(system, booking?.id ?? '')
  t.deepEqual(
    holds.map(({ starts_at }) => starts_at),
    [booking?.start_time]
  )
})

each('no more requests than the business allows are open at once', async (t, system) => {
  const customer = newCustomer()
  const talk = talkAs(system, customer)
  const last = await untilConfirmation(talk, 'Manicure', 6, '10:00 a. m.')
  for (const at of ['11:00 a. m.', '12:00 p. m.']) {
    const { question } = await untilConfirmation(talk, 'Manicure', 6, at)
    await talk.tap(question, 'Sí, pedir cita')
  }
  const refused = await talk.tap(last.question, 'Sí, pedir cita')
  t.regex(textOfMessage(refused), /Ya tiene 2 solicitudes esperando respuesta/)
  t.deepEqual(
    optionsOf(refused).map(({ title }) => title),
    ['Manicure', 'Manicure']
  )
  t.regex(textOfMessage(await talk.tap(last.services, 'Pedicure')), /\*Pedicure\*[\s\S]*Ya tiene 2 solicitudes/)
  t.is((await bookingsOf(system, customer.waId)).length, 2)
})

each('a service that was taken off the list cannot be booked from an old message', async (t, system) => {
  const customer = newCustomer()
  const talk = talkAs(system, customer)
  const name = `Masaje ${customer.waId.slice(-4)}`
  await system.asTenant(context => createService(context, { name, durationMinutes: 60, priceAmount: 70_000 }))
  const { services, question } = await untilConfirmation(talk, name, 4, '12:00 p. m.')
  await system.rows('update services set is_active = false where name = ? returning 1', [name])
  t.regex(textOfMessage(await talk.tap(question, 'Sí, pedir cita')), /Ese servicio ya no está disponible/)
  t.regex(textOfMessage(await talk.tap(services, name)), /ya no está disponible[\s\S]*¿Cuál le interesa\?/)
  t.is((await bookingsOf(system, customer.waId)).length, 0)
})

each('a customer without a name is asked for it, and the weekday alone picks a day', async (t, system) => {
  const customer = { waId: newCustomer().waId, name: '' }
  const talk = talkAs(system, customer)
  const days = await talk.say('quiero una manicure')
  const weekday = optionsOf(days)[3]?.title.split(' ')[0] ?? ''
  const times = await talk.say(`el ${weekday}`)
  t.regex(textOfMessage(times), new RegExp(`Horarios libres para \\*Manicure\\* el \\*${weekday} `))
  const ask = await talk.tap(times, '12:00 p. m.')
  t.regex(textOfMessage(ask), /¿A nombre de quién/)
  t.regex(textOfMessage(await talk.say('¿qué horario tienen?')), /lunes a viernes/)
  const question = await talk.say('Me llamo Luz Marina Pérez')
  t.regex(textOfMessage(question), /¿Pido esta cita\?/)
  t.regex(textOfMessage(await talk.say('sí por favor')), /pendiente de aprobación/)
  const people = await system.rows('select first_name, last_name from customers where phone = ?', [`+${customer.waId}`])
  t.deepEqual(people, [{ first_name: 'Luz', last_name: 'Marina Pérez' }])
})

each('a counter-offer is taken with a yes, and her notice is the only answer', async (t, system) => {
  const customer = newCustomer()
  const talk = talkAs(system, customer)
  const { question } = await untilConfirmation(talk, 'Manicure', 7, '9:00 a. m.')
  await talk.tap(question, 'Sí, pedir cita')
  const [booking] = await bookingsOf(system, customer.waId)
  const [approval] = await approvalsOf(system, booking?.id ?? '')
  const start = new Date(Number(booking?.start_time) + 5 * 3_600_000)
  const before = sentTo(system, customer.waId).length
  await system.asTenant(context =>
    makeCounterOffer(context, { approvalId: approval?.id ?? '', startTime: start, offeredBy: null })
  )
  await answers(system, customer.waId, before + 1)
  t.regex(textOfMessage(await talk.say('sí')), /quedó confirmada para el .* a las 2:00 p\. m\./)
  const [taken] = await bookingsOf(system, customer.waId)
  t.deepEqual([taken?.status, taken?.start_time], ['confirmed', start])
  t.is(sentTo(system, customer.waId).length, before + 2)
})
