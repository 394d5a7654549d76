import test from 'ava'
import { createBooking } from '../../shared/use-cases/create-booking.ts'
import { withApp } from '../helpers/app.ts'
import { newBusiness } from '../helpers/bookings.ts'
import { addCustomer } from '../helpers/people.ts'

const api = withApp(test)
const DAY = 86_400_000

/** What becomes of a request of a customer with this past. */
async function outcome(
  rule: 'off' | 'regular_customers',
  past: readonly string[],
  source: 'whatsapp' | 'landing_page' = 'whatsapp'
) {
  const business = await newBusiness(api, { policies: { auto_approve: rule } })
  const customerId = await addCustomer(api, business.tenantId)
  return await api.asTenant(business.tenantId, async context => {
    for (const [index, status] of past.entries()) {
      const start = new Date(Date.now() - (index + 2) * DAY)
      await context.db('bookings').insert({
        tenant_id: business.tenantId,
        customer_id: customerId,
        service_id: business.serviceId,
        start_time: start,
        end_time: new Date(start.getTime() + 3_600_000),
        source: 'whatsapp',
        status
      })
    }
    const startTime = new Date(Math.ceil(Date.now() / DAY) * DAY + DAY + 15 * 3_600_000)
    const { id, status } = await createBooking(context, {
      serviceId: business.serviceId,
      startTime,
      source,
      by: 'customer',
      userId: null,
      customer: { id: customerId }
    })
    const { rows } = await context.db.raw(
      `select actor from audit_log where entity_id = ? and type in ('booking_approved') order by id`,
      [id]
    )
    return { status, approvedBy: rows.map((row: { actor: string }) => row.actor) }
  })
}

test('a regular customer’s request approves itself where the business wants it', async t => {
  t.deepEqual(await outcome('regular_customers', ['completed', 'completed']), {
    status: 'confirmed',
    approvedBy: ['system']
  })
})

for (const [why, ...args] of [
  ['by default', 'off', ['completed', 'completed', 'completed']],
  ['for who came once', 'regular_customers', ['completed', 'cancelled']],
  ['for who once stayed away', 'regular_customers', ['completed', 'completed', 'no_show']],
  ['for the public page, where no number is proved', 'regular_customers', ['completed', 'completed'], 'landing_page']
] as const)
  test(`the owner decides ${why}`, async t => {
    const [rule, past, source] = args
    t.deepEqual(await outcome(rule, past, source), { status: 'pending_approval', approvedBy: [] })
  })
