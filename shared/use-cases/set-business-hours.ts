import type { Context } from '../context.ts'
import type { OpeningHours } from '../domain/availability.ts'
import { invalidField } from '../domain/errors.ts'
import { minutesOf } from '../domain/local-time.ts'
import { recordEvent } from '../repositories/audit-log.ts'
import { getHours, replaceHours } from '../repositories/business-hours.ts'

/**
 * Replaces the opening hours of a business. Bookings that stand are not moved. Throws `validation_failed` for an interval
 * that ends before it begins, or that overlaps another of its weekday.
 */
export async function setBusinessHours(
  context: Context,
  hours: readonly OpeningHours[],
  changedBy: string
): Promise<OpeningHours[]> {
  hours.forEach((each, index) => {
    if (minutesOf(each.closes) <= minutesOf(each.opens))
      throw invalidField(`/hours/${index}/closes`, 'must be after opens')
    const clash = hours.findIndex((other, at) => at < index && overlap(each, other))
    if (clash >= 0) throw invalidField(`/hours/${index}`, `overlaps /hours/${clash}`)
  })
  await replaceHours(context, hours)
  await recordEvent(context, 'hours_changed', { type: 'tenant', id: context.tenantId }, 'owner', { by: changedBy })
  return await getHours(context)
}

const overlap = (a: OpeningHours, b: OpeningHours): boolean =>
  a.weekday === b.weekday && minutesOf(a.opens) < minutesOf(b.closes) && minutesOf(b.opens) < minutesOf(a.closes)
