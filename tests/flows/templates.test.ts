import test from 'ava'
import { eventually } from '../helpers/eventually.ts'
import { forEachBackend, type System } from '../helpers/system.ts'

const each = forEachBackend(test, { serial: true })

type Row = { name: string; language: string; status: string; reason: string | null }

const rows = (system: System): Promise<Row[]> =>
  system.rows<Row>('select name, language, status, reason from message_templates order by name, language')
const row = async (system: System, name: string, language: string) =>
  (await rows(system)).find(each => each.name === name && each.language === language)
const ring = (system: System) =>
  system.app.producer.add(
    [{ queue: 'outbound', job: 'templates', data: { tenant_id: system.tenantId } }],
    system.clock.now()
  )

each('our templates are submitted once, and their review is followed by webhooks', async (t, system) => {
  await eventually(async () => (await rows(system)).length === 4, 'four templates')
  t.true((await rows(system)).every(({ status, language }) => status === 'pending' && language === 'es_CO'))
  await ring(system)
  await system.sandbox.reviewTemplate({ name: 'cuadra_aviso_cita', event: 'APPROVED' })
  await eventually(async () => (await row(system, 'cuadra_aviso_cita', 'es_CO'))?.status === 'approved')
  await system.sandbox.reviewTemplate({ name: 'cuadra_aviso_cita', event: 'PAUSED', reason: 'LOW_QUALITY' })
  await eventually(async () => (await row(system, 'cuadra_aviso_cita', 'es_CO'))?.status === 'paused')
  t.is((await row(system, 'cuadra_aviso_cita', 'es_CO'))?.reason, 'LOW_QUALITY')
  t.is(system.sandbox.templates.length, 4)
  const events = await system.rows(`select 1 from audit_log where type = 'template_status_changed'`)
  t.true(events.length >= 6)
})

each('a review whose webhook was lost is found by asking', async (t, system) => {
  await eventually(async () => (await rows(system)).length >= 4)
  await system.rows(`update message_templates set status = 'pending' where name = 'cuadra_recordatorio' returning 1`)
  await system.sandbox.reviewTemplate({ name: 'cuadra_recordatorio', event: 'APPROVED' })
  await system.rows(`update message_templates set status = 'pending' where name = 'cuadra_recordatorio' returning 1`)
  await ring(system)
  await eventually(async () => (await row(system, 'cuadra_recordatorio', 'es_CO'))?.status === 'approved')
  t.is(system.sandbox.templates.filter(({ name }) => name === 'cuadra_recordatorio').length, 1)
})

each('a template that is rejected in es_CO is submitted in es', async (t, system) => {
  await eventually(async () => (await rows(system)).length >= 4)
  await system.sandbox.reviewTemplate({ name: 'cuadra_cita_aprobada', event: 'REJECTED', reason: 'INVALID_FORMAT' })
  await eventually(async () => (await row(system, 'cuadra_cita_aprobada', 'es_CO'))?.status === 'rejected')
  await ring(system)
  await eventually(async () => (await row(system, 'cuadra_cita_aprobada', 'es'))?.status === 'pending')
  t.is(system.sandbox.templates.filter(({ name }) => name === 'cuadra_cita_aprobada').length, 2)
})

each('Meta away: the templates come once it is back', async (t, system) => {
  await eventually(async () => (await rows(system)).length >= 4)
  await system.rows(`update message_templates set status = 'pending' returning 1`)
  const undo = system.sandbox.misbehave({ match: { endpoint: 'management' }, action: { http500Html: true } })
  await ring(system)
  await eventually(() => system.sandbox.misbehaviours().some(({ used }) => used > 0), 'the outage was met')
  undo()
  const approved = system.sandbox.templates.filter(({ status }) => status === 'APPROVED').length
  await eventually(async () => (await rows(system)).filter(({ status }) => status === 'approved').length === approved)
  t.true(approved > 0)
})
