import { DomainError } from '../shared/domain/errors.ts'
import type { Endpoint, Session } from './endpoint.ts'

/** What only the owner herself may do; everything else is also for her staff. A path stands for what lies below it too. */
const ownerOnly: readonly (readonly [method: Endpoint['method'], path: string])[] = [
  ['patch', '/tenants/me'],
  ['post', '/tenants/me'],
  ['get', '/customers/{id}/export'],
  ['delete', '/customers/{id}']
]

/** Throws `forbidden` when the role of this session does not include the endpoint. */
export function assertMay(session: Session, endpoint: Pick<Endpoint, 'method' | 'path'>): void {
  if (session.role === 'owner') return
  const { method, path } = endpoint
  if (ownerOnly.some(([m, prefix]) => m === method && (path === prefix || path.startsWith(`${prefix}/`))))
    throw new DomainError('forbidden', 'Only the owner may do this')
}
