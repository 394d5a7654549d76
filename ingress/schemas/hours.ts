import { Type } from 'typebox'
import { Id, Instant, listOf, nullable, pageQuery } from './common.ts'

const strict = { additionalProperties: false }
const CLOCK = '([01][0-9]|2[0-3]):[0-5][0-9]'

const Opening = Type.Object(
  {
    weekday: Type.Integer({ minimum: 0, maximum: 6, description: '0 is Sunday' }),
    opens: Type.String({ pattern: `^${CLOCK}$`, examples: ['09:00'] }),
    closes: Type.String({ pattern: `^(${CLOCK}|24:00)$`, description: '24:00 is midnight', examples: ['18:00'] })
  },
  { ...strict, title: 'OpeningHours' }
)

export const HoursBody = Type.Object(
  { hours: Type.Array(Opening, { maxItems: 70, description: 'Several intervals a day may be open' }) },
  { ...strict, title: 'SetHours' }
)

export const HoursSchema = Type.Object(
  { timezone: Type.String(), hours: Type.Array(Opening) },
  { ...strict, title: 'Hours' }
)

export const ClosureBody = Type.Object(
  {
    starts_on: Type.String({ format: 'date', examples: ['2026-12-24'] }),
    ends_on: Type.String({ format: 'date', description: 'Included', examples: ['2026-12-26'] }),
    reason: Type.Optional(nullable(Type.String({ maxLength: 200 })))
  },
  { ...strict, title: 'NewClosure' }
)

export const ClosureSchema = Type.Object(
  {
    id: Id,
    starts_on: Type.String({ format: 'date' }),
    ends_on: Type.String({ format: 'date' }),
    reason: nullable(Type.String()),
    created_at: Instant
  },
  { ...strict, title: 'Closure' }
)

export const ClosureListSchema = listOf(ClosureSchema, 'ClosureList')

export const ClosuresQuery = Type.Object(
  {
    date_from: Type.Optional(
      Type.String({ format: 'date', description: 'Only closures that end on this day or later' })
    ),
    ...pageQuery
  },
  strict
)
