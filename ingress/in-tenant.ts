import type { App, Context } from '../shared/context.ts'
import { sqlState, withSystem, withTenant } from '../shared/database.ts'
import { DomainError } from '../shared/domain/errors.ts'
import { findTenantIdBySlug } from '../shared/repositories/tenants.ts'
import type { Session } from './endpoint.ts'

const DEADLOCK = '40P01'

/** One transaction of a tenant, for endpoints without one of their own. The loser of a deadlock is run again once (RULINGS 1). */
export async function inTenant<T>(app: App, tenantId: string, work: (context: Context) => Promise<T>): Promise<T> {
  try {
    return await withTenant(app, tenantId, work)
  } catch (error) {
    if (sqlState(error) !== DEADLOCK) throw error
    return await withTenant(app, tenantId, work)
  }
}

/** Whose calendar a public request is about: the slug's, else the session's. Throws `tenant_not_found`, `unauthorized`. */
export async function tenantOf(app: App, slug: string | undefined, session: Session | null): Promise<string> {
  if (slug === undefined) {
    if (!session) throw new DomainError('unauthorized', 'Send tenant_slug or an access token')
    return session.tenantId
  }
  const id = await withSystem(app, 'find-tenant', context => findTenantIdBySlug(context, slug))
  if (!id) throw new DomainError('tenant_not_found', 'There is no business with this slug')
  return id
}
