import test from 'ava'
import { withTenant } from '../../shared/database.ts'
import { pruneThreads } from '../../shared/repositories/threads.ts'
import { approveApproval } from '../../shared/use-cases/decide-approval.ts'
import { approvalThreads } from '../../workers/agent/approval-threads.ts'
import { runApproval } from '../../workers/agent/run-approval.ts'
import { approvalRow, ownersOf, type Requested, requestFor } from '../helpers/owner-phone.ts'
import { newCustomer, type System, startSystem } from '../helpers/system.ts'

let system: System

test.before(async () => {
  system = await startSystem('postgres', { workers: false })
})
test.after.always(() => system?.close())

const run = (approvalId: string) =>
  runApproval({ ...system.app, signal: new AbortController().signal }, system.tenantId, approvalId)

const threads = () => approvalThreads(system.app)

async function newRequest(): Promise<Requested> {
  const { waId } = newCustomer()
  const [customer] = await system.rows<{ id: string }>(
    `insert into customers (tenant_id, first_name, phone, source) values (?, 'Ana', ?, 'whatsapp') returning id`,
    [system.tenantId, `+${waId}`]
  )
  return await requestFor(system, waId, customer?.id ?? '')
}

/** Owner phones whose windows are open. */
async function openOwners(count: number) {
  const owners = await ownersOf(system, count)
  for (const { id } of owners)
    await system.rows(
      `insert into conversations (tenant_id, kind, owner_contact_id, service_window_expires_at)
       values (?, 'owner', ?, now() + interval '20 hours') returning 1`,
      [system.tenantId, id]
    )
  return owners
}

const approve = ({ approvalId }: Requested) =>
  withTenant(system.app, system.tenantId, context => approveApproval(context, { approvalId, decidedBy: null }))

const messages = (approvalId: string, key: string) =>
  system.rows('select 1 from messages where dedupe_key like ?', [`approval:${approvalId}:${key}%`])
const alarms = (approvalId: string) =>
  system.rows(`select 1 from audit_log where type = 'approval_thread_lost' and entity_id = ?`, [approvalId])
const settlements = (approvalId: string) =>
  system.rows(`select 1 from audit_log where type = 'approval_settled' and entity_id = ?`, [approvalId])

test.serial('a pending approval waits at its interrupt, however often its job runs', async t => {
  await openOwners(2)
  const request = await newRequest()
  await run(request.approvalId)
  const first = (await approvalRow(system, request.approvalId)).interrupt_id
  t.truthy(first)
  t.deepEqual(await threads().look(request.approvalId), { kind: 'waiting', interruptId: first ?? '' })
  await run(request.approvalId)
  await run(request.approvalId)
  t.is((await approvalRow(system, request.approvalId)).interrupt_id, first)
  t.is((await messages(request.approvalId, 'ask:1')).length, 2)
  const { rows } = await system.app.knex.raw(
    `select checkpoint::text || metadata::text as text from agent.checkpoints where thread_id = ?`,
    [`approval:${request.approvalId}`]
  )
  t.false(
    rows.some((row: { text: string }) => /services|Ana/.test(row.text)),
    'nothing but ids is in a thread'
  )
})

test.serial('a decision whose job runs again and again is followed up once, and its thread is gone', async t => {
  await openOwners(2)
  const request = await newRequest()
  await run(request.approvalId)
  await approve(request)
  await Promise.allSettled([run(request.approvalId), run(request.approvalId), run(request.approvalId)])
  await run(request.approvalId)
  t.is((await messages(request.approvalId, 'ended')).length, 2)
  t.is((await settlements(request.approvalId)).length, 1)
  t.is((await alarms(request.approvalId)).length, 0)
  t.truthy((await approvalRow(system, request.approvalId)).settled_at)
  t.deepEqual(await threads().look(request.approvalId), { kind: 'none' })
})

test.serial('a run that dies between the decision and its follow-up goes on from there', async t => {
  await openOwners(1)
  const request = await newRequest()
  await run(request.approvalId)
  await approve(request)
  const { interrupt_id } = await approvalRow(system, request.approvalId)
  const dying = { ask: async () => {}, followUp: () => Promise.reject(new Error('killed')) }
  const { signal } = new AbortController()
  await t.throwsAsync(threads().resume(request.approvalId, interrupt_id ?? '', 'approved', dying, signal), {
    message: 'killed'
  })
  t.deepEqual(await threads().look(request.approvalId), { kind: 'cut' })
  await run(request.approvalId)
  t.is((await messages(request.approvalId, 'ended')).length, 1)
  t.is((await settlements(request.approvalId)).length, 1)
  t.is((await alarms(request.approvalId)).length, 0)
})

test.serial('a lost thread: the same follow-up comes from the use case, and an alarm is written', async t => {
  await openOwners(1)
  const request = await newRequest()
  await run(request.approvalId)
  await threads().drop(request.approvalId)
  await approve(request)
  await run(request.approvalId)
  await run(request.approvalId)
  t.is((await messages(request.approvalId, 'ended')).length, 1)
  t.is((await alarms(request.approvalId)).length, 1)
  t.is((await settlements(request.approvalId)).length, 1)
})

test.serial('a thread that waits at another interrupt is not resumed: the use case finishes it', async t => {
  await openOwners(1)
  const request = await newRequest()
  await run(request.approvalId)
  await approve(request)
  await system.rows(`update booking_approvals set interrupt_id = 'another' where id = ? returning 1`, [
    request.approvalId
  ])
  await run(request.approvalId)
  t.is((await alarms(request.approvalId)).length, 1)
  t.is((await settlements(request.approvalId)).length, 1)
  t.deepEqual(await threads().look(request.approvalId), { kind: 'none' })
})

test.serial('a decision that came before its thread is started and finished without an alarm', async t => {
  await openOwners(1)
  const request = await newRequest()
  await approve(request)
  await run(request.approvalId)
  t.is((await alarms(request.approvalId)).length, 0)
  t.is((await settlements(request.approvalId)).length, 1)
  t.is((await messages(request.approvalId, 'ask')).length, 0, 'nobody is asked about what is decided')
})

test.serial('a pending approval whose thread was lost gets a new one', async t => {
  await openOwners(1)
  const request = await newRequest()
  await run(request.approvalId)
  const before = await approvalRow(system, request.approvalId)
  await threads().drop(request.approvalId)
  await run(request.approvalId)
  const after = await approvalRow(system, request.approvalId)
  t.not(after.interrupt_id, before.interrupt_id)
  t.is((await messages(request.approvalId, 'ask:1')).length, 1)
  await approve(request)
  await run(request.approvalId)
  t.is((await alarms(request.approvalId)).length, 0)
})

test.serial('two processes cannot run one thread at once', async t => {
  const request = await newRequest()
  let inside = 0
  const alone = () =>
    threads().alone(request.approvalId, async () => {
      inside += 1
      t.is(inside, 1)
      t.false(await threads().alone(request.approvalId, async () => t.fail()))
      inside -= 1
    })
  t.true(await alone())
  t.true(await alone(), 'the lock was given back')
})

test.serial('pruning deletes the threads of settled approvals and keeps those that wait', async t => {
  const [waiting, over] = [await newRequest(), await newRequest()]
  for (const { approvalId } of [waiting, over]) await run(approvalId)
  await system.rows(`update booking_approvals set status = 'superseded', settled_at = now() where id = ? returning 1`, [
    over.approvalId
  ])
  await pruneThreads(system.app)
  t.is((await threads().look(waiting.approvalId)).kind, 'waiting')
  t.is((await threads().look(over.approvalId)).kind, 'none')
})
