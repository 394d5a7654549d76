import type { Context } from '../context.ts'
import type { Facts } from '../domain/agent.ts'
import { policiesOf } from '../domain/policies.ts'
import { BusinessHoursModel } from '../models/business-hours-model.ts'
import { CustomerModel } from '../models/customer-model.ts'
import { ServiceModel } from '../models/service-model.ts'
import { getTenant } from '../repositories/tenants.ts'

/** All that may be said in a turn: the business, its active services in her order, its hours, the customer's name. */
export async function loadFacts(context: Context, customerId: string): Promise<Facts> {
  const { tenantId, db } = context
  const tenant = await getTenant(context)
  if (!tenant) throw new Error('the tenant is gone')
  const customer = await CustomerModel.query(db).findOne({ tenantId, id: customerId }).select('firstName')
  const services = await ServiceModel.query(db)
    .where({ tenantId, isActive: true })
    .orderBy([{ column: 'displayOrder' }, { column: 'createdAt' }])
  const hours = await BusinessHoursModel.query(db)
    .where({ tenantId })
    .orderBy([{ column: 'weekday' }, { column: 'opens' }])
  return {
    business: {
      id: tenant.id,
      name: tenant.businessName,
      address: tenant.address,
      treatment: policiesOf(tenant.policies).treatment
    },
    customer: { id: customerId, firstName: customer?.firstName ?? null },
    services: services.map(service => ({
      id: service.id,
      name: service.name,
      description: service.description,
      durationMinutes: service.durationMinutes,
      price: service.priceAmount,
      currency: service.priceCurrency
    })),
    hours: hours.map(({ weekday, opens, closes }) => ({
      weekday,
      opens: opens.slice(0, 5),
      closes: closes.slice(0, 5)
    }))
  }
}
