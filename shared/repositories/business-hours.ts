import type { Context } from '../context.ts'
import type { OpeningHours } from '../domain/availability.ts'
import { BusinessHoursModel } from '../models/business-hours-model.ts'

/** The opening intervals of a business as `HH:MM`, Sunday first. */
export async function getHours(context: Context): Promise<OpeningHours[]> {
  const rows = await BusinessHoursModel.query(context.db)
    .where({ tenantId: context.tenantId })
    .orderBy(['weekday', 'opens'])
  return rows.map(({ weekday, opens, closes }) => ({ weekday, opens: opens.slice(0, 5), closes: closes.slice(0, 5) }))
}

/** Replaces them all. Overlaps are refused by the table's exclusion constraint (23P01). */
export async function replaceHours(context: Context, hours: readonly OpeningHours[]): Promise<void> {
  await BusinessHoursModel.query(context.db).where({ tenantId: context.tenantId }).delete()
  for (const { weekday, opens, closes } of hours)
    await BusinessHoursModel.query(context.db).insert({
      id: context.newId(),
      tenantId: context.tenantId,
      weekday,
      opens,
      closes,
      createdAt: context.now(),
      updatedAt: context.now()
    })
}
