import type { ErrorCode } from '../shared/domain/errors.ts'
import type { Endpoint } from './endpoint.ts'
import { honoursKey } from './middleware/idempotency.ts'

/** Every code that an endpoint may answer: its own and those that come from how it is declared. */
export function problemCodesOf(endpoint: Endpoint): ErrorCode[] {
  const codes: ErrorCode[] = [
    'validation_failed',
    ...(endpoint.access === 'public' ? [] : (['unauthorized', 'forbidden'] as const)),
    ...(endpoint.method === 'get' ? [] : (['invalid_json', 'payload_too_large', 'unsupported_media_type'] as const)),
    ...(honoursKey(endpoint) ? (['idempotency_key_reused', 'idempotency_key_in_use'] as const) : []),
    ...(endpoint.access === 'public' && endpoint.limit ? (['rate_limited'] as const) : []),
    ...endpoint.errors,
    'internal_error',
    'store_unavailable'
  ]
  return [...new Set(codes)]
}
