import { getHours } from '../../shared/repositories/business-hours.ts'
import { requireTenant } from '../../shared/use-cases/lock-booking.ts'
import { setBusinessHours } from '../../shared/use-cases/set-business-hours.ts'
import { type Endpoint, Nothing, ownerEndpoint } from '../endpoint.ts'
import { HoursBody, HoursSchema } from '../schemas/hours.ts'

const common = { path: '/tenants/me/hours', tag: 'tenants', params: Nothing, query: Nothing, errors: [] } as const

const getHoursEndpoint = ownerEndpoint({
  ...common,
  method: 'get',
  name: 'getHours',
  summary: 'Opening hours per weekday',
  body: Nothing,
  success: { status: 200, schema: HoursSchema },
  run: async context => ({ timezone: (await requireTenant(context)).timezone, hours: await getHours(context) })
})

const setHoursEndpoint = ownerEndpoint({
  ...common,
  method: 'put',
  name: 'setHours',
  summary: 'Replaces the opening hours; bookings that stand are not moved',
  body: HoursBody,
  success: { status: 200, schema: HoursSchema },
  run: async (context, { body, session }) => ({
    timezone: (await requireTenant(context)).timezone,
    hours: await setBusinessHours(context, body.hours, session.userId)
  })
})

export const hoursEndpoints: readonly Endpoint[] = [getHoursEndpoint, setHoursEndpoint]
