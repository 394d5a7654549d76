import { Type } from 'typebox'

/** RFC 9457, with a stable `code`. Some codes add members of their own, so unknown ones are allowed. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'urn:cuadra:problem:<code>' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    code: Type.String({ pattern: '^[a-z_]+$', description: 'Stable; decide on this, not on title or detail' }),
    detail: Type.Optional(Type.String({ description: 'For the engineer who reads it' })),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          in: Type.Optional(
            Type.Union([Type.Literal('path'), Type.Literal('query'), Type.Literal('header'), Type.Literal('body')])
          ),
          pointer: Type.String({ description: 'JSON pointer to the field, inside what `in` names' }),
          message: Type.String()
        }),
        { description: 'With code validation_failed: every field that is wrong' }
      )
    ),
    request_id: Type.String({ format: 'uuid' })
  },
  { title: 'Problem' }
)
