import type { Context } from '../context.ts'
import { invalidField } from '../domain/errors.ts'
import type { Day } from '../domain/local-time.ts'
import type { ClosureModel } from '../models/closure-model.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { addClosure } from '../repositories/closures.ts'

/** Closes a business from one day to another, both included. Bookings that stand are not moved. Throws `validation_failed`. */
export async function createClosure(
  context: Context,
  input: Readonly<{ startsOn: Day; endsOn: Day; reason: string | null; createdBy: string }>
): Promise<ClosureModel> {
  const { startsOn, endsOn, reason, createdBy } = input
  if (endsOn < startsOn) throw invalidField('/ends_on', 'must not be before starts_on')
  const closure = await addClosure(context, { startsOn, endsOn, reason })
  await recordEvent(context, 'closure_created', { type: 'closure', id: closure.id }, 'owner', { by: createdBy })
  return closure
}
