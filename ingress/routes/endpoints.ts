import type { Endpoint } from '../endpoint.ts'
import { approvalsEndpoints } from './approvals.ts'
import { authEndpoints } from './auth.ts'
import { bookingsEndpoints } from './bookings.ts'
import { closuresEndpoints } from './closures.ts'
import { connectionsEndpoints } from './connections.ts'
import { conversationsEndpoints } from './conversations.ts'
import { customersEndpoints } from './customers.ts'
import { faqsEndpoints } from './faqs.ts'
import { hoursEndpoints } from './hours.ts'
import { ownerContactsEndpoints } from './owner-contacts.ts'
import { servicesEndpoints } from './services.ts'
import { tenantsEndpoints } from './tenants.ts'

/** Every endpoint of the REST API; what is not listed is neither reachable nor in the document. */
export const endpoints: readonly Endpoint[] = [
  ...authEndpoints,
  ...approvalsEndpoints,
  ...bookingsEndpoints,
  ...closuresEndpoints,
  ...hoursEndpoints,
  ...connectionsEndpoints,
  ...conversationsEndpoints,
  ...customersEndpoints,
  ...faqsEndpoints,
  ...servicesEndpoints,
  ...tenantsEndpoints,
  ...ownerContactsEndpoints
]
