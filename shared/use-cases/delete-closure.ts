import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { deleteClosure as remove } from '../repositories/closures.ts'

/** Opens the days of a closure again. Throws `closure_not_found`. */
export async function deleteClosure(context: Context, closureId: string, deletedBy: string): Promise<void> {
  if (!(await remove(context, closureId)))
    throw new DomainError('closure_not_found', 'This business has no such closure')
  await recordEvent(context, 'closure_deleted', { type: 'closure', id: closureId }, 'owner', { by: deletedBy })
}
